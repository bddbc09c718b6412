package io.bidder.modelstore.scoring;

import static io.bidder.modelstore.Failures.assertFails;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.Carried;
import io.bidder.modelstore.Manifest.Precision;
import io.bidder.modelstore.Manifest.Split;
import io.bidder.modelstore.runtime.NativeCounts;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitScoringTest {
  private static final double TOLERANCE = 1e-6;
  private static final ScoringOptions SMALL_BUCKETS =
      ScoringOptions.defaults().withBatchBuckets(List.of(1, 4, 8));

  @TempDir Path directory;
  private final MlpFixture mlp = new MlpFixture(7);
  private VersionFixture fixture;

  @BeforeEach
  void write() throws IOException {
    fixture = mlp.writeSplit(directory.resolve("v1"));
  }

  private ScoringModel open(ScoringOptions options) {
    return ScoringModel.open(fixture.version(), options);
  }

  /** Impressions of 1 to 20 candidates; rows but the first have another request side. */
  private static ImpRows imps(int rows, long seed) {
    Random random = new Random(seed);
    ImpRows imps = new ImpRows(rows);
    for (int row = 0; row < rows; row += 1 + random.nextInt(20)) {
      imps.add(row);
    }
    return imps;
  }

  private void assertRight(EncodedRows rows, int from, Predictions out) {
    assertEquals(0, out.invalid());
    for (int i = 0; i < out.size(); i++) {
      double ctr = mlp.probability(rows, from + i, 0);
      double cvr = mlp.probability(rows, from + i, 1);
      assertEquals(ctr, out.ctr()[i], TOLERANCE);
      assertEquals(ctr * cvr, out.ctcvr()[i], TOLERANCE);
    }
  }

  @Test
  void scoreShouldTakeTheRequestSideOfAnImpressionsFirstRowWhenSplitOrWhole() {
    for (ScoringOptions options : List.of(ScoringOptions.defaults(), SMALL_BUCKETS)) {
      for (boolean split : new boolean[] {true, false}) {
        EncodedRows rows = MlpFixture.rows(300, 1);
        ImpRows imps = imps(300, 2);
        EncodedRows same = MlpFixture.rows(300, 1);
        FeatureEncoder encoder = new FeatureEncoder(MlpFixture.SCHEMA);
        for (int imp = 0; imp < imps.count(); imp++) {
          for (int row = imps.firstRow(imp); row < imps.endRow(imp, 300); row++) {
            encoder.copyRequest(same, imps.firstRow(imp), row);
          }
        }
        Predictions out = new Predictions(300);
        try (ScoringModel model = open(options.withSplit(split));
            ScoringWorker worker = model.newWorker()) {
          assertEquals(split, model.isSplit());
          for (int round = 0; round < 3; round++) {
            worker.score(rows, imps, out);
            assertEquals(300, out.size());
            assertRight(same, 0, out);
          }
        }
      }
    }
  }

  @Test
  void scoreShouldEqualThePlainNetworkWhenNobodySaysWhoseTheRowsAre() {
    EncodedRows rows = MlpFixture.rows(300, 3);
    FeatureEncoder encoder = new FeatureEncoder(MlpFixture.SCHEMA);
    Random random = new Random(4);
    for (int row = 1; row < 300; row++) {
      if (random.nextInt(4) > 0) {
        encoder.copyRequest(rows, row - 1, row);
      }
    }
    Predictions out = new Predictions(300);
    for (ScoringOptions options : List.of(ScoringOptions.defaults(), SMALL_BUCKETS)) {
      try (ScoringModel model = open(options);
          ScoringWorker worker = model.newWorker()) {
        for (int count : new int[] {1, 2, 3, 7, 8, 9, 100, 128, 129, 300, 5, 1, 0}) {
          int from = (300 - count) / 2;
          worker.score(rows, from, count, out);
          assertEquals(count, out.size());
          assertRight(rows, from, out);
        }
      }
    }
  }

  @Test
  void scoreShouldGiveEveryRowTheSameWhenAQuantisedBatchIsPadded() {
    Split split = requireNonNull(fixture.network().split());
    VersionFixture int8 =
        fixture.withNetwork(
            fixture
                .network()
                .withSplit(
                    new Split(
                        split.requestFile(),
                        split.candidateFile(),
                        split.requestInputs(),
                        split.candidateInputs(),
                        split.carried(),
                        Precision.INT8)));
    EncodedRows rows = MlpFixture.rows(5, 5);
    Predictions out = new Predictions(5);
    ImpRows imps = new ImpRows(5);
    imps.add(0);
    try (ScoringModel model = ScoringModel.open(int8.version(), SMALL_BUCKETS);
        ScoringWorker worker = model.newWorker()) {
      worker.score(rows, imps, out);
      float[] first = out.ctr().clone();
      worker.score(MlpFixture.rows(5, 6), imps, out);
      worker.score(rows, imps, out);
      assertArrayEquals(first, out.ctr());
    }
  }

  @Test
  void scoreShouldRefuseImpressionsThatAreNotTheRows() {
    EncodedRows rows = MlpFixture.rows(3, 6);
    Predictions out = new Predictions(3);
    ImpRows imps = new ImpRows(3);
    try (ScoringModel model = open(ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      assertFails(
          IllegalArgumentException.class,
          () -> worker.score(rows, imps, out),
          "3 rows of 0 impressions");
      imps.add(1);
      assertFails(
          IllegalArgumentException.class,
          () -> worker.score(rows, imps, out),
          "the first to begin at 0");
      imps.clear();
      imps.add(0);
      imps.add(3);
      assertFails(
          IllegalArgumentException.class, () -> worker.score(rows, imps, out), "the last before 3");
      assertFails(IllegalArgumentException.class, () -> imps.add(3), "expected above 3");
      imps.clear();
      imps.add(0);
      worker.score(rows, imps, out);
      assertEquals(mlp.probability(rows, 0, 0), out.ctr()[0], TOLERANCE);
    }
  }

  @Test
  void scoreShouldCountRowsWithoutAProbability() {
    EncodedRows rows = MlpFixture.rows(6, 7);
    rows.numerics()[2 * 2] = Float.NaN;
    ImpRows imps = new ImpRows(6);
    imps.add(0);
    imps.add(2);
    imps.add(5);
    Predictions out = new Predictions(6);
    try (ScoringModel model = open(ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      worker.score(rows, imps, out);
      assertEquals(3, out.invalid());
      assertEquals(3, model.invalidRows());
      for (int row = 0; row < 6; row++) {
        assertEquals(row >= 2 && row < 5, Float.isNaN(out.ctcvr()[row]), "row " + row);
      }
    }
  }

  @Test
  void scoreShouldNameTheFeatureAndGoOnWorkingWhenAnIdIsOutsideItsTable() {
    EncodedRows rows = MlpFixture.rows(3, 8);
    int site = rows.slotCount();
    int id = rows.ids()[site];
    Predictions out = new Predictions(3);
    try (ScoringModel model = open(ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      rows.ids()[site] = 41;
      assertFails(
          IllegalArgumentException.class,
          () -> worker.score(rows, 0, 3, out),
          "'site'",
          "id 41",
          "0..40");
      rows.ids()[site] = id;
      worker.score(rows, 0, 3, out);
      assertRight(rows, 0, out);
    }
  }

  @Test
  void scoreShouldAllocateLittleWhenWarm() {
    EncodedRows rows = MlpFixture.rows(128, 9);
    Predictions out = new Predictions(128);
    ImpRows imps = new ImpRows(128);
    for (int row = 0; row < 128; row += 32) {
      imps.add(row);
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (ScoringModel model = open(ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      worker.warmUp();
      long[] bytes = new long[6];
      for (int round = 0; round < bytes.length; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int call = 0; call < 500; call++) {
          worker.score(rows, imps, out);
        }
        bytes[round] = (threads.getCurrentThreadAllocatedBytes() - before) / 500;
      }
      long best = Arrays.stream(bytes).min().orElseThrow();
      // Nothing is: a margin for what the JVM does in the thread.
      assertTrue(best <= 32, "bytes a call: " + Arrays.toString(bytes));
    }
  }

  @Test
  void workersShouldFreeAllTensorsAndSessionsWhenClosed() {
    long sessions = NativeCounts.openSessions();
    long tensors = NativeCounts.openTensors();
    EncodedRows rows = MlpFixture.rows(40, 10);
    Predictions out = new Predictions(40);
    ScoringModel model = open(ScoringOptions.defaults());
    assertEquals(sessions + 2, NativeCounts.openSessions());
    ScoringWorker worker = model.newWorker();
    worker.warmUp();
    model.close();
    worker.score(rows, 0, 40, out);
    assertRight(rows, 0, out);
    worker.close();
    assertEquals(sessions, NativeCounts.openSessions());
    assertEquals(tensors, NativeCounts.openTensors());
  }

  @Test
  void openShouldTakeTheWholeGraphWhenAskedTo() throws IOException {
    Files.delete(directory.resolve("v1/request.onnx"));
    try (ScoringModel model = open(ScoringOptions.defaults().withSplit(false))) {
      assertFalse(model.isSplit());
    }
    refused(split -> split, "request.onnx is missing");
  }

  @Test
  void openShouldNameTheFieldWhenManifestAndGraphsDiffer() throws IOException {
    refused(
        split -> carried(split, new Carried("hidden", List.of(12)), split.carried().get(1)),
        "network.split.carried[0].tensor 'hidden' is not an output of the graph",
        "request.onnx has inputs");
    refused(
        split ->
            carried(split, new Carried("hidden of request", List.of(13)), split.carried().get(1)),
        "network.split.carried[0].tensor 'hidden of request' with dims [13]",
        "float32 [rows, 13], the graph has float32 [rows, 12]");
    refused(
        split -> carried(split, split.carried().get(0)),
        "network.split.candidateInputs has no entry for the graph's input 'numbers'",
        "candidate.onnx has inputs");
    refused(
        split ->
            new Split(
                split.requestFile(),
                split.candidateFile(),
                List.of(split.requestInputs().get(1)),
                split.candidateInputs(),
                split.carried(),
                split.precision()),
        "network.split.requestInputs has no entry for the graph's input 'numeric'");
    refused(
        split ->
            new Split(
                split.candidateFile(),
                split.requestFile(),
                split.requestInputs(),
                split.candidateInputs(),
                split.carried(),
                split.precision()),
        "network.split.requestInputs[0].tensor 'numeric' is not an input of the graph",
        "candidate.onnx has inputs");
    Files.writeString(directory.resolve("v1/candidate.onnx"), "not ONNX");
    refused(split -> split, "candidate.onnx is not a graph that ONNX Runtime can open");
  }

  private static Split carried(Split split, Carried... carried) {
    return new Split(
        split.requestFile(),
        split.candidateFile(),
        split.requestInputs(),
        split.candidateInputs(),
        List.of(carried),
        split.precision());
  }

  private void refused(UnaryOperator<Split> change, String... expected) {
    long sessions = NativeCounts.openSessions();
    long tensors = NativeCounts.openTensors();
    Manifest.Network network = fixture.network();
    VersionFixture changed =
        fixture.withNetwork(network.withSplit(change.apply(requireNonNull(network.split()))));
    assertFails(
        InvalidVersionException.class,
        () -> ScoringModel.open(changed.version(), ScoringOptions.defaults()),
        expected);
    assertEquals(sessions, NativeCounts.openSessions());
    assertEquals(tensors, NativeCounts.openTensors());
  }
}
