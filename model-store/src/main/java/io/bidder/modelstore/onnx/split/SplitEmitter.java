package io.bidder.modelstore.onnx.split;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.onnx.reading.Atom;
import io.bidder.modelstore.onnx.reading.NotUnderstoodException;
import io.bidder.modelstore.onnx.reading.Source;
import io.bidder.modelstore.onnx.reading.Source.Operand;
import io.bidder.modelstore.onnx.reading.Value;
import io.bidder.modelstore.schema.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the two graphs. A value of the request graph that the candidate graph needs is carried:
 * [imps, ...dims] there, one impression's [1, ...dims] here.
 */
final class SplitEmitter {
  /** Layers on top of each other, and what lies between them: each is emitted within the next. */
  private static final int MAX_DEPTH = 500;

  private final SideGraph request = new SideGraph("request", "imps");
  private final SideGraph candidate = new SideGraph("candidate", "rows");
  private final List<Manifest.Carried> carried = new ArrayList<>();
  private final LayerEmitter layers;
  private final ProductEmitter products = new ProductEmitter(this);
  private int depth;

  SplitEmitter(Manifest.Precision precision) {
    this.layers = new LayerEmitter(precision);
  }

  void input(Manifest.Input part, Side side, int width) {
    (side == Side.REQUEST ? request : candidate).input(part, width);
  }

  void checkSides() {
    if (request.inputs().isEmpty()) {
      throw new NotUnderstoodException("there is no request-side feature to score once");
    }
    if (candidate.inputs().isEmpty()) {
      throw new NotUnderstoodException("there is no candidate-side feature");
    }
  }

  SideGraph request() {
    return request;
  }

  /** Carries a value of the request graph. */
  String carry(String value, Integer... dims) {
    return candidate.once(
        List.of("carried", value),
        () -> {
          List<Integer> shape = List.of(dims);
          request.output(value, shape);
          candidate.carried(value, shape);
          carried.add(new Manifest.Carried(value, shape));
          return value;
        });
  }

  /** Adds an output of the network. */
  void output(String name, Value.Rows rows) {
    List<Atom> atoms = rows.atoms;
    if (rows.rank() == 1) {
      Place place = Atom.anyCandidate(atoms) ? place(candidate, atoms.getFirst()) : null;
      String tensor = place == null ? repeated(atoms) : place.tensor();
      if (place == null || place.columns() == 1) {
        candidate.named(name, "Reshape", Map.of(), tensor, candidate.longs(-1));
      } else {
        String column = candidate.index(place.column());
        candidate.named(name, "Gather", Map.of("axis", 1), tensor, column);
      }
      candidate.output(name, List.of());
    } else if (rows.rank() == 2) {
      String tensor = Atom.anyCandidate(atoms) ? picked(candidate, atoms) : repeated(atoms);
      candidate.named(name, "Identity", Map.of(), tensor);
      candidate.output(name, List.of(atoms.size()));
    } else {
      throw new NotUnderstoodException(
          "output " + name + " has rank " + rows.rank() + ", expected 1 or 2");
    }
  }

  /** Request-side floats, the same for every row: [rows, atoms]. */
  private String repeated(List<Atom> atoms) {
    Manifest.Input input = candidate.inputs().getFirst();
    int width = candidate.width(input.tensor());
    Atom any = new Atom(new Source.Feature(input, true, 0, width), 0);
    String carriedValue = carry(picked(request, atoms), atoms.size());
    Map<Atom, float[]> zero = Map.of(any, new float[atoms.size()]);
    return layer(candidate, zero, carriedValue, atoms.size(), false);
  }

  GraphSplitter.SplitGraphs finish() {
    return new GraphSplitter.SplitGraphs(
        request.toBytes(),
        candidate.toBytes(),
        new Manifest.Split(
            GraphSplitter.REQUEST_FILE,
            GraphSplitter.CANDIDATE_FILE,
            List.copyOf(request.inputs()),
            List.copyOf(candidate.inputs()),
            List.copyOf(carried),
            layers.precision()));
  }

  /** A column of a [rows, columns] tensor. */
  record Place(String tensor, int columns, int column) {}

  /** The place of a float of this side. */
  Place place(SideGraph side, Atom atom) {
    if (depth == MAX_DEPTH) {
      throw new NotUnderstoodException("more than " + MAX_DEPTH + " layers on top of each other");
    }
    depth++;
    Place place = made(side, atom);
    depth--;
    return place;
  }

  private Place made(SideGraph side, Atom atom) {
    return switch (atom.source()) {
      case Source.Feature feature -> {
        String input = feature.input.tensor();
        int width = side.width(input);
        int column = feature.position * width + atom.index();
        yield new Place(flat(side, feature, 0, width), side.features(input) * width, column);
      }
      case Source.Affine affine -> new Place(affine(side, affine), affine.width(), atom.index());
      case Source.Elementwise elementwise ->
          new Place(elementwise(side, elementwise), elementwise.width(), atom.index());
      case Source.Products product ->
          products.place(side, side == candidate, product, atom.index());
    };
  }

  /** The place of a feature's float within the same part of all features' rows. */
  private static Place placeInRange(SideGraph side, Atom atom, int[] range) {
    Source.Feature feature = (Source.Feature) atom.source();
    int length = range[1] - range[0];
    return new Place(
        flat(side, feature, range[0], range[1]),
        side.features(feature.input.tensor()) * length,
        feature.position * length + atom.index() - range[0]);
  }

