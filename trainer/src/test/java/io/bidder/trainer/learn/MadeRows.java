package io.bidder.trainer.learn;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/** A copy of the demo's store, and made-up rows of ads that are shown, ten a second. */
final class MadeRows {
  static final long START = 1_767_571_200_000L;

  final DirectoryModelStore store;
  final Random random;
  private final Path directory;
  private long bids;

  MadeRows(Path directory, long seed) throws IOException {
    this.directory = directory;
    random = new Random(seed);
    Path demo = Path.of("../bidder/demo/store");
    Path copy = directory.resolve("store");
    try (Stream<Path> files = Files.walk(demo)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(demo.relativize(file).toString()));
      }
    }
    store = new DirectoryModelStore(copy);
  }

  RowWindow window(int maxRows) {
    ModelVersion version = store.open(store.currentId().orElseThrow());
    return RowWindow.open(directory.resolve("window"), version.manifest().schema(), maxRows);
  }

  static View view(RowWindow rows) {
    return new View(rows, rows.lastKnownMillis(), 1_000_000, Long.MIN_VALUE);
  }

  ScoringModel open() {
    return ScoringModel.open(
        store.open(store.currentId().orElseThrow()), ScoringOptions.defaults());
  }

  BidId nextId() {
    return new BidId(random.nextLong(), ++bids);
  }

  /** The time at which the last bid's ad is shown. */
  long shown() {
    return START + bids * 100;
  }

  static TrainingRow row(BidId id, int revision, String campaign, long shown, boolean clicked) {
    return row(id, revision, campaign, shown, clicked, false);
  }

  static TrainingRow row(
      BidId id, int revision, String campaign, long shown, boolean clicked, boolean bought) {
    return row(id, revision, campaign, site(id), shown, clicked, bought, 0);
  }

  /** One of eight sites. */
  static String site(BidId id) {
    return "news%d.example".formatted(new Random(id.low()).nextInt(8));
  }

  static TrainingRow row(
      BidId id,
      int revision,
      String campaign,
      String site,
      long shown,
      boolean clicked,
      boolean bought,
      long valueMicros) {
    Happening.Bid bid =
        new Happening.Bid(
            new Subject("acme", "a1", campaign, "cr1", 1_500_000, "USD", "m1", ""),
            "r",
            "1",
            "",
            "",
            1,
            1,
            0.1f,
            0.1f,
            0.01f,
            0,
            0,
            0,
            0,
            0,
            0,
            List.of(
                new Value.OfText("site.domain", site),
                new Value.OfText("campaign.id", campaign),
                new Value.Whole("device.devicetype", 1 + (int) (id.low() % 5))));
    return new TrainingRow(
        id,
        revision,
        shown + 30_000,
        bid,
        shown,
        shown,
        clicked ? 5_000 : TrainingRow.NEVER,
        bought ? 1 : 0,
        bought ? 10_000 : TrainingRow.NEVER,
        valueMicros,
        bought ? "USD" : "");
  }

  /** How likely an ad is clicked on, by its site and what the version says. */
  interface Clicks {
    double probability(String site, double predicted);
  }

  /** Shows ads, which are clicked on so many times as often as the version says. */
  void show(RowWindow rows, Scores scores, String campaign, int count, double times) {
    show(rows, scores, campaign, count, MadeRows::site, (site, predicted) -> predicted * times);
  }

  /** Shows ads on sites, which are clicked on by chance; as many order as the version says. */
  void show(
      RowWindow rows,
      Scores scores,
      String campaign,
      int count,
      Function<BidId, String> site,
      Clicks clicks) {
    BidId[] ids = new BidId[count];
    int first = rows.size();
    for (int i = 0; i < count; i++) {
      ids[i] = nextId();
      rows.add(row(ids[i], 0, campaign, site.apply(ids[i]), shown(), false, false, 0));
    }
    scores.update(rows);
    for (int i = 0; i < count; i++) {
      double ctr = probability(scores.logit(Target.CLICK, first + i));
      double cvr = probability(scores.logit(Target.CONVERSION, first + i)) / ctr;
      String at = site.apply(ids[i]);
      double chance = random.nextDouble();
      double clicked = clicks.probability(at, ctr);
      if (chance < clicked) {
        boolean bought = chance < clicked * cvr;
        rows.add(row(ids[i], 1, campaign, at, rows.shownMillis(first + i), true, bought, 0));
      }
    }
  }

  static double probability(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
