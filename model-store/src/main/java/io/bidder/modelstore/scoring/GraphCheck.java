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
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.ModelSignature.InputTensor;
import io.bidder.modelstore.table.EmbeddingTables;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a manifest says of its graph against the graph itself. Every complaint names the
 * manifest's field, the tensor, what was expected and what the graph has.
 */
final class GraphCheck {
  private final ModelVersion version;
  private final Manifest manifest;
  private final Map<String, NodeInfo> graphInputs;
  private final Map<String, NodeInfo> graphOutputs;

  GraphCheck(ModelVersion version, OrtSession session) throws OrtException {
    this.version = version;
    this.manifest = version.manifest();
    this.graphInputs = session.getInputInfo();
    this.graphOutputs = session.getOutputInfo();
  }

  /** The inputs, whose names, types and widths the graph declares. */
  List<InputTensor> inputs(@Nullable EmbeddingTables tables) {
    List<InputTensor> inputs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < manifest.network().inputs().size(); i++) {
      Manifest.Input input = manifest.network().inputs().get(i);
      String where = "network.inputs[" + i + "]";
      if (!names.add(input.tensor())) {
        throw invalid(where + ".tensor '" + input.tensor() + "' is there twice, expected once");
      }
      inputs.add(input(where, input, tables));
    }
    for (String name : graphInputs.keySet()) {
      if (!names.contains(name)) {
        throw invalid("network.inputs has no entry for the graph's input '" + name + "'");
      }
    }
    if (inputs.isEmpty()) {
      throw invalid("network.inputs is empty, expected at least one tensor");
    }
    return inputs;
  }

  private InputTensor input(String where, Manifest.Input input, @Nullable EmbeddingTables tables) {
    NodeInfo node = graphInputs.get(input.tensor());
    if (node == null) {
      throw invalid(where + ".tensor '" + input.tensor() + "' is not an input of the graph");
    }
    InputTensor expected =
        new InputTensor(
            input.tensor(),
            input.role(),
            List.copyOf(input.features()),
            width(where, input),
            input.role() == InputRole.EMBEDDINGS ? dimension(where, input, tables) : 0);
    OnnxJavaType type = input.role() == InputRole.IDS ? OnnxJavaType.INT64 : OnnxJavaType.FLOAT;
    if (!(node.getInfo() instanceof TensorInfo info)
        || info.type != type
        || !fits(info.getShape(), expected.shape(-1))) {
      throw invalid(
          "%s.tensor '%s' with role %s and %d features is expected to be %s, the graph has %s"
              .formatted(
                  where,
                  input.tensor(),
                  input.role(),
                  input.features().size(),
                  shown(expected.type(), expected.shape(-1)),
                  shown(node.getInfo())));
    }
    return expected;
  }

  /** Unknown dimensions fit, but the rows must vary. A shape of unknown rank is left to the run. */
  private static boolean fits(long[] actual, long[] expected) {
    if (actual.length == 0) {
      return true;
    }
    if (actual.length != expected.length || actual[0] != -1) {
      return false;
    }
    for (int d = 1; d < actual.length; d++) {
      if (actual[d] != -1 && actual[d] != expected[d]) {
        return false;
      }
    }
    return true;
  }

  private int width(String where, Manifest.Input input) {
    FeatureSchema schema = manifest.schema();
    if (input.features().isEmpty()) {
      throw invalid(where + ".features is empty, expected at least one feature");
    }
    if (new HashSet<>(input.features()).size() != input.features().size()) {
      throw invalid(where + ".features " + input.features() + " has a feature twice");
    }
    boolean numeric = input.role() == InputRole.NUMERIC;
    int width = 0;
    for (String name : input.features()) {
      Feature feature =
          schema.features().stream()
              .filter(candidate -> candidate.name().equals(name))
              .findFirst()
              .orElseThrow(() -> invalid(where + ".features: '" + name + "' is not in the schema"));
      if (feature instanceof Feature.Numeric != numeric) {
        throw invalid(
            "%s.features: '%s' is %s feature, but role %s takes %s ones"
                .formatted(
                    where,
                    name,
                    numeric ? "an embedded" : "a numeric",
                    input.role(),
                    numeric ? "numeric" : "embedded"));
      }
      boolean slots = input.role() == InputRole.IDS;
      width += slots && feature instanceof Feature.Embedded embedded ? embedded.slots() : 1;
    }
    return width;
  }

  private int dimension(String where, Manifest.Input input, @Nullable EmbeddingTables tables) {
    if (tables == null) {
      throw invalid(
          where + " has role EMBEDDINGS, but the manifest has no tables; expected some in tables");
    }
    try {
      return tables.gatherer(input.features()).dimension();
    } catch (IllegalArgumentException e) {
      throw new InvalidVersionException(
          version.directory() + ": manifest.json: " + where + ".features: " + e.getMessage(), e);
    }
  }

  /** Checks that each head has one output, which is a float tensor of the graph. */
  void outputs() {
    List<Head> heads = manifest.heads();
    if (heads.isEmpty() || heads.contains(Head.CTCVR)) {
      throw invalid("heads is " + heads + ", expected CTR, CVR or both");
    }
    Set<Head> seen = EnumSet.noneOf(Head.class);
    for (int i = 0; i < manifest.network().outputs().size(); i++) {
      Manifest.Output output = manifest.network().outputs().get(i);
      String where = "network.outputs[" + i + "]";
      if (!heads.contains(output.head()) || !seen.add(output.head())) {
        throw invalid(
            where + ".head is " + output.head() + ", expected one output each for " + heads);
      }
      NodeInfo node = graphOutputs.get(output.tensor());
      if (node == null) {
        throw invalid(where + ".tensor '" + output.tensor() + "' is not an output of the graph");
      }
      if (!(node.getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.FLOAT) {
        throw invalid(
            where
                + ".tensor '"
                + output.tensor()
                + "' is expected to be float32, the graph has "
                + shown(node.getInfo()));
      }
    }
    if (seen.size() != heads.size()) {
      throw invalid(
          "network.outputs has heads " + seen + ", expected one output each for " + heads);
    }
  }

  /** A complaint about the manifest, followed by the tensors that the graph has. */
  InvalidVersionException invalid(String complaint) {
    return new InvalidVersionException(
        "%s: manifest.json: %s. %s has inputs %s and outputs %s"
            .formatted(
                version.directory(),
                complaint,
                manifest.network().file(),
                shown(graphInputs),
                shown(graphOutputs)));
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
