package io.bidder.benchmarks.attack.victim;

import io.bidder.market.traffic.CatalogueMix;
import io.bidder.market.traffic.MadeCatalogue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A store and a catalogue that an attack may ruin.
 *
 * @param store a copy of the demo's
 * @param events an empty log
 */
public record ServerFiles(Path store, Path catalogue, Path events) {
  /** An ad of this id is native and delivered by win notice. */
  public static final String NATIVE_AD = "attacked-native";

  private static final int FOR_ALL = 32;
  private static final long SEED = 11;
  private static final int PART = 1_000;

  /** Campaigns as a DSP has them, none of which is over on some day. */
  private static final CatalogueMix MIX =
      new CatalogueMix(
          CatalogueMix.DSP.advertisers(),
          CatalogueMix.DSP.targeting(),
          false,
          CatalogueMix.DSP.deals(),
          CatalogueMix.DSP.ads(),
          0,
          0,
          CatalogueMix.DSP.limits(),
          true);

  /**
   * New files in a directory.
   *
   * @param kept where a made catalogue is kept for the next time
   * @param demoStore the store to copy
   */
  public static ServerFiles in(Path directory, Path kept, Path demoStore, int campaigns)
      throws IOException {
    deleteAll(directory);
    Files.createDirectories(directory);
    Path store = directory.resolve("store");
    try (Stream<Path> all = Files.walk(demoStore)) {
      for (Path each : all.toList()) {
        Files.copy(each, store.resolve(demoStore.relativize(each).toString()));
      }
    }
    Path made = kept.resolve("campaigns-" + campaigns + ".yaml");
    if (!Files.exists(made)) {
      Path unfinished = kept.resolve("unfinished.yaml");
      write(unfinished, campaigns);
      Files.move(unfinished, made, StandardCopyOption.REPLACE_EXISTING);
    }
    Path catalogue = directory.resolve("campaigns.yaml");
    Files.copy(made, catalogue);
    return new ServerFiles(store, catalogue, directory.resolve("events"));
  }

  private static void write(Path file, int campaigns) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      // The ones that every good request finds, and one whose ad is delivered by its win notice.
      out.write(renamed(MadeCatalogue.forAll(FOR_ALL, 0), campaigns));
      out.write(nativeCampaign());
      for (int first = 0; first < campaigns - FOR_ALL - 1; first += PART) {
        int count = Math.min(PART, campaigns - FOR_ALL - 1 - first);
        String part = MadeCatalogue.mixed(MIX, SEED, first, count);
        out.write(part.substring(part.indexOf("campaigns:\n") + "campaigns:\n".length()));
      }
    }
  }

  /** The advertisers of both kinds of campaigns, with ids of their own for the first kind. */
  private static String renamed(String forAll, int campaigns) {
    String own =
        forAll
            .replace("{id: a", "{id: all")
            .replace("advertiser: a", "advertiser: all")
            .replace("load-", "all-");
    if (campaigns <= FOR_ALL + 1) {
      return own;
    }
    String mixed = MadeCatalogue.mixed(MIX, SEED, 0, 0);
    String advertisers = mixed.substring("advertisers:\n".length(), mixed.indexOf("campaigns:\n"));
    return own.replace("campaigns:\n", advertisers + "campaigns:\n");
  }

  private static String nativeCampaign() {
    return """
      - id: attacked
        advertiser: all0
        economics: {averageOrderValue: 50.00, roasCoefficient: 0.25}
        targeting: {countries: [NZL]}
        creatives:
          - id: %s
            delivery: nurl
            native: {title: A title, link: 'https://shop.example', data: {sponsored: Brand}}
    """
        .formatted(NATIVE_AD);
  }

  /** Puts a text in the catalogue's place, whole. */
  public void replaceCatalogue(String yaml) throws IOException {
    replaceCatalogue(Files.writeString(catalogue.resolveSibling("next.yaml"), yaml));
  }

  /** Moves a file into the catalogue's place. */
  public void replaceCatalogue(Path next) throws IOException {
    Files.move(
        next, catalogue, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A file of the version that is served. */
  public Path versionFile(String name) throws IOException {
    String current = Files.readString(store.resolve("CURRENT")).strip();
    return store.resolve("versions").resolve(current).resolve(name);
  }

  private static void deleteAll(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        for (Path each : deepestFirst) {
          Files.delete(each);
        }
      }
    }
  }
}
