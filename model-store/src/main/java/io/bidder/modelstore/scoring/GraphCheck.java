package io.bidder.modelstore.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.InputRole;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.scoring.ModelSignature.CarriedTensor;
import io.bidder.modelstore.scoring.ModelSignature.InputTensor;
import io.bidder.modelstore.table.EmbeddingTables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a manifest says of its graph against the graph itself. Every complaint names the
 * manifest's field, the tensor, what was expected and what the graph has. That the manifest agrees
 * with itself was checked when it was read.
 */
final class GraphCheck {
  private final ModelVersion version;
  private final Manifest manifest;
  private final String file;
  private final Map<String, NodeInfo> graphInputs;
  private final Map<String, NodeInfo> graphOutputs;

  GraphCheck(ModelVersion version, String file, OrtSession session) throws OrtException {
    this.version = version;
    this.file = file;
    this.manifest = version.manifest();
    this.graphInputs = session.getInputInfo();
    this.graphOutputs = session.getOutputInfo();
  }

  /**
   * The inputs that are filled from rows, whose names, types and widths the graph declares.
   *
   * @param field the manifest's name of {@code named}
   * @param carried what else the graph takes, of one impression
   */
  List<InputTensor> inputs(
      String field,
      List<Manifest.Input> named,
      List<CarriedTensor> carried,
      @Nullable EmbeddingTables tables) {
    List<InputTensor> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < named.size(); i++) {
      Manifest.Input input = named.get(i);
      inputs.add(input(field + "[" + i + "]", input, tables));
      names.add(input.tensor());
    }
    for (int i = 0; i < carried.size(); i++) {
      carried(i, carried.get(i), "an input", graphInputs, 1);
      names.add(carried.get(i).tensor());
    }
    for (String name : graphInputs.keySet()) {
      if (!names.contains(name)) {
        throw invalid(field + " has no entry for the graph's input '" + name + "'");
      }
    }
    return inputs;
  }

  /** Checks that the graph gives the carried tensors, for any number of impressions. */
  void carriedOutputs(List<CarriedTensor> carried) {
    for (int i = 0; i < carried.size(); i++) {
      carried(i, carried.get(i), "an output", graphOutputs, -1);
    }
  }

  private void carried(
      int index, CarriedTensor tensor, String what, Map<String, NodeInfo> nodes, int imps) {
    String where = "network.split.carried[" + index + "].tensor '" + tensor.tensor() + "'";
    NodeInfo node = nodes.get(tensor.tensor());
    if (node == null) {
      throw invalid(where + " is not " + what + " of the graph");
    }
    if (!(node.getInfo() instanceof TensorInfo info)
        || info.type != OnnxJavaType.FLOAT
        || !fits(info.getShape(), tensor.shape(imps))) {
      throw invalid(
          "%s with dims %s is expected to be %s, the graph has %s"
              .formatted(
                  where,
                  tensor.dims(),
                  shown("float32", tensor.shape(imps)),
                  shown(node.getInfo())));
    }
  }

  private InputTensor input(String where, Manifest.Input input, @Nullable EmbeddingTables tables) {
    NodeInfo node = graphInputs.get(input.tensor());
    if (node == null) {
      throw invalid(where + ".tensor '" + input.tensor() + "' is not an input of the graph");
    }
    InputTensor expected = expected(where, input, tables);
    OnnxJavaType type = input.role() == InputRole.IDS ? OnnxJavaType.INT64 : OnnxJavaType.FLOAT;
    if (!(node.getInfo() instanceof TensorInfo info)
        || info.type != type
        || !fits(info.getShape(), expected.shape(-1))) {
      throw invalid(
          "%s.tensor '%s' with role %s and %d features is expected to be %s, the graph has %s"
              .formatted(
                  where,
                  input.tensor(),
                  input.role().name().toLowerCase(Locale.ROOT),
                  input.features().size(),
                  shown(expected.type(), expected.shape(-1)),
                  shown(node.getInfo())));
    }
    return expected;
  }

  private InputTensor expected(
      String where, Manifest.Input input, @Nullable EmbeddingTables tables) {
    List<String> features = List.copyOf(input.features());
    int width = features.size();
    int dimension = 0;
    if (input.role() == InputRole.IDS) {
      width =
          manifest.schema().embedded().stream()
              .filter(feature -> features.contains(feature.name()))
              .mapToInt(Feature.Embedded::slots)
              .sum();
    } else if (input.role() == InputRole.EMBEDDINGS) {
      if (tables == null) {
        throw invalid(where + ".role is embeddings, but tables is empty");
      }
      dimension = tables.gatherer(features).dimension();
    }
    return new InputTensor(input.tensor(), input.role(), features, width, dimension);
  }

  /**
   * Unknown dimensions fit, but rows that vary must do so in the graph. A shape of unknown rank is
   * left to the run.
   */
  private static boolean fits(long[] actual, long[] expected) {
    if (actual.length == 0) {
      return true;
    }
    if (actual.length != expected.length) {
      return false;
    }
    for (int d = 0; d < actual.length; d++) {
      if (actual[d] != -1 && actual[d] != expected[d]) {
        return false;
      }
    }
    return true;
  }

  /** Checks that what the heads are read from are float tensors of the graph. */
  void outputs() {
    for (int i = 0; i < manifest.network().outputs().size(); i++) {
      Manifest.Output output = manifest.network().outputs().get(i);
      String where = "network.outputs[" + i + "].tensor '" + output.tensor() + "'";
      NodeInfo node = graphOutputs.get(output.tensor());
      if (node == null) {
        throw invalid(where + " is not an output of the graph");
      }
      if (!(node.getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.FLOAT) {
        throw invalid(where + " is expected to be float32, the graph has " + shown(node.getInfo()));
      }
    }
  }

  /** A complaint about the manifest, followed by the tensors that the graph has. */
  InvalidVersionException invalid(String complaint) {
    return new InvalidVersionException(
        "%s: manifest.json: %s. %s has inputs %s and outputs %s"
            .formatted(
                version.directory(), complaint, file, shown(graphInputs), shown(graphOutputs)));
  }

  private static String shown(Map<String, NodeInfo> nodes) {
    StringJoiner all = new StringJoiner(", ", "{", "}");
    nodes.forEach((name, node) -> all.add(name + " " + shown(node.getInfo())));
    return all.toString();
  }

  private static String shown(ValueInfo value) {
    if (value instanceof TensorInfo tensor) {
      String type =
          tensor.onnxType == TensorInfo.OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT
              ? "float32"
              : tensor.onnxType.name().replaceFirst(".*_TYPE_", "").toLowerCase(Locale.ROOT);
      return shown(type, tensor.getShape());
    }
    return value.toString();
  }

  private static String shown(String type, long[] shape) {
    StringJoiner dimensions = new StringJoiner(", ", type + " [", "]");
    for (long dimension : shape) {
      dimensions.add(dimension < 0 ? "rows" : Long.toString(dimension));
    }
    return dimensions.toString();
  }
}
