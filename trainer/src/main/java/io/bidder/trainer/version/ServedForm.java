package io.bidder.trainer.version;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.Precision;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.publishing.VersionSplitter;
import io.bidder.modelstore.schema.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a trained network is published: split if it is understood, and in int8 if that
 * was wanted and passes the {@link AccuracyGate} on held-out rows.
 *
 * @param version complete, with its graphs in place
 * @param predictions of the held-out rows in this form
 * @param text what the form is and why, in words
 * @param gate what int8 was found to change; null if it was not tried
 */
public record ServedForm(
    ModelVersion version, SlicePredictions predictions, String text, @Nullable AccuracyGate gate) {

  /**
   * The size from which candidate graphs are tried in int8 unasked: below, an impression's run
   * costs mostly its fixed part, and int8 gains nothing (docs/adr/0005 has the figures).
   */
  public static final long INT8_FROM_BYTES = 128 << 10;

  /** The precision that is wanted. */
  public enum Wanted {
    /** Int8 where the network is large enough to gain from it. */
    AUTO,
    FLOAT32,
    INT8
  }

  /**
   * Chooses, and writes the graphs of the choice beside the version's own.
   *
   * @param whole with its network in one graph
   * @param hasConversions whether the held-out rows have that label
   * @param scoring scores the held-out rows
   */
  public static ServedForm of(
      ModelVersion whole,
      Wanted wanted,
      boolean hasConversions,
      Function<ModelVersion, SlicePredictions> scoring)
      throws IOException {
    VersionSplitter.Outcome split = VersionSplitter.split(whole, Precision.FLOAT32);
    SlicePredictions predictions = scoring.apply(split.version());
    if (!split.isSplit()) {
      return new ServedForm(
          split.version(), predictions, "one graph, float32: " + split.whyNot(), null);
    }
    String text = "once an impression and once a candidate, ";
    if (wanted == Wanted.FLOAT32) {
      return new ServedForm(split.version(), predictions, text + "float32", null);
    }
    long bytes = candidateBytes(split.version());
    if (wanted == Wanted.AUTO && bytes < INT8_FROM_BYTES) {
      return new ServedForm(
          split.version(),
          predictions,
          String.format(
              Locale.ROOT, "%sfloat32: %,d bytes a candidate are too few for int8", text, bytes),
          null);
    }
    VersionSplitter.Outcome int8 = VersionSplitter.split(whole, Precision.INT8);
    List<Head> heads = whole.manifest().heads();
    AccuracyGate gate = null;
    if (isInt8(int8.version().manifest())) {
      SlicePredictions quantised = scoring.apply(int8.version());
      gate = AccuracyGate.of(heads, hasConversions, predictions, quantised);
      if (gate.passes()) {
        return new ServedForm(
            int8.version(), quantised, text + "int8, which changes " + gate.text(), gate);
      }
    }
    return new ServedForm(
        VersionSplitter.split(whole, Precision.FLOAT32).version(),
        predictions,
        text
            + (gate == null
                ? "float32: it has no layer for int8"
                : "float32, as int8 changes too much: " + gate.text()),
        gate);
  }

  private static boolean isInt8(Manifest manifest) {
    Manifest.Split split = manifest.network().split();
    return split != null && split.precision() == Precision.INT8;
  }

  private static long candidateBytes(ModelVersion version) throws IOException {
    Manifest.Split split = version.manifest().network().split();
    return split == null ? 0 : Files.size(version.file(split.candidateFile()));
  }

  /** For a manifest's record of training. */
  public Map<String, Object> record() {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("form", text);
    record.put("int8", isInt8(version.manifest()));
    if (gate != null) {
      record.put("int8Changes", gate.record());
    }
    return record;
  }
}
