package io.bidder.modelstore.onnx.lift;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Pooling;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the pooling of a bag's looked-up rows: {@code sum(rows * used)}, where {@code used} is
 * 1 for ids that are not 0, or that over {@code max(sum(used), 1)}.
 */
final class BagPooling {
  private final GraphIndex graph;
  private final IdColumns columns;

  BagPooling(GraphIndex graph, IdColumns columns) {
    this.graph = graph;
    this.columns = columns;
  }

  /**
   * The value that is the pooled row.
   *
   * @param zeroRow whether the table's row 0 holds zeros, so that unused slots add nothing
   */
  String pooled(NodeProto lookup, Feature.Bag bag, boolean zeroRow) {
    String rows = lookup.getOutput(0);
    NodeProto product = graph.onlyUser(rows, "Mul");
    NodeProto sum;
    if (product == null) {
      sum = zeroRow ? graph.onlyUser(rows, "ReduceSum") : null;
    } else {
      String used = product.getInput(product.getInput(0).equals(rows) ? 1 : 0);
      sum =
          isMask(used, lookup.getInput(1))
              ? graph.onlyUser(product.getOutput(0), "ReduceSum")
              : null;
    }
    if (sum == null || !isAlongSlots(sum) || GraphIndex.integer(sum, "keepdims", 1) != 0) {
      throw GraphIndex.notUnderstood(
          lookup, "belongs to bag " + bag.name() + ", whose pooling is not understood");
    }
    NodeProto quotient = graph.onlyUser(sum.getOutput(0), "Div");
    boolean mean =
        quotient != null
            && quotient.getInput(0).equals(sum.getOutput(0))
            && isCount(quotient.getInput(1), lookup.getInput(1));
    if (mean != (bag.pooling() == Pooling.MEAN)) {
      throw GraphIndex.notUnderstood(
          lookup,
          "belongs to bag " + bag.name() + ", which the schema does not pool as the graph does");
    }
    return mean && quotient != null ? quotient.getOutput(0) : sum.getOutput(0);
  }

  private boolean isAlongSlots(NodeProto sum) {
    long[] axes = graph.axes(sum, 1);
    return axes.length == 1 && axes[0] == 1;
  }

  /** Tells whether a value is the number of ids that are not 0, at least 1. */
  private boolean isCount(String value, String ids) {
    NodeProto most = graph.maker(value, "Max", "Clip");
    if (most == null) {
      return false;
    }
    boolean upper = most.getInputCount() > 2 && !most.getInput(2).isEmpty();
    int one = most.getOpType().equals("Max") && graph.isNumber(most.getInput(0), 1) ? 0 : 1;
    NodeProto count = graph.maker(most.getInput(1 - one), "ReduceSum");
    return !upper
        && most.getInputCount() > 1
        && graph.isNumber(most.getInput(one), 1)
        && count != null
        && isAlongSlots(count)
        && isMask(count.getInput(0), ids);
  }

  /** Tells whether a value is 1 where an id is not 0, and 0 elsewhere. */
  private boolean isMask(String value, String ids) {
    NodeProto node = graph.maker(value, "Cast", "Unsqueeze", "Not", "Greater");
    if (node == null) {
      return false;
    }
    return switch (node.getOpType()) {
      case "Cast", "Unsqueeze" -> isMask(node.getInput(0), ids);
      case "Greater" -> isIdsAndZero(node, ids);
      default -> isIdsAndZero(graph.maker(node.getInput(0), "Equal"), ids);
    };
  }

  private boolean isIdsAndZero(@Nullable NodeProto comparison, String ids) {
    return comparison != null
        && Objects.equals(columns.of(ids), columns.of(comparison.getInput(0)))
        && graph.isNumber(comparison.getInput(1), 0);
  }
}
