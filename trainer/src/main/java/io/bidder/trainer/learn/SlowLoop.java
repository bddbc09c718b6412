package io.bidder.trainer.learn;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.trainer.WarmTraining;
import io.bidder.trainer.learn.CurrentVersion.Base;
import io.bidder.trainer.learn.Evidence.Part;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop that trains anew what calibration cannot mend: every hour or so, and soon after drift is
 * seen, a version that goes on from an earlier one with the window's rows, in threads that leave
 * the cores to others. The one thread of the learner judges what they made.
 *
 * <p>Training begins from the version that had seen none of the window's rows, however many
 * versions were made of them since, so that each row counts once and with what is known of it by
 * now. Once the window no longer goes back so far, it begins from the current version.
 */
final class SlowLoop implements AutoCloseable {
  /** Rows below which a training is not worth its while. */
  private static final int LEAST_ROWS = 1_000;

  /** The share of the time between trainings that passes between one and the next on drift. */
  private static final int PAUSE_SHARE = 10;

  /**
   * The share of what the version to go on from has learned that counts after a drift:
   * docs/adr/0020 has the figures.
   */
  private static final double MEMORY_IN_DRIFT = 0.03;

  private static final String WHY = "trainedBecause";
  private static final String MEMORY = "memory";
  private static final String SINCE = "since";

  private final CurrentVersion current;
  private final DirectoryModelStore store;
  private final Duration every;
  private final Executor threads;
  private final LongSupplier nanoTime;
  private final DriftWatch watch = new DriftWatch();
  private @Nullable Probation probation;
  private String drift = "";
  private long sinceMillis;
  private long trainedUpToMillis = Long.MIN_VALUE;

  /** The time at which the last training began, and that at which it was over. */
  private long startedNs;

  private long endedNs;
  private @Nullable CompletableFuture<Made> running;

  /**
   * What training came to.
   *
   * @param version empty if there is none
   * @param failure why
   */
  private record Made(String version, String failure) {}

  /**
   * A loop that begins in a while.
   *
   * @param current of the store
   * @param threads run a training each
   * @param nanoTime the clock
   */
  SlowLoop(
      CurrentVersion current,
      DirectoryModelStore store,
      Duration every,
      Executor threads,
      LongSupplier nanoTime) {
    this.threads = threads;
    this.nanoTime = nanoTime;
    startedNs = nanoTime.getAsLong();
    endedNs = startedNs;
    this.current = current;
    this.store = store;
    this.every = every;
  }

  /** Begins to make a version, or tells what became of it; nothing happens most of the time. */
  Turn turn(Supplier<View> view) {
    CompletableFuture<Made> making = running;
    if (making != null && making.isDone()) {
      running = null;
      endedNs = nanoTime.getAsLong();
      Made made = making.join();
      return made.version.isEmpty()
          ? new Turn("", false, List.of(made.failure), 0)
          : judge(made.version, view.get());
    }
    long nowNs = nanoTime.getAsLong();
    if (nowNs < startedNs) {
      // The clock was set back.
      startedNs = nowNs;
      endedNs = nowNs;
    }
    boolean rested = nowNs - endedNs >= every.toNanos() / PAUSE_SHARE;
    boolean due = nowNs - startedNs >= every.toNanos();
    if (making == null && rested && (due || !drift.isEmpty())) {
      endedNs = nowNs;
      begin(view.get());
    }
    return Turn.NONE;
  }

  private void begin(View view) {
    if (view.rows().lastKnownMillis() == trainedUpToMillis) {
      return;
    }
    trainedUpToMillis = view.rows().lastKnownMillis();
    ModelVersion now = current.base().version();
    long newest = newestRowOf(now.manifest(), view.rows());
    // What was seen at once after a drift is the same drift still.
    boolean isNew = !drift.isEmpty() && newest > sinceMillis() + every.toMillis();
    if (isNew) {
      sinceMillis = newest;
    }
    ModelVersion from = isNew ? now : start(now, view.rows());
    WindowRows rows =
        new WindowRows(
            view, new DelayedLabels(view, current), newestRowOf(from.manifest(), view.rows()));
    if (rows.trained() < LEAST_ROWS) {
      rows.close();
      return;
    }
    Map<String, Object> record = new LinkedHashMap<>();
    record.put(WHY, drift.isEmpty() ? "it was time" : drift);
    // What a version before this one was made to forget of the same one stays forgotten.
    double known = from.id().equals(now.id()) ? 1 : memory(now.manifest().training());
    record.put(MEMORY, drift.isEmpty() ? known : MEMORY_IN_DRIFT);
    if (sinceMillis() > 0) {
      record.put(SINCE, Instant.ofEpochMilli(sinceMillis()).toString());
    }
    drift = "";
    startedNs = nanoTime.getAsLong();
    watch.reset(current, view.rows());
    CompletableFuture<Made> begun = new CompletableFuture<>();
    running = begun;
    threads.execute(() -> begun.complete(train(from, rows, record)));
  }

