package io.bidder.trainer.learn;

import io.bidder.modelstore.Refusal;
import io.bidder.trainer.learn.CurrentVersion.Base;
import io.bidder.trainer.learn.Evidence.Part;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The time after a version that was trained anew took another's place, in which the other one goes
 * on predicting beside it: bids since then say which is right. One thread's.
 */
final class Probation implements AutoCloseable {
  /** Held-out bids after which it may go wrong, and those after which it has passed. */
  private static final int SOON = 1_000;

  private static final int LONG = 10_000;

  private final String beforeId;
  private final Base before;
  private final Map<Target, Offsets> beforeOffsets = new EnumMap<>(Target.class);
  private final String afterId;
  private final int fromRow;
  private final int renumbered;
  private boolean over;

  /**
   * Begins before a version is served.
   *
   * @param current as it is before
   * @param afterId the version that takes its place
   */
  Probation(CurrentVersion current, String afterId, RowWindow rows) {
    before = current.base();
    beforeId = current.id();
    this.afterId = afterId;
    for (Target target : before.targets()) {
      beforeOffsets.put(target, current.offsets(target, rows));
    }
    fromRow = rows.size();
    renumbered = rows.renumbered();
    if (!before.model().tryRetain()) {
      throw new IllegalStateException("a current version that is closed");
    }
  }

  /** Whether nothing more is to be decided. */
  boolean isOver() {
    return over;
  }

  /** Looks at what has come since; goes back to the version before, once, if that was better. */
  Turn turn(CurrentVersion current, View view) {
    RowWindow rows = view.rows();
    Base now = current.base();
    if (over || renumbered != rows.renumbered() || !now.version().id().equals(afterId)) {
      // Somebody has decided otherwise, or the rows since are no longer told apart.
      over = true;
      return Turn.NONE;
    }
    before.scores().update(rows);
    now.scores().update(rows);
    List<String> reasons = new ArrayList<>();
    int judges = 0;
    for (Target target : now.targets().stream().filter(view::tells).toList()) {
      Evidence of = view.of(before.scores(), target, Part.HELD_OUT, fromRow);
      judges = of.size();
      reasons.addAll(
          Gate.reasons(
              target,
              of,
              beforeOffsets.getOrDefault(target, Offsets.none(0)),
              view.of(now.scores(), target, Part.HELD_OUT, fromRow),
              current.offsets(target, rows),
              rows.campaigns()));
    }
    if (judges < SOON) {
      return Turn.NONE;
    }
    over = judges >= LONG || !reasons.isEmpty();
    if (reasons.isEmpty()) {
      return Turn.NONE;
    }
    List<String> told = reasons.stream().map(each -> Refusal.ROLLED_BACK + each).toList();
    boolean _ = current.serve(afterId, told);
    boolean _ = current.serve(beforeId, List.of());
    return new Turn(afterId, false, told, 0);
  }

  @Override
  public void close() {
    before.model().release();
  }
}
