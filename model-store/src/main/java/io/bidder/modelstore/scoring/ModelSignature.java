package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.InputRole;
import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.table.EmbeddingTables;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes into a model's graph and what comes out, as manifest and graph agree on it. Immutable.
 *
 * @param outputs the tensors that are read, each once
 * @param ctr where the CTR head's value is; null without one
 * @param cvr where the CVR head's value is; null without one
 */
record ModelSignature(
    FeatureSchema schema,
    List<InputTensor> inputs,
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

    TensorBuffer allocate(OrtEnvironment environment, int rows) throws OrtException {
      return role == InputRole.IDS
          ? TensorBuffer.int64(environment, shape(rows))
          : TensorBuffer.float32(environment, shape(rows));
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

    TensorBuffer allocate(OrtEnvironment environment, int rows) throws OrtException {
      return TensorBuffer.float32(environment, shape(rows));
    }
  }

  /** A head's place: a column of one of the outputs. */
  record HeadValue(int output, int column, OutputForm form) {}

  /** A manifest whose tensors were checked, with the shapes that were seen. */
  static ModelSignature of(
      Manifest manifest, List<InputTensor> inputs, List<OutputTensor> outputs) {
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
    return new ModelSignature(manifest.schema(), inputs, outputs, ctr, cvr);
  }
}
