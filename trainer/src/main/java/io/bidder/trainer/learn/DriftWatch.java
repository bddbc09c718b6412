package io.bidder.trainer.learn;

import io.bidder.trainer.learn.CurrentVersion.Base;
import io.bidder.trainer.learn.Evidence.Part;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A watch for what calibration cannot mend, from one training to the next: a head or a campaign
 * that has moved by more than a step, or rows that come less often the surer a version was of them.
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
      double moved = at.distance(then);
      Evidence newest = since.of(now.scores(), target, Part.ALL, 0);
      // By little and by chance they move all the time.
      if (moved > FastLoop.STEP && newest.surprise(then) > Z) {
        return String.format(
            Locale.ROOT,
            "%s have moved by up to %.0f %% since the last training",
            target.plural,
            100 * Math.expm1(moved));
      }
      double z = newest.spread(at);
      if (z < -Z) {
        return String.format(
            Locale.ROOT,
            "%s no longer follow what is predicted, by %.1f standard deviations",
            target.plural,
            -z);
      }
    }
    return "";
  }
}
