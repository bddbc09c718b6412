package io.bidder.modelstore.onnx.lift;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.bidder.modelstore.onnx.lift.LookupRewrite.Lookup;
import io.bidder.modelstore.onnx.lift.LookupRewrite.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes rows that a graph looks up one by one and then joins as the one tensor that they come in
 * as: most of what ONNX Runtime does with a DLRM's embeddings is to take such a tensor apart again.
 */
final class JoinedRows {
  private final GraphIndex graph;
  private final LookupEmitter emitter;
  private final Map<String, Lookup> single = new HashMap<>();

  JoinedRows(GraphIndex graph, LookupEmitter emitter, List<Lookup> lookups) {
    this.graph = graph;
    this.emitter = emitter;
    for (Lookup lookup : lookups) {
      if (lookup.parts().size() == 1) {
        single.put(lookup.output(), lookup);
      }
    }
  }

  /** Lookups of features that lie side by side in an input. */
  private record Run(List<Lookup> lookups, boolean flat) {
    boolean continuedBy(LookupEmitter emitter, Lookup next) {
      if (lookups.isEmpty()) {
        return false;
      }
      Part last = lookups.getLast().parts().getFirst();
      Part part = next.parts().getFirst();
      return emitter.input(last.feature()).equals(emitter.input(part.feature()))
          && emitter.position(last.feature()) + 1 == emitter.position(part.feature())
          && last.offset() == part.offset()
          && lookups.getLast().dimension() == next.dimension();
    }
  }

  /** The nodes that take the place of a Concat; null if it does not join rows side by side. */
  @Nullable List<NodeProto> emit(NodeProto concat) {
    List<Run> runs = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    List<NodeProto> nodes = new ArrayList<>();
    for (String value : concat.getInputList()) {
      Lookup row = row(value, concat);
      Run last = runs.isEmpty() ? null : runs.getLast();
      if (row != null && last != null && last.continuedBy(emitter, row)) {
        last.lookups.add(row);
        parts.removeLast();
      } else if (row != null) {
        runs.add(new Run(new ArrayList<>(List.of(row)), isFlat(value)));
      } else {
        runs.add(new Run(new ArrayList<>(), false));
      }
      parts.add(value);
    }
    boolean joins = false;
    for (int i = 0; i < parts.size(); i++) {
      Run run = runs.get(i);
      if (run.lookups.size() > 1) {
        joins = true;
        parts.set(i, emitter.emitRange(nodes, run.lookups, run.flat));
      }
    }
    if (!joins) {
      return null;
    }
    nodes.add(concat.toBuilder().clearInput().addAllInput(parts).build());
    return nodes;
  }

  private boolean isFlat(String value) {
    Lookup lookup = single.get(value);
    return lookup != null && !lookup.matrix();
  }

  /** The look-up whose row a value is, [rows, 1, dimension] or [rows, dimension]. */
  private @Nullable Lookup row(String value, NodeProto concat) {
    long axis = GraphIndex.integer(concat, "axis", 0);
    Lookup lookup = single.get(value);
    if (lookup != null) {
      return axis == 1 || (axis == -1 && !lookup.matrix()) ? lookup : null;
    }
    NodeProto unsqueeze = graph.maker(value, "Unsqueeze");
    if (unsqueeze == null || (axis != 1 && axis != -2)) {
      return null;
    }
    long[] axes = graph.axes(unsqueeze, 1);
    Lookup flat = single.get(unsqueeze.getInput(0));
    boolean between = axes.length == 1 && (axes[0] == 1 || axes[0] == -2);
    return between && flat != null && !flat.matrix() ? flat : null;
  }
}
