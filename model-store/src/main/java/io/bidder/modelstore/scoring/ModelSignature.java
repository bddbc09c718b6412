package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.InputRole;
import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.runtime.TensorBuffer;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.table.EmbeddingTables;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of a model's graph, as manifest and graph agree on them, and the kinds of its inputs.
 * Immutable.
 *
 * @param outputs the tensors that are read, each once
 * @param ctr where the CTR head's value is; null without one
 * @param cvr where the CVR head's value is; null without one
 */
record ModelSignature(
    FeatureSchema schema,
    List<OutputTensor> outputs,
    @Nullable HeadValue ctr,
    @Nullable HeadValue cvr) {

  /**
   * An input tensor.
   *
   * @param width second dimension: numbers, features or slots
   * @param dimension third dimension, for embeddings; 0 for the other roles
   */
  record InputTensor(
      String tensor, InputRole role, List<String> features, int width, int dimension) {

    long[] shape(int rows) {
      return dimension > 0 ? new long[] {rows, width, dimension} : new long[] {rows, width};
    }

    /** The graph's type name for it. */
    String type() {
      return role == InputRole.IDS ? "int64" : "float32";
    }

    TensorBuffer allocate(Arena arena, int rows) throws OrtException {
      return role == InputRole.IDS
          ? TensorBuffer.int64(arena, shape(rows))
          : TensorBuffer.float32(arena, shape(rows));
    }

    InputFiller filler(FeatureSchema schema, @Nullable EmbeddingTables tables) {
      return switch (role) {
        case NUMERIC -> new InputFiller.Numbers(schema, features);
        case IDS -> new InputFiller.Ids(schema, features);
        case EMBEDDINGS -> {
          if (tables == null) {
            throw new IllegalStateException("tensor '" + tensor + "' has no tables");
          }
          yield new InputFiller.Embeddings(tables.gatherer(features));
        }
      };
    }
  }

  /**
   * An output tensor.
   *
   * @param columns values a row
   * @param vector whether it is [rows] rather than [rows, columns]
   */
  record OutputTensor(String tensor, int columns, boolean vector) {

    long[] shape(int rows) {
      return vector ? new long[] {rows} : new long[] {rows, columns};
    }

    TensorBuffer allocate(Arena arena, int rows) throws OrtException {
      return TensorBuffer.float32(arena, shape(rows));
    }
  }

  /**
   * A float32 tensor that a split model's request graph gives its candidate graph.
   *
   * @param floats of one impression
   */
  record CarriedTensor(String tensor, List<Integer> dims, int floats) {

    CarriedTensor(Manifest.Carried carried) {
      this(carried.tensor(), carried.dims(), Math.toIntExact(carried.floats()));
    }

    long[] shape(int imps) {
      long[] shape = new long[1 + dims.size()];
      shape[0] = imps;
      for (int d = 0; d < dims.size(); d++) {
        shape[1 + d] = dims.get(d);
      }
      return shape;
    }
  }

  /** A head's place: a column of one of the outputs. */
  record HeadValue(int output, int column, OutputForm form) {}

  /** A manifest whose tensors were checked, with the shapes that were seen. */
  static ModelSignature of(Manifest manifest, List<OutputTensor> outputs) {
    List<String> tensors = outputs.stream().map(OutputTensor::tensor).toList();
    HeadValue ctr = null;
    HeadValue cvr = null;
    for (Manifest.Output output : manifest.network().outputs()) {
      HeadValue value =
          new HeadValue(tensors.indexOf(output.tensor()), output.column(), output.form());
      if (output.head() == Head.CTR) {
        ctr = value;
      } else {
        cvr = value;
      }
    }
    return new ModelSignature(manifest.schema(), outputs, ctr, cvr);
  }

  List<String> outputNames() {
    return outputs.stream().map(OutputTensor::tensor).toList();
  }

  TensorBuffer[] allocateOutputs(Arena arena, int rows) throws OrtException {
    TensorBuffer[] buffers = new TensorBuffer[outputs.size()];
    boolean done = false;
    try {
      for (int i = 0; i < buffers.length; i++) {
        buffers[i] = outputs.get(i).allocate(arena, rows);
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
