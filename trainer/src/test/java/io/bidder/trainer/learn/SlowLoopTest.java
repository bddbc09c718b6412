package io.bidder.trainer.learn;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the slow loop makes of the demo's model. */
class SlowLoopTest {
  private static final int ROWS = 6_000;
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path directory = Path.of("");

  private @Nullable MadeRows copied;
  private long nowNs;

  @BeforeEach
  void copyStore() throws IOException {
    copied = new MadeRows(directory, 3);
  }

  private MadeRows made() {
    return requireNonNull(copied);
  }

  private DirectoryModelStore store() {
    return made().store;
  }

  private String currentId() {
    return store().currentId().orElseThrow();
  }

  /** A loop that trains at once where it is asked to. */
  private SlowLoop loop(CurrentVersion current) {
    return new SlowLoop(current, store(), HOUR, Runnable::run, () -> nowNs);
  }

  /** Has an hour go by, in which a version is made and judged. */
  private Turn train(SlowLoop loop, RowWindow rows) {
    nowNs += HOUR.toNanos();
    assertEquals(Turn.NONE, loop.turn(() -> MadeRows.view(rows)));
    return loop.turn(() -> MadeRows.view(rows));
  }

  /** The clicks that a version predicts of rows on a site, over what another does. */
  private static double ratio(Scores after, Scores before, RowWindow rows, String site) {
    int[] ofSite =
        IntStream.range(0, rows.size())
            .filter(row -> rows.campaigns().get(rows.campaign(row)).equals(site))
            .toArray();
    return predicted(after, ofSite) / predicted(before, ofSite);
  }

  private static double predicted(Scores scores, int[] rows) {
    return IntStream.of(rows)
        .mapToDouble(row -> MadeRows.probability(scores.logit(Target.CLICK, row)))
        .sum();
  }

  private Scores scores(String version, RowWindow rows) {
    try (ScoringModel model = ScoringModel.open(store().open(version), ScoringOptions.defaults())) {
      Scores scores = new Scores(model);
      scores.update(rows);
      return scores;
    }
  }

  /** Shows ads on a site, a campaign each of its own so that rows of it can be told. */
  private void show(RowWindow rows, Scores scores, String site, int count, double times) {
    made().show(rows, scores, site, count, id -> site, (at, predicted) -> predicted * times);
  }

  private static Manifest manifest(DirectoryModelStore store, String id) {
    return store.open(id).manifest();
  }

