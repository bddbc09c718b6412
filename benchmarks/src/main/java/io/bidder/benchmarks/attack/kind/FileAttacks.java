package io.bidder.benchmarks.attack.kind;

import io.bidder.benchmarks.attack.victim.Probe;
import io.bidder.benchmarks.attack.victim.ServerFiles;
import io.bidder.benchmarks.attack.victim.Stage;
import io.bidder.benchmarks.attack.victim.Stage.Bound;
import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.Volume;
import io.bidder.settings.scheduling.Scheduling;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Attacks on the files that a server follows, by whoever else can write to them. */
final class FileAttacks {
  private static final String CAMPAIGNS = "bidder_catalogue_campaigns";
  private static final String TABLES = "tables.bin";
  private static final int ASK_MILLIS = 2_000;
  private static final int SEES_WITHIN_SECONDS = 15;
  private static final int SETTLES_MILLIS = 3_000;
  private static final int TEN_THOUSAND = 10_000;
  private static final int DEEP = 5_000;
  private static final long SEED = 23;

  /** A campaign more, by which a catalogue is known. */
  private static final String ONE_MORE =
      """
        - id: one-more
          advertiser: all0
          economics: {averageOrderValue: 50.00, roasCoefficient: 0.25}
          targeting: {countries: [NZL]}
          creatives:
            - id: one-more-1
              banner: {size: 300x250, markup: '<a href="https://shop.example">Shop</a>'}
      """;

  private FileAttacks() {}

  /** All of them, with a catalogue that is large for one of the reloads. */
  static List<Attack> all(Stage large) {
    return List.of(
        Attack.at(
            "tables-truncated",
            "the served version's tables.bin is cut to half, then to nothing",
            Stage.SMALL,
            FileAttacks::truncateTables),
        Attack.at(
            "tables-flipped",
            "bits of the served version's tables.bin are flipped; prices are watched",
            Stage.SMALL,
            FileAttacks::flipTables),
        Attack.at(
            "catalogue-deep",
            "catalogues of 5,000 brackets, lists, mappings and of aliases of aliases, then a good"
                + " one",
            Stage.SMALL,
            FileAttacks::deepCatalogues),
        Attack.at(
            "catalogue-cut",
            "a catalogue that is written in place and stops at a campaign's end, then a good one",
            Stage.SMALL,
            FileAttacks::cutCatalogue),
        Attack.at(
            "catalogue-fifo",
            "the catalogue is a FIFO, then a good one",
            Stage.SMALL,
            FileAttacks::catalogueFifo),
        Attack.at(
            "current-fifo",
            "the store's CURRENT is a FIFO, then what it was",
            Stage.SMALL,
            FileAttacks::currentFifo),
        Attack.at(
            "reload-10000",
            "a catalogue of 10,000 campaigns changes every two seconds",
            Stage.SMALL.with(TEN_THOUSAND, "1g").beside(300).within(new Bound(3, 0, 0)),
            FileAttacks::reload),
        Attack.at(
            "reload-large",
            "the large catalogue changes every two seconds",
            large.beside(300).within(new Bound(0, 0, 50_000)),
            FileAttacks::reload));
  }

  private static Volume truncateTables(Victim victim) throws IOException, InterruptedException {
    Path tables = victim.server().files().versionFile(TABLES);
    int times = 0;
    for (long size : new long[] {Files.size(tables) / 2, 0}) {
      if (victim.pause(SETTLES_MILLIS / 2)) {
        try (FileChannel channel = FileChannel.open(tables, StandardOpenOption.WRITE)) {
          channel.truncate(size);
        }
        times++;
      }
    }
    awaitEnd(victim);
    return done(times);
  }

