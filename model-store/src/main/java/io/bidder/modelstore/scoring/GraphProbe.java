package io.bidder.modelstore.scoring;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.runtime.TensorBuffer;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.scoring.ModelSignature.CarriedTensor;
import io.bidder.modelstore.scoring.ModelSignature.InputTensor;
import io.bidder.modelstore.scoring.ModelSignature.OutputTensor;
import io.bidder.modelstore.table.EmbeddingTables;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph once when it is opened, on rows of missing values and on rows of each table's last
 * id, since what a graph declares of itself is not what it does: a table inside may be shorter than
 * its feature's ids, an export may have frozen its example's batch size, and logits may have been
 * called probabilities.
 */
final class GraphProbe {
  /** Unlikely to be what a model was exported with. */
  static final int ROWS = 7;

  private final OpenGraph graph;
  private final GraphCheck check;
  private final Manifest manifest;
  private final @Nullable EmbeddingTables tables;

  GraphProbe(
      OpenGraph graph, GraphCheck check, Manifest manifest, @Nullable EmbeddingTables tables) {
    this.graph = graph;
    this.check = check;
    this.manifest = manifest;
    this.tables = tables;
  }

  /**
   * The shapes of the tensors that the manifest's outputs name, each tensor once.
   *
   * @param carried what the graph takes besides its inputs
   */
  List<OutputTensor> outputs(Map<String, OnnxTensor> carried) {
    return run(
        carried,
        result -> {
          Map<String, OutputTensor> outputs = new LinkedHashMap<>();
          for (int i = 0; i < manifest.network().outputs().size(); i++) {
            Manifest.Output output = manifest.network().outputs().get(i);
            String where = "network.outputs[" + i + "]";
            outputs.put(
                output.tensor(), output(where, output, tensor(where, output.tensor(), result)));
          }
          return List.copyOf(outputs.values());
        });
  }

  /** Has the graph give what a candidate graph is fed with. */
  void carried(List<CarriedTensor> tensors, CarriedTensors into) {
    run(
        Map.of(),
        result -> {
          for (int i = 0; i < tensors.size(); i++) {
            CarriedTensor carried = tensors.get(i);
            String where = "network.split.carried[" + i + "]";
            OnnxTensor tensor = tensor(where, carried.tensor(), result);
            if (!Arrays.equals(tensor.getInfo().getShape(), carried.shape(ROWS))) {
              throw check.invalid(
                  "%s.tensor '%s' is expected to be [imps, ...%s]; %d impressions gave %s"
                      .formatted(
                          where,
                          carried.tensor(),
                          carried.dims(),
                          ROWS,
                          Arrays.toString(tensor.getInfo().getShape())));
            }
            into.put(i, tensor.getFloatBuffer());
          }
          return into;
        });
  }

  private OnnxTensor tensor(String where, String name, OrtSession.Result result) {
    if (!(result.get(name).orElseThrow() instanceof OnnxTensor tensor)) {
      throw check.invalid(where + ".tensor is expected to be a tensor");
    }
    return tensor;
  }

  private interface Reader<T> {
    T read(OrtSession.Result result) throws OrtException;
  }

  private <T> T run(Map<String, OnnxTensor> further, Reader<T> reader) {
    try (Arena arena = Arena.ofConfined()) {
      return run(arena, further, reader);
    }
  }

  private <T> T run(Arena arena, Map<String, OnnxTensor> further, Reader<T> reader) {
    EncodedRows rows = rows(manifest.schema());
    TensorBuffer[] buffers = new TensorBuffer[graph.inputs().size()];
    try {
      Map<String, OnnxTensor> feeds = new LinkedHashMap<>(further);
      for (int i = 0; i < buffers.length; i++) {
        InputTensor input = graph.inputs().get(i);
        buffers[i] = input.allocate(arena, ROWS);
        input.filler(manifest.schema(), tables).fill(rows, 0, ROWS, buffers[i]);
        feeds.put(input.tensor(), buffers[i].tensor());
      }
      try (OrtSession.Result result = graph.session().run(feeds)) {
        return reader.read(result);
      }
    } catch (OrtException e) {
      InvalidVersionException invalid =
          check.invalid(
              "the graph fails on "
                  + ROWS
                  + " rows with ids 0 and the last of each table ("
                  + limits(manifest.schema())
                  + "): "
                  + e.getMessage());
      invalid.initCause(e);
      throw invalid;
    } finally {
      BatchTensors.closeAll(buffers);
    }
  }

  private OutputTensor output(String where, Manifest.Output output, OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    long[] shape = info.getShape();
    boolean vector = shape.length == 1;
    if (info.type != OnnxJavaType.FLOAT
        || shape.length < 1
        || shape.length > 2
        || shape[0] != ROWS) {
      throw check.invalid(
          "%s.tensor '%s' is expected to be float32 [rows], [rows, 1] or [rows, n]; %d rows gave %s"
              .formatted(where, output.tensor(), ROWS, Arrays.toString(shape)));
    }
    int columns = vector ? 1 : Math.toIntExact(shape[1]);
    if (output.column() < 0 || output.column() >= columns) {
      throw check.invalid(
          "%s.column is %d, expected 0..%d of tensor '%s'"
              .formatted(where, output.column(), columns - 1, output.tensor()));
    }
    FloatBuffer values = tensor.getFloatBuffer();
    for (int row = 0; row < ROWS && output.form() == OutputForm.PROBABILITY; row++) {
      float value = values.get(row * columns + output.column());
      if (Float.isFinite(value) && Double.isNaN(PredictionReader.probability(value))) {
        throw check.invalid(
            "%s.form is probability, but tensor '%s' gave %s; expected 0 to 1 (or form logit)"
                .formatted(where, output.tensor(), value));
      }
    }
    return new OutputTensor(output.tensor(), columns, vector);
  }

  private static EncodedRows rows(FeatureSchema schema) {
    EncodedRows rows = new EncodedRows(schema, ROWS);
    rows.size(ROWS);
    int slot = 0;
    for (Feature.Embedded feature : schema.embedded()) {
      for (int s = 0; s < feature.slots(); s++, slot++) {
        for (int row = 0; row < ROWS; row++) {
          rows.ids()[row * rows.slotCount() + slot] = row % 2 == 0 ? 0 : feature.tableRows() - 1;
        }
      }
    }
    return rows;
  }

  private static String limits(FeatureSchema schema) {
    StringBuilder limits = new StringBuilder();
    for (Feature.Embedded feature : schema.embedded()) {
      limits.append(limits.isEmpty() ? "" : ", ");
      limits.append(feature.name()).append(' ').append(feature.tableRows() - 1);
    }
    return limits.toString();
  }
}
