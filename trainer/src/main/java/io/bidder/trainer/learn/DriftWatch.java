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
  private int fromRow;
  private int renumbered;

  /** Begins anew: what is there is known. */
  void reset(CurrentVersion current, RowWindow rows) {
    base = current.base();
    fromRow = rows.size();
    renumbered = rows.renumbered();
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
    if (renumbered != rows.renumbered()) {
      renumbered = rows.renumbered();
      fromRow = 0;
    }
    now.scores().update(rows);
    for (Target target : now.targets()) {
      Offsets at = current.offsets(target, rows);
      double moved = at.distance(offsets.getOrDefault(target, at));
      if (moved > FastLoop.STEP) {
        return String.format(
            Locale.ROOT,
            "%s have moved by up to %.0f %% since the last training",
            target.plural,
            100 * Math.expm1(moved));
      }
      if (view.tells(target)) {
        double z = view.of(now.scores(), target, Part.ALL, fromRow).spread(at);
        if (z < -Z) {
          return String.format(
              Locale.ROOT,
              "%s no longer follow what is predicted, by %.1f standard deviations",
              target.plural,
              -z);
        }
      }
    }
    return "";
  }
}
