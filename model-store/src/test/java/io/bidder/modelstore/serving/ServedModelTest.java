package io.bidder.modelstore.serving;

import static io.bidder.modelstore.Failures.assertFails;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.runtime.NativeCounts;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.MlpFixture;
import io.bidder.modelstore.scoring.NativeMemory;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import io.bidder.modelstore.scoring.VersionFixture;
import io.bidder.modelstore.testing.Waits;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedModelTest {
  private static final int THREADS = 8;
  private static final int SWAPS = 200;
  private static final int WARM_UP_SWAPS = 60;

  /** Batches that may be scored while a version is opened, and again while it takes over. */
  private static final int BATCHES = 10 * THREADS;

  /** Wide enough that a leaked session takes 1.5 MB. */
  private static final int WIDTH = 2048;

  /** The memory that 12 of the 140 sessions opened after the warm-up would take. */
  private static final long FLAT_BYTES = 18_000_000;

  /** The memory that the tensors of 14 of these versions would take. */
  private static final long FLAT_BUFFER_BYTES = 1_000_000;

  private static final ScoringOptions OPTIONS =
      ScoringOptions.defaults().withBatchBuckets(List.of(1, 2, 4));

  @TempDir Path directory;

  private static ScoringModel open(VersionFixture fixture, String id) {
    return ScoringModel.open(fixture.version(id), OPTIONS);
  }

  @Test
  void scoringShouldGoOnRightlyWhenVersionsAreSwappedAndClosed() throws Throwable {
    long sessions = NativeCounts.openSessions();
    long tensors = NativeCounts.openTensors();
    long opened = NativeCounts.SESSIONS_OPENED.sum();
    List<MlpFixture> networks = List.of(new MlpFixture(1, WIDTH), new MlpFixture(2, WIDTH));
    List<VersionFixture> fixtures =
        List.of(
            networks.get(0).writeSplit(directory.resolve("even")),
            networks.get(1).write(directory.resolve("odd")));
    Semaphore work = new Semaphore(0);
    Semaphore scored = new Semaphore(0);
    List<Future<Long>> threads = new ArrayList<>();
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try (ServedModel served = new ServedModel(open(fixtures.get(0), "v0"), 2)) {
      for (int t = 0; t < THREADS; t++) {
        threads.add(executor.submit(new Scorer(served, networks, t, work, scored)));
      }
      OptionalLong flatFrom = OptionalLong.empty();
      long buffersFrom = 0;
      for (int swap = 1; swap <= SWAPS; swap++) {
        work.release(BATCHES);
        ScoringModel next = open(fixtures.get(swap % 2), "v" + swap);
        work.release(BATCHES);
        served.swap(next);
        assertEquals("v" + swap, served.modelId());
        await(scored, threads);
        if (swap == WARM_UP_SWAPS) {
          flatFrom = NativeMemory.usedBytes();
          buffersFrom = NativeMemory.directBufferBytes();
        }
      }
      OptionalLong flatTo = NativeMemory.usedBytes();
      long grown = flatTo.orElse(0) - flatFrom.orElse(0);
      assertTrue(grown < FLAT_BYTES, () -> "native memory grew by " + grown + " bytes");
      // Of a version that is gone nothing waits for the garbage collector, which may never come.
      long buffers = NativeMemory.directBufferBytes() - buffersFrom;
      assertTrue(buffers < FLAT_BUFFER_BYTES, () -> "direct buffers grew by " + buffers + " bytes");
    } finally {
      executor.shutdownNow();
    }
    long batches = 0;
    for (Future<Long> thread : threads) {
      batches += thread.get();
    }
    assertEquals(2L * BATCHES * SWAPS, batches);
    // Every other version is split, which takes two.
    assertEquals(SWAPS + 1 + SWAPS / 2 + 1, NativeCounts.SESSIONS_OPENED.sum() - opened);
    // By threads of their own.
    Waits.until(
        "replaced models to be freed",
        () -> NativeCounts.openSessions() == sessions && NativeCounts.openTensors() == tensors);
  }

  private static void await(Semaphore scored, List<Future<Long>> threads) throws Exception {
    if (!scored.tryAcquire(2 * BATCHES, 1, TimeUnit.MINUTES)) {
      for (Future<Long> thread : threads) {
        if (thread.isDone()) {
          thread.get();
        }
      }
      fail("batches were not scored");
    }
  }

  /**
   * Scores a batch per permit until interrupted, and holds every output against the leased
   * version's network.
   */
  private record Scorer(
      ServedModel served, List<MlpFixture> networks, long seed, Semaphore work, Semaphore scored)
      implements Callable<Long> {

    @Override
    public Long call() {
      Random random = new Random(seed);
      EncodedRows rows = MlpFixture.rows(6, seed);
      double[][] expected = new double[2][6];
      for (int network = 0; network < 2; network++) {
        for (int row = 0; row < 6; row++) {
          expected[network][row] = networks.get(network).probability(rows, row, 0);
        }
      }
      Predictions out = new Predictions(6);
      long batches = 0;
      while (true) {
        try {
          work.acquire();
        } catch (InterruptedException stopped) {
          return batches;
        }
        try (Lease lease = served.acquire()) {
          int from = random.nextInt(6);
          int count = random.nextInt(7 - from);
          lease.worker().score(rows, from, count, out);
          int network = Integer.parseInt(lease.modelId().substring(1)) % 2;
          for (int i = 0; i < count; i++) {
            assertEquals(expected[network][from + i], out.ctr()[i], 1e-5, lease.modelId());
          }
        }
        scored.release();
        batches++;
      }
    }
  }

  @Test
  void leaseShouldKeepItsModelWhenAnotherTakesOver() throws Exception {
    long sessions = NativeCounts.openSessions();
    MlpFixture network = new MlpFixture(3);
    VersionFixture fixture = network.write(directory.resolve("a"));
    EncodedRows rows = MlpFixture.rows(2, 3);
    Predictions out = new Predictions(2);
    try (ServedModel served = new ServedModel(open(fixture, "v1"), 0)) {
      Lease lease = served.acquire();
      served.swap(open(fixture, "v2"));
      assertEquals("v1", lease.modelId());
      assertEquals("v2", served.modelId());
      assertEquals(sessions + 2, NativeCounts.openSessions());
      lease.worker().score(rows, 0, 2, out);
      assertEquals(network.probability(rows, 1, 0), out.ctr()[1], 1e-6);
      lease.close();
      lease.close();
      Waits.until("the first model to be freed", () -> NativeCounts.openSessions() == sessions + 1);
      assertFails(IllegalStateException.class, lease::worker, "v1", "after its close");
    }
    assertEquals(sessions, NativeCounts.openSessions());
  }

  @Test
  void swapShouldOpenNothingWhenOnlyTheCalibrationDiffers() throws Exception {
    long sessions = NativeCounts.openSessions();
    long tensors = NativeCounts.openTensors();
    VersionFixture fixture = new MlpFixture(3).writeSplit(directory.resolve("a"));
    EncodedRows rows = MlpFixture.rows(4, 3);
    Predictions out = new Predictions(4);
    try (ServedModel served = new ServedModel(open(fixture, "v0"), 2)) {
      long opened = NativeCounts.SESSIONS_OPENED.sum();
      long made = NativeCounts.openTensors();
      ScoringWorker worker;
      try (Lease lease = served.acquire()) {
        worker = lease.worker();
        worker.score(rows, 0, 4, out);
      }
      float uncalibrated = out.ctr()[1];
      WeakReference<ScoringModel> first = null;
      for (int i = 1; i <= 500; i++) {
        double calibrated = 0.001 * i;
        VersionFixture next =
            fixture.withCalibrations(
                new Calibrations(
                    Map.of(
                        Head.CTR,
                        CalibrationMap.of(
                            new double[] {uncalibrated}, new double[] {calibrated}))));
        try (Lease held = served.acquire()) {
          ScoringModel model = held.model().openRecalibrated(next.version("v" + i));
          first = first == null ? new WeakReference<>(model) : first;
          served.swap(model);
          // What is leased goes on as it was.
          assertEquals("v" + (i - 1), held.modelId());
          held.worker().score(rows, 0, 4, out);
          assertEquals(i == 1 ? uncalibrated : 0.001 * (i - 1), out.ctr()[1], 1e-6);
        }
        try (Lease lease = served.acquire()) {
          assertEquals("v" + i, lease.modelId());
          assertEquals(worker, lease.worker());
          lease.worker().score(rows, 0, 4, out);
          assertEquals(calibrated, out.ctr()[1], 1e-6);
          assertEquals(uncalibrated, out.rawCtr()[1]);
        }
      }
      assertEquals(opened, NativeCounts.SESSIONS_OPENED.sum());
      assertEquals(made, NativeCounts.openTensors());
      WeakReference<ScoringModel> old = requireNonNull(first);
      Waits.until(
          "an old version to be forgotten",
          () -> {
            System.gc();
            return old.get() == null;
          });
    }
    assertEquals(sessions, NativeCounts.openSessions());
    assertEquals(tensors, NativeCounts.openTensors());
  }

  @Test
  void modelsShouldBeFreedWhenTheLastOnSharedGraphsIsClosed() throws IOException {
    long sessions = NativeCounts.openSessions();
    VersionFixture fixture = new MlpFixture(3).write(directory.resolve("a"));
    ScoringModel first = open(fixture, "v1");
    ScoringModel second = first.openRecalibrated(fixture.version("v2"));
    ScoringModel third = second.openRecalibrated(fixture.version("v3"));
    ScoringModel other = open(fixture, "v4");
    assertTrue(first.sharesGraphs(third) && !first.sharesGraphs(other));
    second.close();
    first.close();
    assertFails(
        IllegalStateException.class, () -> first.openRecalibrated(fixture.version("v5")), "v1");
    try (ScoringWorker worker = third.newWorker()) {
      assertFails(IllegalStateException.class, () -> worker.serve(second), "v2 is closed");
      assertFails(IllegalArgumentException.class, () -> worker.serve(other), "do not share");
      worker.score(MlpFixture.rows(2, 3), 0, 2, new Predictions(2));
    }
    assertEquals(sessions + 2, NativeCounts.openSessions());
    third.close();
    other.close();
    assertEquals(sessions, NativeCounts.openSessions());
    assertFails(
        IllegalArgumentException.class,
        () -> third.openRecalibrated(fixture.withHeads(List.of(Head.CTR)).version("v6")),
        "v6 differs from v3 in more than its calibration");
  }

  @Test
  void scoringShouldGoOnRightlyWhenCalibrationsAreSwapped() throws Exception {
    long sessions = NativeCounts.openSessions();
    MlpFixture network = new MlpFixture(1);
    VersionFixture fixture = network.writeSplit(directory.resolve("even"));
    List<VersionFixture> fixtures = List.of(fixture, calibratedTo(fixture, "odd", 1.5));
    AtomicBoolean done = new AtomicBoolean();
    List<Future<Long>> threads = new ArrayList<>();
    try (ServedModel served = new ServedModel(open(fixture, "v0"), 1);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      for (int t = 0; t < THREADS; t++) {
        EncodedRows rows = MlpFixture.rows(6, t);
        threads.add(
            executor.submit(() -> {
              Predictions out = new Predictions(6);
              long batches = 0;
              while (!done.get()) {
                try (Lease lease = served.acquire()) {
                  lease.worker().score(rows, 0, 6, out);
                  double offset = lease.modelId().endsWith("0") ? 0 : 1.5;
                  for (int i = 0; i < 6; i++) {
                    double raw = network.probability(rows, i, 0);
                    double odds = raw / (1 - raw) * Math.exp(offset);
                    assertEquals(odds / (1 + odds), out.ctr()[i], 1e-5, lease.modelId());
                  }
                }
                batches++;
              }
              return batches;
            }));
      }
      try {
        for (int swap = 1; swap <= 2000; swap++) {
          int version = swap % 2;
          ScoringModel next;
          try (Lease lease = served.acquire()) {
            next = lease.model().openRecalibrated(fixtures.get(version).version("v" + version));
          }
          served.swap(next);
        }
      } finally {
        done.set(true);
      }
      for (Future<Long> thread : threads) {
        assertTrue(thread.get() > 0);
      }
    }
    assertEquals(sessions, NativeCounts.openSessions());
  }

  /** The version in a directory of its own, its clicks' logits shifted. */
  private VersionFixture calibratedTo(VersionFixture fixture, String name, double offset)
      throws IOException {
    new MlpFixture(1).writeSplit(directory.resolve(name));
    double odds = Math.exp(offset);
    return new VersionFixture(
            directory.resolve(name),
            fixture.schema(),
            fixture.heads(),
            fixture.network(),
            fixture.tables(),
            false)
        .withCalibrations(
            new Calibrations(
                Map.of(
                    Head.CTR,
                    CalibrationMap.of(new double[] {0.5}, new double[] {odds / (1 + odds)}))));
  }

  @Test
  void workersShouldBeReusedWhenLeasesFollowOneAnother() throws IOException {
    VersionFixture fixture = new MlpFixture(3).write(directory.resolve("a"));
    try (ServedModel served = new ServedModel(open(fixture, "v1"), 1)) {
      ScoringWorker first;
      try (Lease lease = served.acquire()) {
        first = lease.worker();
        try (Lease second = served.acquire()) {
          assertTrue(!second.worker().equals(first));
        }
      }
      try (Lease lease = served.acquire()) {
        assertEquals(first, lease.worker());
      }
    }
  }

  @Test
  void acquireAndSwapShouldRefuseWhenClosed() throws IOException {
    long sessions = NativeCounts.openSessions();
    VersionFixture fixture = new MlpFixture(3).write(directory.resolve("a"));
    ScoringModel first = open(fixture, "v1");
    ServedModel served = new ServedModel(first, 0);
    assertFails(IllegalArgumentException.class, () -> served.swap(first), "v1 is served already");
    served.close();
    served.close();
    assertFails(IllegalStateException.class, served::acquire, "closed");
    ScoringModel late = open(fixture, "v2");
    assertFails(IllegalStateException.class, () -> served.swap(late), "closed");
    assertEquals(sessions, NativeCounts.openSessions());
  }

  @Test
  void workerShouldBeFreedAfterItsRunWhenItIsClosedDuringIt() throws Exception {
    long sessions = NativeCounts.openSessions();
    long tensors = NativeCounts.openTensors();
    MlpFixture network = new MlpFixture(3, WIDTH);
    List<VersionFixture> fixtures =
        List.of(
            network.write(directory.resolve("whole")),
            network.writeSplit(directory.resolve("split")));
    EncodedRows rows = MlpFixture.rows(400, 3);
    for (int round = 0; round < 20; round++) {
      ScoringModel model = open(fixtures.get(round % 2), "v1");
      ScoringWorker worker = model.newWorker();
      model.close();
      AtomicBoolean running = new AtomicBoolean();
      Thread scorer =
          Thread.ofPlatform()
              .start(() -> {
                Predictions out = new Predictions(400);
                try {
                  while (true) {
                    worker.score(rows, 0, 400, out);
                    running.set(true);
                  }
                } catch (IllegalStateException closed) {
                  // What a closed worker answers.
                }
              });
      Waits.until("a run", running::get);
      worker.close();
      scorer.join();
    }
    assertEquals(sessions, NativeCounts.openSessions());
    assertEquals(tensors, NativeCounts.openTensors());
  }
}
