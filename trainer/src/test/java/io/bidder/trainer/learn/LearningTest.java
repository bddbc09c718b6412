package io.bidder.trainer.learn;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.scoring.ScoringModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the fast loop makes of the demo's model where people click more or less than it says. */
class LearningTest {
  private static final long START = MadeRows.START;
  private static final long HOUR = 3_600_000;
  private static final int ROWS = 15_000;

  @TempDir private Path directory = Path.of("");

  private @Nullable MadeRows copied;

  @BeforeEach
  void copyStore() throws IOException {
    copied = new MadeRows(directory, 11);
  }

  private MadeRows made() {
    return requireNonNull(copied);
  }

  private double offset(String campaign) {
    ModelVersion current = made().store.open(made().store.currentId().orElseThrow());
    Learned learned = Learned.of(current.manifest());
    return learned == null
        ? 0
        : learned
            .offsets(
                Target.CLICK, Calibrations.read(current.file(Calibrations.FILE)), List.of(campaign))
            .of(0);
  }

  private static void promoted(Turn turn) {
    assertTrue(turn.promoted(), turn::toString);
  }

  @Test
  void campaignsShouldBeBroughtToWhatTheirAdsAreClickedOn() {
    try (RowWindow rows = made().window(200_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(made().store)) {
      Scores scores = new Scores(model);
      FastLoop loop = new FastLoop(current);
      for (int turn = 0; turn < 3; turn++) {
        made().show(rows, scores, "more", ROWS, 1.6);
        made().show(rows, scores, "less", ROWS, 0.7);
        made().show(rows, scores, "same", ROWS, 1);
        Turn came = loop.turn(MadeRows.view(rows));
        assertTrue(came.promoted(), came::toString);
        assertEquals(came.version(), made().store.currentId().orElseThrow());
        assertTrue(offset("more") < (turn + 1) * FastLoop.STEP + 1e-9);
      }
      assertEquals(Math.log(1.6), offset("more"), 0.15);
      assertEquals(Math.log(0.7), offset("less"), 0.15);
      assertEquals(0, offset("same"), 0.15);
      // What was learned is of the same version still.
      Learned learned =
          Learned.of(made().store.open(made().store.currentId().orElseThrow()).manifest());
      assertEquals(model.id(), learned == null ? "" : learned.base());
    }
  }

  @Test
  void predictionsShouldDifferLessWhereWhatComesDoes() {
    try (RowWindow rows = made().window(200_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(made().store)) {
      Scores scores = new Scores(model);
      FastLoop loop = new FastLoop(current);
      for (int turn = 0; turn < 3; turn++) {
        made()
            .show(
                rows,
                scores,
                "c1",
                ROWS,
                MadeRows::site,
                (site, predicted) -> Math.sqrt(predicted * 0.02));
        promoted(loop.turn(MadeRows.view(rows)));
      }
      Learned learned = Learned.of(made().store.open(current.id()).manifest());
      double tilt = requireNonNull(requireNonNull(learned).heads().get(Target.CLICK)).tilt();
      // It is half of what is there, as predictions hardly differ and the prior weighs.
      assertTrue(tilt < -0.15 && tilt > -0.6, () -> "" + tilt);
      // What is served does as the offsets say.
      Offsets offsets = current.offsets(Target.CLICK, rows);
      try (ScoringModel served = made().open()) {
        Scores after = new Scores(served);
        after.update(rows);
        for (int row = 0; row < 20; row++) {
          double logit = offsets.at(scores.logit(Target.CLICK, row), rows.campaign(row));
          assertEquals(logit, after.logit(Target.CLICK, row), 0.01);
        }
      }
    }
  }

  @Test
  void campaignShouldHardlyMoveOnAHandfulOfClicks() {
    try (RowWindow rows = made().window(200_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(made().store)) {
      Scores scores = new Scores(model);
      FastLoop loop = new FastLoop(current);
      made().show(rows, scores, "large", 2 * ROWS, 1);
      made().show(rows, scores, "small", 100, 0);
      for (int i = 0; i < 5; i++) {
        rows.add(MadeRows.row(made().nextId(), 0, "small", made().shown(), true));
      }
      promoted(loop.turn(MadeRows.view(rows)));
      assertTrue(Math.abs(offset("small") - offset("large")) < 0.2, () -> "" + offset("small"));
    }
  }

  @Test
  void labelsThatAreFlippedShouldChangeNothing() {
    try (RowWindow rows = made().window(200_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(made().store)) {
      Scores scores = new Scores(model);
      FastLoop loop = new FastLoop(current);
      made().show(rows, scores, "c1", ROWS, 1);
      promoted(loop.turn(MadeRows.view(rows)));

      made().show(rows, scores, "c1", 2_000, 60);
      Turn poisoned = loop.turn(MadeRows.view(rows));
      assertTrue(
          poisoned.reasons().getFirst().contains("new clicks of all campaigns: "),
          poisoned::toString);
      assertEquals(0, offset("c1"), 0.15);

      made().show(rows, scores, "c1", ROWS, 1);
      promoted(loop.turn(MadeRows.view(rows)));
      assertEquals(0, offset("c1"), 0.15);
    }
  }

  @Test
  void clicksThatFloodOneCampaignShouldMoveNeitherItNorOthers() {
    try (RowWindow rows = made().window(200_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(made().store)) {
      Scores scores = new Scores(model);
      FastLoop loop = new FastLoop(current);
      made().show(rows, scores, "c1", ROWS, 1);
      made().show(rows, scores, "c2", ROWS, 1);
      promoted(loop.turn(MadeRows.view(rows)));

      made().show(rows, scores, "c1", ROWS, 1);
      made().show(rows, scores, "c2", 1_000, 20);
      Turn flooded = loop.turn(MadeRows.view(rows));
      assertTrue(
          flooded.reasons().getFirst().contains("new clicks of campaign c2: "), flooded::toString);
      assertEquals(0, offset("c1"), 0.15);
      assertEquals(0, offset("c2"), 0.15);
    }
    // What is left out stays left out.
    try (RowWindow rows = made().window(200_000);
        CurrentVersion current = new CurrentVersion(made().store)) {
      new FastLoop(current).turn(MadeRows.view(rows));
      assertEquals(0, offset("c2"), 0.15);
    }
  }

  @Test
  void rowsShouldBeThereAgainWhenTheLastIsCutShort() throws IOException {
    int rowsAdded = 2_500;
    try (RowWindow rows = made().window(1_000)) {
      for (int i = 0; i < rowsAdded; i++) {
        BidId id = new BidId(7, i + 1);
        rows.add(MadeRows.row(id, 0, "c" + i % 3, START + i * HOUR, i % 5 == 0));
      }
      assertTrue(rows.size() <= 2_000);
    }
    Path file;
    try (Stream<Path> files = Files.list(directory.resolve("window"))) {
      file = files.filter(each -> each.toString().endsWith(".bin")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 7));
    try (RowWindow rows = made().window(1_000)) {
      int last = rows.size() - 1;
      assertEquals(START + (rowsAdded - 2) * HOUR, rows.shownMillis(last));
      assertEquals("c" + (rowsAdded - 2) % 3, rows.campaigns().get(rows.campaign(last)));
      assertEquals(-1, rows.delayMillis(Target.CLICK, last));
      // A row that is told again counts once.
      rows.add(MadeRows.row(new BidId(7, rowsAdded - 1), 1, "c1", START, true));
      assertFalse(rows.isLive(last));
      assertEquals(5_000, rows.delayMillis(Target.CLICK, last + 1));
    }
  }

  @Test
  void delaysShouldBeLearnedThoughOnlyShortOnesAreSeen() {
    double mean = 6.0 * HOUR;
    long now = START + 48 * HOUR;
    try (RowWindow rows = made().window(100_000)) {
      for (int i = 0; i < 20_000; i++) {
        long shown = START + (long) (made().random.nextDouble() * 48 * HOUR);
        long delay = (long) (-mean * Math.log(made().random.nextDouble()));
        if (shown + delay <= now) {
          rows.add(clickedAfter(new BidId(9, i + 1), shown, delay));
        }
      }
      DelayCurve curve = DelayCurve.of(rows, Target.CLICK, now);
      for (int hours : new int[] {1, 3, 6, 12, 24}) {
        assertEquals(1 - Math.exp(-hours * HOUR / mean), curve.at(hours * HOUR), 0.03);
      }
    }
  }

  @Test
  void ordersShouldFollowClicksAloneWhileMostMayBeYetToCome() {
    long mean = 6 * HOUR;
    try (RowWindow rows = made().window(100_000);
        CurrentVersion current = new CurrentVersion(made().store)) {
      FastLoop loop = new FastLoop(current);
      long now = START;
      for (int i = 0; i < 40_000; i++) {
        now = START + i * 100L;
        // One in a hundred will order, far more than the version predicts; clicks come at once.
        boolean clicks = made().random.nextInt(50) == 0;
        long delay = (long) (-mean * Math.log(made().random.nextDouble()));
        boolean has = clicks && made().random.nextBoolean() && delay < 40_000L * 100 - i * 100L;
        rows.add(ordered(made().nextId(), now, clicks, has ? delay : -1));
      }
      View early = new View(rows, now, 1_000_000, Long.MIN_VALUE);
      assertTrue(early.tells(Target.CLICK));
      assertFalse(early.tells(Target.CONVERSION));
      promoted(loop.turn(early));
      Learned learned = Learned.of(made().store.open(current.id()).manifest());
      // They follow clicks, and nothing else.
      assertEquals(offset(learned, Target.CLICK), offset(learned, Target.CONVERSION), 0.05);
    }
  }

  private static double offset(@Nullable Learned learned, Target target) {
    return learned == null ? 0 : requireNonNull(learned.heads().get(target)).head();
  }

  private static TrainingRow ordered(BidId id, long shown, boolean clicked, long orderDelay) {
    TrainingRow row = MadeRows.row(id, 0, "c1", shown, clicked, orderDelay >= 0);
    return new TrainingRow(
        id,
        0,
        row.knownAtEpochMillis(),
        row.bid(),
        shown,
        shown,
        row.clickDelayMillis(),
        row.conversions(),
        orderDelay,
        0,
        "");
  }

  private static TrainingRow clickedAfter(BidId id, long shown, long delay) {
    TrainingRow row = MadeRows.row(id, 0, "c1", shown, true);
    return new TrainingRow(id, 0, shown + delay, row.bid(), shown, shown, delay, 0, -1, 0, "");
  }
}