  /** A feature's input, elements {@code from} to {@code to} of each feature, as a matrix. */
  private static String flat(SideGraph side, Source.Feature feature, int from, int to) {
    String input = feature.input.tensor();
    if (feature.input.role() == Manifest.InputRole.NUMERIC) {
      return input;
    }
    return side.once(
        List.of("flat", input, from, to),
        () ->
            side.reshape(
                range(side, input, from, to), 0, (long) side.features(input) * (to - from)));
  }

  /** Elements {@code from} to {@code to} of each feature: [rows, features, to - from]. */
  static String range(SideGraph side, String input, int from, int to) {
    return from == 0 && to == side.width(input)
        ? input
        : side.once(List.of("range", input, from, to), () -> side.slice(input, 2, from, to));
  }

  private String elementwise(SideGraph side, Source.Elementwise source) {
    return side.once(
        source,
        () -> {
          String[] inputs = new String[source.operands.size()];
          for (int i = 0; i < inputs.length; i++) {
            inputs[i] =
                switch (source.operands.get(i)) {
                  case Operand.OfRow row -> picked(side, row.atoms());
                  case Operand.Fixed fixed ->
                      fixed.reals().size() == 1
                          ? side.reals(fixed.reals().data)
                          : side.reals(fixed.reals().data, source.width());
                };
          }
          return side.node(source.operator, source.attributes, inputs);
        });
  }

  private String affine(SideGraph side, Source.Affine source) {
    return side.once(
        source,
        () -> {
          Map<Atom, float[]> own = new LinkedHashMap<>();
          Map<Atom, float[]> ofRequest = new LinkedHashMap<>();
          for (Value.Term term : source.form.terms()) {
            for (int i = 0; i < term.atoms().size(); i++) {
              Atom atom = term.atoms().get(i);
              boolean here = side == request || atom.candidate();
              add(here ? own : ofRequest, atom, term.weights().get(i));
            }
          }
          return sums(side, own, ofRequest, source.form.bias(), true);
        });
  }

  private static void add(Map<Atom, float[]> columns, Atom atom, float[] weights) {
    float[] sum = columns.computeIfAbsent(atom, key -> new float[weights.length]);
    for (int unit = 0; unit < sum.length; unit++) {
      sum[unit] += weights[unit];
    }
  }

  private String sums(
      SideGraph side,
      Map<Atom, float[]> own,
      Map<Atom, float[]> ofRequest,
      float[] bias,
      boolean rounded) {
    int units = bias.length;
    if (ofRequest.isEmpty()) {
      return layer(side, own, side.reals(bias, units), units, rounded);
    }
    String start = layer(request, ofRequest, request.reals(bias, units), units, rounded);
    return layer(side, own, carry(start, units), units, rounded);
  }

  /**
   * {@code start} and the weighted floats of this side: [rows, units].
   *
   * @param start [units] or [1, units]
   * @param rounded whether whole numbers may be calculated with
   */
  private String layer(
      SideGraph side, Map<Atom, float[]> columns, String start, int units, boolean rounded) {
    Map<String, int[]> ranges = layers.ranges(side, columns.keySet(), units);
    Map<String, LayerEmitter.Block> blocks = new LinkedHashMap<>();
    for (Map.Entry<Atom, float[]> entry : columns.entrySet()) {
      Atom atom = entry.getKey();
      int[] range = null;
      if (atom.source() instanceof Source.Feature feature) {
        range = ranges.get(feature.input.tensor());
      }
      Place place = range == null ? place(side, atom) : placeInRange(side, atom, range);
      blocks
          .computeIfAbsent(
              place.tensor(), tensor -> new LayerEmitter.Block(tensor, place.columns(), units))
          .add(place.column(), entry.getValue());
    }
    // A batch's largest number sets the scale of all its rows. Candidates of a batch are of one
    // impression; impressions are of different requests, which must not change with each other.
    return layers.emit(
        side, List.copyOf(blocks.values()), start, units, rounded && side == candidate);
  }

  /** Floats of a row side by side: [rows, atoms], or [1, atoms] if they are the request's. */
  String picked(SideGraph side, List<Atom> atoms) {
    if (side == candidate && !Atom.anyCandidate(atoms)) {
      return carry(picked(request, atoms), atoms.size());
    }
    boolean all = true;
    for (Atom atom : atoms) {
      all &= side == request || atom.candidate();
    }
    List<Place> places = new ArrayList<>();
    for (int i = 0; all && i < atoms.size(); i++) {
      Place place = place(side, atoms.get(i));
      places.add(place);
      all = place.tensor().equals(places.getFirst().tensor());
    }
    if (all) {
      return side.once(List.of("picked", atoms), () -> gathered(side, places));
    }
    Map<Atom, float[]> own = new LinkedHashMap<>();
    Map<Atom, float[]> ofRequest = new LinkedHashMap<>();
    for (int i = 0; i < atoms.size(); i++) {
      float[] one = new float[atoms.size()];
      one[i] = 1;
      add(side == request || atoms.get(i).candidate() ? own : ofRequest, atoms.get(i), one);
    }
    return side.once(
        List.of("picked", atoms), () -> sums(side, own, ofRequest, new float[atoms.size()], false));
  }

  private static String gathered(SideGraph side, List<Place> places) {
    int from = places.getFirst().column();
    boolean adjacent = true;
    long[] columns = new long[places.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = places.get(i).column();
      adjacent &= columns[i] == from + i;
    }
    String tensor = places.getFirst().tensor();
    if (adjacent && columns.length == places.getFirst().columns()) {
      return tensor;
    }
    return adjacent
        ? side.slice(tensor, 1, from, from + columns.length)
        : side.node("Gather", Map.of("axis", 1), tensor, side.longs(columns));
  }
}
