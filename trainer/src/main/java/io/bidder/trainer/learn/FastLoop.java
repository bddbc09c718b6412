package io.bidder.trainer.learn;

import io.bidder.trainer.learn.CurrentVersion.Base;
import io.bidder.trainer.learn.Evidence.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The loop that keeps the current version true from minute to minute: it learns from the newest
 * rows what heads and campaigns are off by, and publishes that as a version which shares all other
 * files, if the {@link Gate} lets it. One thread's.
 */
final class FastLoop {
  /**
   * Standard deviation, in logits, of what a head is off by, and of what a campaign is off by
   * beyond that, before anything is seen: as much as 25 expected outcomes weigh. So five orders
   * where two and a half were expected move bids by 9 %.
   */
  static final double SIGMA = 0.2;

  /** The most that anything may be off by: a factor of two. */
  static final double MOST = Math.log(2);

  /** The most that a version may move it. */
  static final double STEP = Math.log(1.25);

  private static final double MOVED = 0.005;

  private final CurrentVersion current;
  private @Nullable Base base;
  private int seen;
  private int renumbered;

  FastLoop(CurrentVersion current) {
    this.current = current;
  }

  /**
   * Learns from what is new in the window.
   *
   * @param view of rows that are encoded as the current version's
   */
  Turn turn(View view) {
    RowWindow rows = view.rows();
    Base at = current.base();
    int from = from(at, rows);
    if (from == rows.size()) {
      return Turn.NONE;
    }
    at.scores().update(rows);
    List<String> doubts = new ArrayList<>();
    boolean anyCame = false;
    for (Target target : at.targets()) {
      Evidence newest = view.of(at.scores(), target, Part.ALL, from);
      anyCame |= newest.comers() > 0;
      if (view.tells(target) && (from > 0 || current.hasLearned())) {
        Gate.disbelief(target, newest, current.offsets(target, rows), rows.campaigns())
            .forEach((campaign, reason) -> {
              rows.leaveOut(from, rows.size(), campaign);
              doubts.add(reason);
            });
      }
    }
    return learn(view, at, anyCame, doubts);
  }

  /** The first row that it has not seen: of a version that it has just met all are new. */
  private int from(Base at, RowWindow rows) {
    if (!at.equals(base) || renumbered != rows.renumbered()) {
      base = at;
      renumbered = rows.renumbered();
      seen = 0;
    }
    int from = seen;
    seen = rows.size();
    return from;
  }

  private Turn learn(View view, Base at, boolean anyCame, List<String> doubts) {
    RowWindow rows = view.rows();
    View unseen = view.after(SlowLoop.newestRowOf(at.version().manifest(), rows));
    Map<Target, Offsets> fitted = new EnumMap<>(Target.class);
    List<String> reasons = new ArrayList<>();
    double moved = 0;
    for (Target target : at.targets()) {
      Offsets before = current.offsets(target, rows);
      Offsets clicks = target == Target.CLICK ? null : fitted.get(Target.CLICK);
      Evidence trained = view.of(at.scores(), target, Part.TRAINED_ON, 0);
      Offsets prior =
          clicks == null
              ? new Offsets(0, 0, trained.mean(trained), new double[rows.campaigns().size()])
              : asClicks(clicks, trained, view.of(at.scores(), Target.CLICK, Part.TRAINED_ON, 0));
      Offsets after = prior;
      if (view.tells(target)) {
        after = trained.fit(prior, unseen.of(at.scores(), target, Part.TRAINED_ON, 0), SIGMA, MOST);
      } else if (clicks == null) {
        after = before;
      }
      after = after.within(STEP, before);
      fitted.put(target, after);
      moved = Math.max(moved, after.distance(before));
      if (view.tells(target)) {
        Evidence judges = view.of(at.scores(), target, Part.HELD_OUT, 0);
        reasons.addAll(Gate.reasons(target, judges, before, judges, after, rows.campaigns()));
      }
    }
    if (moved < MOVED && (!anyCame || !doubts.isEmpty())) {
      return doubts.isEmpty() ? Turn.NONE : new Turn("", false, doubts, 0);
    }
    String version = current.publish(fitted, rows.lastKnownMillis(), rows.campaigns(), reasons);
    boolean promoted = reasons.isEmpty();
    reasons.addAll(doubts);
    return new Turn(version, promoted, reasons, moved);
  }

  /**
   * What orders are off by if clicks are off by so much and what comes of a click is not: as that
   * is rare and late, it is what is believed before anything is seen of it.
   */
  private static Offsets asClicks(Offsets clicks, Evidence orders, Evidence rowsOfClicks) {
    double away = orders.mean(rowsOfClicks) - clicks.middle();
    double head = clicks.head() + clicks.tilt() * away;
    double[] campaigns = new double[orders.campaigns()];
    Arrays.setAll(campaigns, i -> head + clicks.of(i) - clicks.head());
    return new Offsets(
        head, orders.slope(rowsOfClicks) * clicks.tilt(), orders.mean(orders), campaigns);
  }
}
