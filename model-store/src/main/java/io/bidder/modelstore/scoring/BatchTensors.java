package io.bidder.modelstore.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.scoring.ModelSignature.InputTensor;
import io.bidder.modelstore.scoring.ModelSignature.OutputTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Everything that one run of {@code rows} rows takes, made once: input tensors, pinned outputs and
 * the maps that name them. One worker's.
 */
final class BatchTensors implements AutoCloseable {
  private final int rows;
  private final TensorBuffer[] inputs;
  private final TensorBuffer[] outputs;
  private final Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> pinned = new LinkedHashMap<>();

  BatchTensors(OrtEnvironment environment, ModelSignature signature, int rows) throws OrtException {
    this.rows = rows;
    inputs = new TensorBuffer[signature.inputs().size()];
    outputs = new TensorBuffer[signature.outputs().size()];
    boolean done = false;
    try {
      for (int i = 0; i < inputs.length; i++) {
        InputTensor input = signature.inputs().get(i);
        inputs[i] = input.allocate(environment, rows);
        feeds.put(input.tensor(), inputs[i].tensor());
      }
      for (int i = 0; i < outputs.length; i++) {
        OutputTensor output = signature.outputs().get(i);
        outputs[i] = output.allocate(environment, rows);
        pinned.put(output.tensor(), outputs[i].tensor());
      }
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  int rows() {
    return rows;
  }

  TensorBuffer[] inputs() {
    return inputs;
  }

  TensorBuffer[] outputs() {
    return outputs;
  }

  /** Computes the outputs from the inputs. */
  void run(OrtSession session) throws OrtException {
    // The result owns none of the pinned outputs; closing it frees what else it holds.
    session.run(feeds, Set.of(), pinned).close();
  }

  @Override
  public void close() {
    closeAll(inputs);
    closeAll(outputs);
  }

  private static void closeAll(TensorBuffer[] buffers) {
    for (TensorBuffer buffer : buffers) {
      // Null where making them failed half-way.
      if (buffer != null) {
        buffer.close();
      }
    }
  }
}
