package io.bidder.modelstore.onnx.split;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.onnx.reading.Atom;
import io.bidder.modelstore.onnx.reading.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a layer as few nodes: a product of what enters it, side by side, with one matrix. */
final class LayerEmitter {
  /**
   * Up to so many units it is cheaper to add up products than to copy what enters them together.
   */
  private static final int FEW_UNITS = 16;

  /** A product with fewer weights gains nothing in whole numbers. */
  static final int INT8_MIN_WEIGHTS = 16_384;

  private final Manifest.Precision precision;
  private boolean int8Used;

  LayerEmitter(Manifest.Precision precision) {
    this.precision = precision;
  }

  /** A tensor [rows, columns] and its columns' weights for each unit. */
  static final class Block {
    private String tensor;
    private int columns;
    private float[] weights;
    private final boolean[] used;
    private final int units;

    Block(String tensor, int columns, int units) {
      this.tensor = tensor;
      this.columns = columns;
      this.units = units;
      this.weights = new float[Math.multiplyExact(columns, units)];
      this.used = new boolean[columns];
    }

    void add(int column, float[] ofColumn) {
      used[column] = true;
      for (int unit = 0; unit < units; unit++) {
        weights[column * units + unit] += ofColumn[unit];
      }
    }
  }

  /**
   * For each input of embeddings of which a large layer takes the same part of every feature's row
   * and leaves much: that part.
   */
  Map<String, int[]> ranges(SideGraph side, Set<Atom> atoms, int units) {
    Map<String, int[]> ranges = new HashMap<>();
    for (Atom atom : atoms) {
      if (atom.source() instanceof Source.Feature feature
          && feature.input.role() == Manifest.InputRole.EMBEDDINGS) {
        int[] range =
            ranges.computeIfAbsent(feature.input.tensor(), key -> new int[] {Integer.MAX_VALUE, 0});
        range[0] = Math.min(range[0], atom.index());
        range[1] = Math.max(range[1], atom.index() + 1);
      }
    }
    // A slice copies the rows; a few zero weights more cost less.
    ranges
        .entrySet()
        .removeIf(entry -> {
          int length = entry.getValue()[1] - entry.getValue()[0];
          return units <= FEW_UNITS || 4 * length > 3 * side.width(entry.getKey());
        });
    return ranges;
  }

  /** Writes it; {@code start} is [units] or [1, units]. */
  String emit(SideGraph side, List<Block> blocks, String start, int units, boolean rounded) {
    int columns = blocks.stream().mapToInt(block -> block.columns).sum();
    boolean int8 =
        rounded
            && precision == Manifest.Precision.INT8
            && units > FEW_UNITS
            && (long) columns * units >= INT8_MIN_WEIGHTS;
    if (units <= FEW_UNITS && !int8) {
      String sum = start;
      for (Block block : blocks) {
        sum = gemm(side, block.tensor, block.weights, block.columns, units, sum);
      }
      return sum;
    }
    List<String> tensors = new ArrayList<>();
    float[] weights = new float[Math.multiplyExact(columns, units)];
    int at = 0;
    for (Block block : blocks) {
      tensors.add(block.tensor);
      System.arraycopy(block.weights, 0, weights, at, block.weights.length);
      at += block.weights.length;
    }
    String input =
        tensors.size() == 1
            ? tensors.getFirst()
            : side.once(
                List.of("concat", tensors),
                () -> side.node("Concat", Map.of("axis", 1), tensors.toArray(String[]::new)));
    if (!int8) {
      return gemm(side, input, weights, columns, units, start);
    }
    int8Used = true;
    Int8Weights quantised = new Int8Weights(weights, units);
    return side.runtimeNode(
        "DynamicQuantizeMatMul",
        input,
        side.bytes(quantised.weights, columns, units),
        side.reals(quantised.scales, units),
        "",
        side.reshape(start, units));
  }

  /** The precision that the layers were written in: FLOAT32 if none was large enough for INT8. */
  Manifest.Precision precision() {
    return int8Used ? Manifest.Precision.INT8 : Manifest.Precision.FLOAT32;
  }

  private static String gemm(
      SideGraph side, String input, float[] weights, int columns, int units, String start) {
    return side.node("Gemm", input, side.reals(weights, columns, units), start);
  }
}
