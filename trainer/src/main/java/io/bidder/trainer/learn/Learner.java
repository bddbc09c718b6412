package io.bidder.trainer.learn;

import io.bidder.eventlog.join.JoinRules;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.Pruned;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.settings.IoReasons;
import io.bidder.settings.scheduling.Scheduling;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Both loops over a server's log, until stopped. All that it knows is in its directory, so that one
 * that is killed goes on from there. One thread's, but for {@link #stop}.
 */
final class Learner implements AutoCloseable {
  /**
   * The settings of a learner.
   *
   * @param events the server's log
   * @param store that the server serves from
   * @param directory of what is to be kept
   * @param calibrateEvery between turns of the fast loop, in the log's time
   * @param retrainEvery between those of the slow loop; null for none
   * @param windowRows that are learned from
   * @param halfLifeRows so many rows newer than a row make it weigh half in the fast loop
   * @param keptVersions that are kept of those published last; 0 for all
   * @param isInStep whether it learns at a {@link #step} alone, while whoever asks for it waits
   */
  record Settings(
      Path events,
      Path store,
      Path directory,
      JoinRules rules,
      Duration calibrateEvery,
      @Nullable Duration retrainEvery,
      int windowRows,
      int halfLifeRows,
      int keptVersions,
      boolean isInStep) {}

  /** Is told what happens. */
  interface Listener {
    /** There is no log yet. */
    void waiting();

    /** The fast loop was at work on so many rows. */
    void calibrated(Turn turn, int rows);

    /** The slow loop made a version, or failed to, or went back to the one before. */
    void retrained(Turn turn);
  }

  private static final int PATIENCE = 4;
  private static final int EVENTS_AT_ONCE = 50_000;
  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SETTLED_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long KEEP_NS = TimeUnit.SECONDS.toNanos(30);

  private final Settings settings;
  private final Listener listener;
  private final DirectoryModelStore store;
  private final FileChannel lock;
  private final CurrentVersion current;
  private final FastLoop fast;
  private @Nullable SlowLoop slow;
  private @Nullable RowWindow rows;
  private @Nullable JoinedLog log;
  private volatile boolean stopping;
  private long nowMillis;
  private long calibratedMillis;
  private long keptNs = System.nanoTime();

  /**
   * The learner of a store.
   *
   * @throws ModelStoreException if there is another, or no current version
   */
  Learner(Settings settings, Listener listener) {
    this.settings = settings;
    this.listener = listener;
    store = new DirectoryModelStore(settings.store());
    if (store.currentId().isEmpty()) {
      throw new ModelStoreException(settings.store() + ": no current version to learn from");
    }
    lock = lock(settings.store().resolve("learn.lock"));
    current = new CurrentVersion(store);
    fast = new FastLoop(current);
  }

