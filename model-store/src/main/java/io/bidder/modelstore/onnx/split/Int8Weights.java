package io.bidder.modelstore.onnx.split;

/**
 * A layer's weights in signed bytes: symmetric, one scale a unit.
 *
 * <p>Weights take 7 of the 8 bits. Processors without VNNI instructions multiply unsigned by signed
 * bytes two at a time and add the pair up in 16 bits, where 2 · 255 · 127 does not fit and is cut
 * off: 2 · 255 · 64 does. A version is scored on whatever processor there is.
 */
final class Int8Weights {
  private static final int LARGEST = 63;

  /** [inputs, units]. */
  final byte[] weights;

  /** [units]. */
  final float[] scales;

  /** Quantises {@code weights} [inputs, units]. */
  Int8Weights(float[] weights, int units) {
    this.weights = new byte[weights.length];
    this.scales = new float[units];
    for (int i = 0; i < weights.length; i++) {
      scales[i % units] = Math.max(scales[i % units], Math.abs(weights[i]) / LARGEST);
    }
    for (int unit = 0; unit < units; unit++) {
      scales[unit] = scales[unit] == 0 ? 1 : scales[unit];
    }
    for (int i = 0; i < weights.length; i++) {
      this.weights[i] = (byte) Math.round(weights[i] / scales[i % units]);
    }
  }
}
