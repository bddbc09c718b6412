package io.bidder.modelstore.onnx.lift;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The nodes of a graph that its outputs need, in the order of computation. */
final class Pruned {
  private final List<NodeProto> nodes = new ArrayList<>();
  private final Set<String> needed;

  private Pruned(Set<String> outputs) {
    needed = new HashSet<>(outputs);
  }

  /**
   * Prunes a graph.
   *
   * @param replaced what is computed in the place of some values, by the values' names
   */
  static Pruned of(GraphProto graph, Map<String, List<NodeProto>> replaced, Set<String> outputs) {
    Pruned pruned = new Pruned(outputs);
    for (NodeProto node : graph.getNodeList().reversed()) {
      List<NodeProto> instead = node.getOutputCount() == 0 ? null : replaced.get(node.getOutput(0));
      for (NodeProto each : (instead == null ? List.of(node) : instead).reversed()) {
        if (each.getOutputList().stream().anyMatch(pruned.needed::contains)) {
          pruned.needed.addAll(each.getInputList());
          pruned.nodes.addFirst(each);
        }
      }
    }
    return pruned;
  }

  List<NodeProto> nodes() {
    return nodes;
  }

  boolean needs(String value) {
    return needed.contains(value);
  }

  /**
   * The first node that uses a value for which {@code found} gives something; null if none does.
   */
  @Nullable NodeProto userOf(Function<String, @Nullable Object> found) {
    for (NodeProto node : nodes) {
      for (String input : node.getInputList()) {
        if (found.apply(input) != null) {
          return node;
        }
      }
    }
    return null;
  }
}