  private static Volume flipTables(Victim victim) throws IOException, InterruptedException {
    List<String> before = FixedRequests.prices(victim);
    Path tables = victim.server().files().versionFile(TABLES);
    Random random = new Random(SEED);
    int times = 0;
    try (RandomAccessFile file = new RandomAccessFile(tables.toFile(), "rw")) {
      while (victim.pause(1)) {
        long at = random.nextLong(file.length());
        file.seek(at);
        int old = file.read();
        file.seek(at);
        file.write(old ^ (1 << random.nextInt(Byte.SIZE)));
        times++;
      }
    }
    List<String> after = FixedRequests.prices(victim);
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals(after.get(i))) {
        victim.faults().add("price " + before.get(i) + " became " + after.get(i));
        break;
      }
    }
    return done(times);
  }

  private static Volume deepCatalogues(Victim victim) throws IOException, InterruptedException {
    ServerFiles files = victim.server().files();
    String good = Files.readString(files.catalogue());
    double campaigns = campaigns(victim);
    List<String> bad =
        List.of(
            "[".repeat(DEEP),
            "- ".repeat(DEEP),
            "{a: ".repeat(DEEP),
            "campaigns: " + "[".repeat(DEEP) + "]".repeat(DEEP),
            aliases());
    for (String each : bad) {
      files.replaceCatalogue(each);
      victim.pause(SETTLES_MILLIS / bad.size());
    }
    expectCampaigns(victim, campaigns);
    recover(victim, good, campaigns);
    awaitEnd(victim);
    return done(bad.size());
  }

  /** Ten times ten times ten … of a text. */
  private static String aliases() {
    StringBuilder yaml = new StringBuilder("a0: &a0 x\n");
    for (int i = 1; i < 10; i++) {
      String before = "*a" + (i - 1);
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, (before + ", ").repeat(9) + before));
    }
    return yaml.append("campaigns: *a9\n").toString();
  }

  private static Volume cutCatalogue(Victim victim) throws IOException, InterruptedException {
    ServerFiles files = victim.server().files();
    String good = Files.readString(files.catalogue());
    double campaigns = campaigns(victim);
    int end = good.indexOf("\n  - id:", good.length() / 3) + 1;
    Files.writeString(files.catalogue(), good.substring(0, end));
    victim.pause(SETTLES_MILLIS);
    expectCampaigns(victim, campaigns);
    recover(victim, good, campaigns);
    awaitEnd(victim);
    return done(1);
  }

  private static Volume catalogueFifo(Victim victim) throws IOException, InterruptedException {
    ServerFiles files = victim.server().files();
    String good = Files.readString(files.catalogue());
    double campaigns = campaigns(victim);
    Files.delete(files.catalogue());
    makeFifo(files.catalogue());
    victim.pause(SETTLES_MILLIS);
    recover(victim, good, campaigns);
    awaitEnd(victim);
    return done(1);
  }

  private static Volume currentFifo(Victim victim) throws IOException, InterruptedException {
    ServerFiles files = victim.server().files();
    String good = Files.readString(files.catalogue());
    double campaigns = campaigns(victim);
    Path current = files.store().resolve("CURRENT");
    String id = Files.readString(current);
    Files.delete(current);
    makeFifo(current);
    victim.pause(SETTLES_MILLIS);
    Files.delete(current);
    Files.writeString(current, id);
    // Whoever follows the store may follow the catalogue, too.
    recover(victim, good, campaigns);
    awaitEnd(victim);
    return done(1);
  }

  private static void makeFifo(Path path) throws IOException, InterruptedException {
    if (new ProcessBuilder("mkfifo", path.toString()).start().waitFor() != 0) {
      throw new IOException("mkfifo " + path + " failed");
    }
  }

  private static Volume reload(Victim victim) throws IOException, InterruptedException {
    Scheduling.giveWay();
    ServerFiles files = victim.server().files();
    Path good = files.catalogue().resolveSibling("good.yaml");
    Files.copy(files.catalogue(), good);
    Path next = files.catalogue().resolveSibling("next.yaml");
    int times = 0;
    while (victim.pause(2_000)) {
      Files.copy(good, next);
      if (times % 2 == 0) {
        Files.writeString(next, ONE_MORE, StandardOpenOption.APPEND);
      }
      files.replaceCatalogue(next);
      times++;
    }
    return done(times);
  }

  /** A good catalogue has to be taken up, whatever came before it. */
  private static void recover(Victim victim, String good, double campaigns)
      throws IOException, InterruptedException {
    victim.server().files().replaceCatalogue(good + ONE_MORE);
    victim.expect(
        () -> campaigns(victim) == campaigns + 1,
        SEES_WITHIN_SECONDS,
        "a good catalogue is not taken up any more");
  }

  private static void expectCampaigns(Victim victim, double expected) {
    double now = campaigns(victim);
    if (now != expected) {
      victim.faults().add("serves %.0f campaigns instead of %.0f".formatted(now, expected));
    }
  }

  private static double campaigns(Victim victim) {
    return Probe.metric(victim.server().adminAddress(), CAMPAIGNS, ASK_MILLIS);
  }

  private static void awaitEnd(Victim victim) throws InterruptedException {
    while (victim.pause(TimeUnit.SECONDS.toMillis(1))) {
      // The good load goes on for a while.
    }
  }

  private static Volume done(int times) {
    long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    return Volume.of(times, cpuNs / 1e9);
  }
}
