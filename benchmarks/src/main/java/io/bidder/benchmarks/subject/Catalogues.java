package io.bidder.benchmarks.subject;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.market.traffic.CatalogueMix;
import io.bidder.market.traffic.MadeCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Made-up catalogues, read as the bidder reads them. */
public final class Catalogues {
  /**
   * Campaigns that are read at once: what a reader holds of a file's text is many times its size.
   */
  private static final int PART = 1_000;

  private Catalogues() {}

  /** A catalogue as a DSP's may be, the same for the same seed. */
  public static Catalogue dsp(int campaigns, long seed) {
    return of(CatalogueMix.DSP, campaigns, seed);
  }

  /** The same with a budget and three caps for each campaign. */
  public static Catalogue dspWithMoney(int campaigns, long seed) {
    return of(CatalogueMix.DSP, campaigns, seed, MadeCatalogue::withMoney);
  }

  /** A catalogue of a mix, the same for the same seed. */
  public static Catalogue of(CatalogueMix mix, int campaigns, long seed) {
    return of(mix, campaigns, seed, UnaryOperator.identity());
  }

  private static Catalogue of(
      CatalogueMix mix, int campaigns, long seed, UnaryOperator<String> with) {
    List<Campaign> all =
        IntStream.iterate(0, first -> first < campaigns, first -> first + PART)
            .parallel()
            .mapToObj(
                first -> MadeCatalogue.mixed(mix, seed, first, Math.min(PART, campaigns - first)))
            .flatMap(yaml -> read(with.apply(yaml)).campaigns().stream())
            .toList();
    return new Catalogue(all);
  }

  /** The catalogue of a text. */
  public static Catalogue read(String yaml) {
    try {
      Path file = Files.createTempFile("campaigns-", ".yaml");
      try {
        Files.writeString(file, yaml);
        return CatalogueReader.read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
