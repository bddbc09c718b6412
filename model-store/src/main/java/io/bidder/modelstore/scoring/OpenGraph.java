package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.runtime.TensorBuffer;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.scoring.ModelSignature.InputTensor;
import io.bidder.modelstore.table.EmbeddingTables;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A graph that was loaded, with the inputs that encoded rows are copied into. Immutable; one
 * model's.
 */
record OpenGraph(OrtSession session, List<InputTensor> inputs) {

  InputFiller[] fillers(FeatureSchema schema, @Nullable EmbeddingTables tables) {
    return inputs.stream().map(input -> input.filler(schema, tables)).toArray(InputFiller[]::new);
  }

  TensorBuffer[] allocateInputs(Arena arena, int rows) throws OrtException {
    TensorBuffer[] buffers = new TensorBuffer[inputs.size()];
    boolean done = false;
    try {
      for (int i = 0; i < buffers.length; i++) {
        buffers[i] = inputs.get(i).allocate(arena, rows);
      }
      done = true;
      return buffers;
    } finally {
      if (!done) {
        BatchTensors.closeAll(buffers);
      }
    }
  }
}