  private static FileChannel lock(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(channel)) {
        channel.close();
        throw new ModelStoreException(file + ": another learner is at work on this store");
      }
      return channel;
    } catch (IOException e) {
      throw new ModelStoreException(file + ": cannot be locked: " + IoReasons.of(e), e);
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  /** Runs a training in a thread of its own, which leaves the cores to others, as its own do. */
  private static void train(Runnable training) {
    Thread.ofPlatform()
        .name("train")
        .daemon(true)
        .start(() -> {
          Scheduling.giveWay();
          training.run();
        });
  }

  /** Ends {@link #run} soon. From any thread. */
  void stop() {
    stopping = true;
  }

  /** Learns until stopped, from when there is a log. */
  void run() {
    if (!LogReader.isThere(settings.events())) {
      listener.waiting();
    }
    while (!stopping && !LogReader.isThere(settings.events())) {
      LockSupport.parkNanos(WAIT_NS);
    }
    while (!stopping) {
      RowWindow window = window();
      boolean more = joined().read(EVENTS_AT_ONCE);
      nowMillis = joined().lastIngestMillis();
      if (nowMillis > 0) {
        turn(window, more);
      }
      keepNowAndThen();
      if (!more) {
        LockSupport.parkNanos(IDLE_NS);
      }
    }
  }

  /**
   * Learns all that is in the log, and what is due at a time; a training is over when this returns.
   *
   * @return the version that is to be served now
   */
  String step(long atMillis) {
    if (LogReader.isThere(settings.events())) {
      RowWindow window = window();
      // What was acknowledged last may be on its way to the log.
      for (boolean wasIdle = false, more = true; more || !wasIdle; ) {
        wasIdle = !more;
        more = joined().read(EVENTS_AT_ONCE);
        if (!more && !wasIdle) {
          LockSupport.parkNanos(SETTLED_NS);
        }
      }
      nowMillis = atMillis;
      turn(window, false);
      SlowLoop trained = slow();
      if (trained != null) {
        train(trained, window);
      }
      keepNowAndThen();
    }
    return store.currentId().orElse("");
  }

  private void keepNowAndThen() {
    long nowNs = System.nanoTime();
    if (nowNs - keptNs >= KEEP_NS) {
      keptNs = nowNs;
      keep();
    }
  }

  /**
   * Does what is due by the time of the log, which a simulated market's has run faster than a
   * clock.
   */
  private void turn(RowWindow window, boolean behind) {
    // Whoever is behind reads on first, but not for ever.
    long everyMillis = (behind ? PATIENCE : 1) * settings.calibrateEvery().toMillis();
    // At first there is none to wait for; and the server's clock may be set back.
    boolean due = nowMillis < calibratedMillis || nowMillis - calibratedMillis >= everyMillis;
    SlowLoop training = slow();
    if (due && (calibratedMillis > 0 || !behind)) {
      calibratedMillis = nowMillis;
      calibrate(window);
      if (training != null) {
        listener.retrained(training.watch(view(window)));
      }
    }
    if (training != null) {
      train(training, window);
    }
  }

  private void calibrate(RowWindow window) {
    listener.calibrated(fast.turn(view(window)), window.size());
  }

  private void train(SlowLoop training, RowWindow window) {
    Turn turn = training.turn(() -> view(window));
    listener.retrained(turn);
    if (turn.promoted()) {
      calibrate(window);
    }
  }

  private @Nullable SlowLoop slow() {
    Duration every = settings.retrainEvery();
    if (slow == null && every != null) {
      Executor threads = settings.isInStep() ? Runnable::run : Learner::train;
      slow = new SlowLoop(current, store, every, threads, this::logNanos);
    }
    return slow;
  }

  private long logNanos() {
    return TimeUnit.MILLISECONDS.toNanos(nowMillis);
  }

  private View view(RowWindow window) {
    SlowLoop training = slow();
    return new View(
        window,
        nowMillis,
        settings.halfLifeRows(),
        training == null ? Long.MIN_VALUE : training.sinceMillis());
  }

  private JoinedLog joined() {
    JoinedLog open = log;
    if (open == null) {
      throw new IllegalStateException("the log is opened with the window");
    }
    return open;
  }

  /** The rows by the current version's features: another window where these are others. */
  private RowWindow window() {
    RowWindow open = rows;
    FeatureSchema schema = current.schema();
    if (open != null && open.schema().equals(schema)) {
      return open;
    }
    closeLog();
    Path directory = settings.directory().resolve(name(schema));
    RowWindow window = RowWindow.open(directory, schema, settings.windowRows());
    rows = window;
    log = JoinedLog.open(settings.events(), directory, settings.rules(), window::add);
    return window;
  }

  private static String name(FeatureSchema schema) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(schema.toString().getBytes(StandardCharsets.UTF_8));
      return "rows-" + HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void keep() {
    if (rows != null && log != null) {
      rows.force();
      log.keep();
    }
    if (settings.keptVersions() > 0) {
      List<Pruned> _ = store.prune(settings.keptVersions(), current.needed(), false);
    }
  }

  private void closeLog() {
    if (log != null) {
      log.close();
      log = null;
    }
    if (rows != null) {
      rows.close();
      rows = null;
    }
  }

  /** Keeps how far it is. */
  @Override
  public void close() {
    try {
      keep();
    } finally {
      closeLog();
      if (slow != null) {
        slow.close();
      }
      current.close();
      unlock();
    }
  }

  private void unlock() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new ModelStoreException(
          settings.store() + ": cannot be unlocked: " + IoReasons.of(e), e);
    }
  }
}
