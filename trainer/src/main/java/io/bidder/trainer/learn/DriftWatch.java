package io.bidder.trainer.learn;

import io.bidder.trainer.learn.CurrentVersion.Base;
import io.bidder.trainer.learn.Evidence.Part;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A watch for what calibration cannot mend, from one training to the next: a head or a campaign
 * that is off by more than a step, or rows that come less often the surer a version was of them.
 * One thread's.
 */
final class DriftWatch {
  /** One false alarm in 30,000 looks. */
  private static final double Z = 4;

  private final Map<Target, Offsets> offsets = new EnumMap<>(Target.class);
  private @Nullable Base base;
  private long fromMillis;

  /** Begins anew: what is there is known. */
  void reset(CurrentVersion current, RowWindow rows) {
    base = current.base();
    fromMillis = rows.lastKnownMillis();
    for (Target target : Target.values()) {
      offsets.put(target, current.offsets(target, rows));
    }
  }

  /** Says what has drifted; empty if nothing has. */
  String look(CurrentVersion current, View view) {
    RowWindow rows = view.rows();
    Base now = current.base();
    if (!now.equals(base)) {
      reset(current, rows);
    }
    now.scores().update(rows);
    View since = view.after(fromMillis);
    for (Target target : now.targets().stream().filter(view::tells).toList()) {
      Offsets at = current.offsets(target, rows);
      Offsets then = offsets.getOrDefault(target, at);
      Evidence newest = since.of(now.scores(), target, Part.ALL, 0);
      double z = newest.spread(at);
      if (z < -Z) {
        return String.format(
            Locale.ROOT,
            "%s no longer follow what is predicted, by %.1f standard deviations",
            target.plural,
            -z);
      }
      // By what came and not by what is served: that may be kept where it is by older rows.
      double surprise = newest.surprise(then, FastLoop.STEP);
      if (surprise > Z) {
        return String.format(
            Locale.ROOT,
            "%s are more than a quarter off what they were at the last training, by %.1f standard"
                + " deviations",
            target.plural,
            surprise);
      }
    }
    return "";
  }
}