  @Test
  void tastesShouldBeLearnedOfValuesThatNoVersionKnows() {
    String first = currentId();
    try (RowWindow rows = made().window(100_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(store());
        SlowLoop loop = loop(current)) {
      Scores scores = new Scores(model);
      show(rows, scores, "liked.example", ROWS, 1.9);
      show(rows, scores, "disliked.example", ROWS, 0.2);
      Turn turn = train(loop, rows);

      assertTrue(turn.promoted(), turn::toString);
      assertEquals(turn.version(), currentId());
      Scores after = scores(turn.version(), rows);
      double liked = ratio(after, scores, rows, "liked.example");
      double disliked = ratio(after, scores, rows, "disliked.example");
      assertTrue(liked > 1.5 * disliked, () -> liked + " and " + disliked);
      Manifest manifest = manifest(store(), turn.version());
      assertEquals(first, manifest.training().get("startedFrom"));
      assertEquals("held-out bids", manifest.training().get("validatedOn"));

      // What comes later is known of the same rows: they are not trained on twice.
      made().show(rows, scores, "liked.example", 2_000, 1.9);
      Turn second = train(loop, rows);
      assertNotEquals("", second.version(), second::toString);
      assertEquals(first, manifest(store(), second.version()).training().get("startedFrom"));
    }
  }

  @Test
  void clicksThatAreYetToComeShouldNotBeTakenForNone() {
    long meanDelay = 2 * ROWS * 100;
    try (RowWindow rows = made().window(100_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(store());
        SlowLoop loop = loop(current)) {
      Scores scores = new Scores(model);
      BidId[] ids = new BidId[2 * ROWS];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = made().nextId();
        rows.add(MadeRows.row(ids[i], 0, "c1", made().shown(), false));
      }
      long end = made().shown();
      scores.update(rows);
      for (int i = 0; i < ids.length; i++) {
        double ctr = MadeRows.probability(scores.logit(Target.CLICK, i));
        long delay = (long) (-meanDelay * Math.log(made().random.nextDouble()));
        if (made().random.nextDouble() < ctr && rows.shownMillis(i) + delay <= end) {
          rows.add(clickedAfter(ids[i], rows.shownMillis(i), delay));
        }
      }
      scores.update(rows);
      Turn turn = train(loop, rows);
      // Two in three have not come.
      assertNotEquals("", turn.version(), turn::toString);
      double ratio = ratio(scores(turn.version(), rows), scores, rows, "c1");
      assertTrue(ratio > 0.85 && ratio < 1.15, () -> "" + ratio);
    }
  }

  private static TrainingRow clickedAfter(BidId id, long shown, long delay) {
    TrainingRow row = MadeRows.row(id, 1, "c1", shown, true);
    return new TrainingRow(id, 1, shown + delay, row.bid(), shown, shown, delay, 0, -1, 0, "");
  }

  @Test
  void versionShouldBeTrainedSoonWhenClicksNoLongerFollowWhatIsPredicted() {
    try (RowWindow rows = made().window(100_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(store());
        SlowLoop loop = loop(current)) {
      Scores scores = new Scores(model);
      made().show(rows, scores, "c1", ROWS, 1);
      assertEquals(Turn.NONE, loop.watch(MadeRows.view(rows)));
      nowNs += HOUR.toNanos() / 2;
      assertEquals(Turn.NONE, loop.turn(() -> MadeRows.view(rows)));
      assertEquals(Turn.NONE, loop.turn(() -> MadeRows.view(rows)));

      double mean = predicted(scores, IntStream.range(0, rows.size()).toArray()) / rows.size();
      made()
          .show(
              rows,
              scores,
              "c1",
              3 * ROWS,
              MadeRows::site,
              (site, predicted) -> mean * Math.pow(mean / predicted, 2));
      assertEquals(Turn.NONE, loop.watch(MadeRows.view(rows)));
      assertEquals(Turn.NONE, loop.turn(() -> MadeRows.view(rows)));
      Turn turn = loop.turn(() -> MadeRows.view(rows));
      assertNotEquals("", turn.version(), turn::toString);
      Object why = manifest(store(), turn.version()).training().get("trainedBecause");
      assertTrue(String.valueOf(why).contains("no longer follow"), () -> "" + why);
    }
  }

  @Test
  void whatWasShownBeforeADriftShouldSayNothingOfWhatIsAfterIt() {
    try (RowWindow rows = made().window(100_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(store());
        SlowLoop loop = loop(current)) {
      Scores scores = new Scores(model);
      made().show(rows, scores, "c1", 2 * ROWS, 1);
      Turn before = train(loop, rows);
      assertTrue(before.promoted(), before::toString);
      assertEquals(Turn.NONE, loop.watch(MadeRows.view(rows)));
      long trainedMillis = made().shown();

      made()
          .show(
              rows, scores, "c1", 3 * ROWS, MadeRows::site, (site, predicted) -> 4e-4 / predicted);
      assertEquals(Turn.NONE, loop.watch(MadeRows.view(rows)));
      Turn turn = train(loop, rows);
      assertNotEquals("", turn.version(), turn::toString);
      Manifest manifest = manifest(store(), turn.version());
      assertEquals(before.version(), manifest.training().get("startedFrom"));
      long apartMillis = Math.abs(trainedMillis - loop.sinceMillis());
      assertTrue(apartMillis <= 1_000, () -> apartMillis + " ms");
    }
  }

  @Test
  void featureThatGoesConstantShouldMoveNothingElse() {
    try (RowWindow rows = made().window(100_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(store());
        SlowLoop loop = loop(current)) {
      Scores scores = new Scores(model);
      made().show(rows, scores, "c1", ROWS, 1);
      made().show(rows, scores, "broken", ROWS, id -> "", (site, predicted) -> predicted);
      assertGated(loop, rows, scores, "c1");
    }
  }

  @Test
  void dayWithoutClicksShouldMoveNothing() {
    try (RowWindow rows = made().window(100_000);
        ScoringModel model = made().open();
        CurrentVersion current = new CurrentVersion(store());
        SlowLoop loop = loop(current)) {
      Scores scores = new Scores(model);
      FastLoop fast = new FastLoop(current);
      made().show(rows, scores, "c1", ROWS, 1);
      assertTrue(fast.turn(MadeRows.view(rows)).promoted());
      made().show(rows, scores, "c1", ROWS, 0);
      Turn missing = fast.turn(MadeRows.view(rows));
      assertTrue(missing.reasons().getFirst().contains("which is no drift"), missing::toString);
      assertGated(loop, rows, scores, "c1");
    }
  }

  /** Trains, and expects what is served to predict what it did, as far as the gate allows. */
  private void assertGated(SlowLoop loop, RowWindow rows, Scores before, String campaign) {
    Turn turn = train(loop, rows);
    assertNotEquals("", turn.version(), turn::toString);
    double ratio = ratio(scores(currentId(), rows), before, rows, campaign);
    assertTrue(ratio > 0.8 && ratio < 1.25, () -> ratio + " after " + turn);
  }

  @Test
  void orderValuesThatAreAThousandTimesTooHighShouldChangeNoRow() throws IOException {
    byte[][] files = new byte[2][];
    for (int i = 0; i < 2; i++) {
      Path window = directory.resolve("values-" + i);
      try (RowWindow rows =
          RowWindow.open(window, store().open(currentId()).manifest().schema(), 1_000)) {
        for (int bid = 1; bid <= 100; bid++) {
          long value = (i == 0 ? 1 : 1_000) * 25_000_000L;
          rows.add(
              MadeRows.row(
                  new BidId(bid, bid), 0, "c1", "a.example", MadeRows.START, true, true, value));
        }
      }
      files[i] = Files.readAllBytes(window.resolve("rows-0.bin"));
    }
    assertArrayEquals(files[0], files[1]);
  }
}
