package io.bidder.bidder.serve;

import io.bidder.bidder.bid.TriedModel;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.serving.ServedModel;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the version tried that the store wants tried. It is opened and checked as one that is to be
 * served; one that fails is refused, once, and what is served is not touched. Of one that failed to
 * open since the storage did, it is tried again.
 *
 * <p>{@link #poll} is for one thread, {@link #get} for any.
 */
final class TrialFollower implements Supplier<@Nullable TriedModel>, AutoCloseable {
  /** Is told what happens to versions on trial. */
  interface Listener {
    void trying(Trial trial);

    /**
     * A version that is not, or no longer, tried.
     *
     * @param kind a word for a metric: {@code invalid}, {@code store}, {@code error} or {@code
     *     scoring}
     */
    void notTried(String id, String kind, String reason);

    /** The store wants no version tried any more. */
    void trialEnded();
  }

  private final ModelStore store;
  private final Function<String, ScoringModel> opener;
  private final int warmWorkers;
  private final Listener listener;
  private volatile @Nullable TriedModel tried;

  /** What was looked at last: null for no trial. */
  private @Nullable Trial wanted;

  private String lastReason = "";

  /**
   * A follower of a store.
   *
   * @param opener opens and checks a version
   */
  TrialFollower(
      ModelStore store, Function<String, ScoringModel> opener, int warmWorkers, Listener listener) {
    this.store = store;
    this.opener = opener;
    this.warmWorkers = warmWorkers;
    this.listener = listener;
  }

  @Override
  public @Nullable TriedModel get() {
    return tried;
  }

  /** Looks whether another version is to be tried, and tries it. Never throws for a bad one. */
  void poll() {
    Trial next = null;
    try {
      next = store.trial().orElse(null);
      if (next == null ? wanted == null && lastReason.isEmpty() : next.equals(wanted)) {
        return;
      }
      end();
      if (next == null) {
        lastReason = "";
        listener.trialEnded();
      } else {
        begin(next);
      }
      wanted = next;
    } catch (InvalidVersionException e) {
      wanted = next;
      refuse(next, "invalid", e);
    } catch (ModelStoreException e) {
      // Storage may recover: tried again each time.
      end();
      wanted = null;
      refuse(next, "store", e);
    } catch (RuntimeException | Error e) {
      wanted = next;
      refuse(next, "error", e);
    }
  }

  private void begin(Trial trial) {
    ServedModel model = new ServedModel(opener.apply(trial.id()), warmWorkers);
    tried =
        new TriedModel(
            trial,
            model,
            why -> listener.notTried(trial.id(), "scoring", String.valueOf(why.getMessage())));
    lastReason = "";
    listener.trying(trial);
  }

  private void end() {
    TriedModel before = tried;
    if (before != null) {
      tried = null;
      before.close();
    }
  }

  private void refuse(@Nullable Trial trial, String kind, Throwable why) {
    String reason = why.getMessage() == null ? why.toString() : why.getMessage();
    if (!reason.equals(lastReason)) {
      lastReason = reason;
      listener.notTried(trial == null ? "" : trial.id(), kind, reason);
    }
  }

  @Override
  public void close() {
    end();
  }
}
