package io.bidder.bidder.serve;

import io.bidder.bidder.live.LearningTimes;
import io.bidder.bidder.metrics.LearningMetrics;
import io.bidder.modelstore.HistoryEntry;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a learner leaves in the store: versions that are refused, and those that were gone
 * back from. One thread's.
 */
final class LearningFollower {
  private static final Logger LOG = System.getLogger("io.bidder");

  private final ModelStore store;
  private final LearningMetrics metrics;
  private final @Nullable LearningTimes times;

  /** Whether each refused version was gone back from; null before the first look. */
  private @Nullable Map<String, Boolean> refused;

  private Optional<String> current = Optional.empty();

  /**
   * A follower of a store.
   *
   * @param times is asked to tell what was learned; null without an event log
   */
  LearningFollower(ModelStore store, LearningMetrics metrics, @Nullable LearningTimes times) {
    this.store = store;
    this.metrics = metrics;
    this.times = times;
  }

  /** Looks what has changed. */
  void poll() {
    if (times != null) {
      times.tell();
    }
    lookAtRefusals();
    lookAtCurrent();
  }

  private void lookAtRefusals() {
    Set<String> ids = store.refusedIds();
    Map<String, Boolean> known = refused == null ? new HashMap<>() : refused;
    known.keySet().retainAll(ids);
    for (String id : ids) {
      if (known.containsKey(id)) {
        continue;
      }
      // One that is pruned at this moment has none any more.
      Refusal refusal = store.refusal(id).orElse(null);
      known.put(id, refusal != null && refusal.isRollback());
      // What was there at the start was told by those who ran then.
      if (refusal != null && refusal.isRollback() && refused != null) {
        LOG.log(Level.WARNING, "model version {0} was {1}", id, refusal.reason());
        metrics.rolledBack(true);
      }
    }
    refused = known;
    int rolledBack = (int) known.values().stream().filter(rollback -> rollback).count();
    metrics.refused(known.size() - rolledBack, rolledBack);
  }

  private void lookAtCurrent() {
    Optional<String> now = store.currentId();
    if (current.isPresent() && !now.equals(current)) {
      List<HistoryEntry> history = store.history();
      if (!history.isEmpty() && history.getLast().action() == HistoryEntry.Action.ROLLBACK) {
        metrics.rolledBack(false);
      }
    }
    current = now;
  }
}