  /**
   * The time of the last drift: what was shown until then is of what is no more. It is that of the
   * newest row of the last training before it was seen.
   */
  long sinceMillis() {
    Object since = current.base().version().manifest().training().get(SINCE);
    long told = since instanceof String text ? Instant.parse(text).toEpochMilli() : 0;
    return Math.max(told, sinceMillis);
  }

  /** The version to go on from. */
  private ModelVersion start(ModelVersion version, RowWindow rows) {
    String start = WarmTraining.startOf(version.manifest());
    if (start != null) {
      try {
        ModelVersion before = store.open(start);
        if (rows.isComplete() || rows.oldestShownMillis() <= newestRowOf(before.manifest(), rows)) {
          return before;
        }
      } catch (ModelStoreException | InvalidVersionException e) {
        // It is gone: what it had not seen the version has.
        return version;
      }
    }
    return version;
  }

  /** The time of the newest bid that a version has seen; long ago if it was of another log. */
  static long newestRowOf(Manifest manifest, RowWindow rows) {
    Instant newest = WarmTraining.newestRowOf(manifest);
    // One that has seen later bids than there are was made of another log.
    return newest == null || newest.toEpochMilli() > rows.lastKnownMillis()
        ? Long.MIN_VALUE
        : newest.toEpochMilli();
  }

  private Turn judge(String id, View view) {
    List<String> reasons = new ArrayList<>();
    try (ScoringModel model = ScoringModel.open(store.open(id), ScoringOptions.defaults())) {
      GoldenCheck.verify(model);
      judge(model, view, reasons);
    } catch (ModelStoreException | InvalidVersionException e) {
      reasons.add("it cannot be served: " + e.getMessage());
    }
    if (reasons.isEmpty()) {
      end();
      probation = new Probation(current, id, view.rows());
    }
    return new Turn(id, current.serve(id, reasons), reasons, 0);
  }

  private void judge(ScoringModel model, View view, List<String> reasons) {
    RowWindow rows = view.rows();
    Base at = current.base();
    at.scores().update(rows);
    List<Target> targets = at.targets().stream().filter(view::tells).toList();
    if (targets.isEmpty()) {
      reasons.add("there are no outcomes yet to judge it by");
    }
    Scores scores = new Scores(model);
    scores.update(rows);
    for (Target target : targets) {
      reasons.addAll(
          Gate.reasons(
              target,
              view.of(at.scores(), target, Part.HELD_OUT, 0),
              current.offsets(target, rows),
              view.of(scores, target, Part.HELD_OUT, 0),
              Offsets.none(rows.campaigns().size()),
              rows.campaigns()));
    }
    reasons.addAll(Speed.reasons(at.model(), model, rows));
  }

  /** Looks for drift, and at whether what was made last does as well as what it replaced. */
  Turn watch(View view) {
    if (drift.isEmpty()) {
      drift = watch.look(current, view);
    }
    Probation last = probation;
    if (last == null) {
      return Turn.NONE;
    }
    Turn turn = last.turn(current, view);
    if (last.isOver()) {
      end();
    }
    return turn;
  }

  private void end() {
    if (probation != null) {
      probation.close();
      probation = null;
    }
  }

  @Override
  public void close() {
    end();
  }

  private Made train(ModelVersion from, WindowRows rows, Map<String, Object> record) {
    try (rows) {
      double memory = memory(record);
      return new Made(WarmTraining.publish(store, from, rows.training(record), memory), "");
    } catch (IOException | RuntimeException e) {
      return new Made("", "nothing could be trained: " + e);
    }
  }

  private static double memory(Map<String, Object> record) {
    return record.get(MEMORY) instanceof Number memory ? memory.doubleValue() : 1;
  }
}
