package io.bidder.modelstore.cli;

import io.bidder.modelstore.Manifest;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures of a head from a version's report, which is free form: any of them may be missing. */
final class Figures {
  /** Heads in the order in which they are shown. */
  static final String[] HEADS = {"ctr", "cvr", "ctcvr"};

  private Figures() {}

  static boolean has(Manifest manifest, String head) {
    return head(manifest, head) != null;
  }

  /** A figure to four places, {@code -} if there is none. */
  static String text(Manifest manifest, String head, String figure) {
    Map<?, ?> figures = head(manifest, head);
    return figures != null && figures.get(figure) instanceof Number number
        ? String.format(Locale.ROOT, "%.4f", number.doubleValue())
        : "-";
  }

  private static @Nullable Map<?, ?> head(Manifest manifest, String head) {
    return manifest.metrics().get("heads") instanceof Map<?, ?> heads
            && heads.get(head) instanceof Map<?, ?> figures
        ? figures
        : null;
  }

  /** The level of the verdict that a version's report begins with; "-" where it has none. */
  static String verdict(Manifest manifest) {
    return manifest.metrics().get("verdict") instanceof Map<?, ?> verdict
            && verdict.get("level") instanceof String level
        ? level
        : "-";
  }
}
