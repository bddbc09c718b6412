package io.bidder.modelstore.onnx.split;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.onnx.reading.Atom;
import io.bidder.modelstore.onnx.reading.Source;
import io.bidder.modelstore.onnx.reading.Source.Vector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes dot products: those among request-side vectors in the request graph, those among
 * candidate-side vectors as each row's full matrix, and those between the two as one product of all
 * rows' candidate-side vectors with the carried request-side ones.
 */
final class ProductEmitter {
  private final SplitEmitter emitter;
  private final Map<Source.Products, Sides> sides = new LinkedHashMap<>();

  ProductEmitter(SplitEmitter emitter) {
    this.emitter = emitter;
  }

  /** Vectors of one side as one tensor [rows, vectors, length], with their positions in it. */
  private record Stack(String tensor, Map<Vector, Integer> positions, int length) {}

  private record Sides(Set<Vector> request, Set<Vector> candidate) {}

  /** The place of a product, which is computed if need be. */
  SplitEmitter.Place place(
      SideGraph side, boolean ofCandidates, Source.Products product, int index) {
    Sides vectors = sides.computeIfAbsent(product, ProductEmitter::bySide);
    Vector left = product.left(index);
    Vector right = product.right(index);
    SideGraph requestGraph = emitter.request();
    if (!ofCandidates) {
      Stack stack = stack(side, vectors.request());
      return ofOneSide(side, product, stack, left, right);
    }
    Stack own = stack(side, vectors.candidate());
    if (left.candidate() && right.candidate()) {
      return ofOneSide(side, product, own, left, right);
    }
    Stack other = stack(requestGraph, vectors.request());
    int count = own.positions().size();
    int others = other.positions().size();
    String tensor =
        side.once(
            List.of("between", product),
            () -> {
              String carried =
                  emitter.carry(transposed(requestGraph, other), other.length(), others);
              return side.reshape(
                  side.node("MatMul", own.tensor(), carried), 0, (long) count * others);
            });
    Vector candidate = left.candidate() ? left : right;
    Vector request = left.candidate() ? right : left;
    return new SplitEmitter.Place(
        tensor, count * others, position(own, candidate) * others + position(other, request));
  }

  private static SplitEmitter.Place ofOneSide(
      SideGraph side, Source.Products product, Stack stack, Vector left, Vector right) {
    int count = stack.positions().size();
    String tensor =
        side.once(
            List.of("among", product),
            () ->
                side.reshape(
                    side.node("MatMul", stack.tensor(), transposed(side, stack)),
                    0,
                    (long) count * count));
    int one = position(stack, left);
    int other = position(stack, right);
    // The matrix is symmetric: both of a pair's weights go to one place.
    int column = Math.min(one, other) * count + Math.max(one, other);
    return new SplitEmitter.Place(tensor, count * count, column);
  }

  private static int position(Stack stack, Vector vector) {
    Integer position = stack.positions().get(vector);
    if (position == null) {
      throw new IllegalArgumentException("a vector is not where its products are computed");
    }
    return position;
  }

  private static String transposed(SideGraph side, Stack stack) {
    return side.once(
        List.of("transposed", stack.tensor()),
        () -> side.node("Transpose", Map.of("perm", List.of(0L, 2L, 1L)), stack.tensor()));
  }

  private static Sides bySide(Source.Products product) {
    Sides sides = new Sides(new LinkedHashSet<>(), new LinkedHashSet<>());
    for (List<Vector> vectors : List.of(product.left, product.right)) {
      for (Vector vector : vectors) {
        (vector.candidate() ? sides.candidate() : sides.request()).add(vector);
      }
    }
    return sides;
  }

  /** The part of an input's rows that some vectors are. */
  private record Range(String input, int from) {}

  private Stack stack(SideGraph side, Set<Vector> vectors) {
    int length = vectors.iterator().next().atoms.size();
    Map<Range, TreeMap<Integer, Vector>> ofFeatures = new LinkedHashMap<>();
    List<Vector> others = new ArrayList<>();
    for (Vector vector : vectors) {
      Source.Feature feature = wholeRange(vector);
      if (feature == null) {
        others.add(vector);
      } else {
        int from = vector.atoms.getFirst().index();
        ofFeatures
            .computeIfAbsent(new Range(feature.input.tensor(), from), key -> new TreeMap<>())
            .put(feature.position, vector);
      }
    }
    Map<Vector, Integer> positions = new LinkedHashMap<>();
    List<String> parts = new ArrayList<>();
    ofFeatures.forEach((range, byPosition) -> {
      byPosition.values().forEach(vector -> positions.put(vector, positions.size()));
      String all = SplitEmitter.range(side, range.input(), range.from(), range.from() + length);
      parts.add(
          byPosition.size() == side.features(range.input())
              ? all
              : side.once(
                  List.of("features", all, byPosition.keySet()),
                  () ->
                      side.node(
                          "Gather",
                          Map.of("axis", 1),
                          all,
                          side.longs(
                              byPosition.keySet().stream()
                                  .mapToLong(Integer::longValue)
                                  .toArray()))));
    });
    for (Vector vector : others) {
      positions.put(vector, positions.size());
      parts.add(
          side.once(
              List.of("vector", vector),
              () -> side.reshape(emitter.picked(side, vector.atoms), 0, 1, length)));
    }
    String tensor =
        parts.size() == 1
            ? parts.getFirst()
            : side.once(
                List.of("stack", parts),
                () -> side.node("Concat", Map.of("axis", 1), parts.toArray(String[]::new)));
    return new Stack(tensor, positions, length);
  }

  /** The feature of whose embedding row the vector is a part; null if it is something else. */
  private static Source.@Nullable Feature wholeRange(Vector vector) {
    Atom first = vector.atoms.getFirst();
    if (!(first.source() instanceof Source.Feature feature)
        || feature.input.role() != Manifest.InputRole.EMBEDDINGS) {
      return null;
    }
    for (int i = 0; i < vector.atoms.size(); i++) {
      Atom atom = vector.atoms.get(i);
      if (atom.source() != feature || atom.index() != first.index() + i) {
        return null;
      }
    }
    return feature;
  }
}
