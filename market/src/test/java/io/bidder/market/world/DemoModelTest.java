package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.GoldenCheck;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.trainer.Train;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The model that ships in the repository, and the way to it. */
class DemoModelTest {
  private static final long MOST_BYTES = 5_000_000;

  /** Tests run in the module's directory. */
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path directory = Path.of("");

  @Test
  void shippedVersionShouldVerifyAndBeSmall() throws IOException {
    DirectoryModelStore store = new DirectoryModelStore(ROOT.resolve("bidder/demo/store"));
    ModelVersion version = store.open(store.currentId().orElseThrow());

    GoldenCheck.verify(version, ScoringOptions.defaults());
    long bytes = 0;
    try (Stream<Path> files = Files.list(version.directory())) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    assertTrue(bytes <= MOST_BYTES, bytes + " bytes");
  }

  @Test
  void smallMarketShouldTrainToAVersionTheSameWay() {
    Path log = directory.resolve("market.csv.gz");
    Path store = directory.resolve("store");
    assertEquals(
        0, Market.commandLine().execute("--rows", "20000", "--seed", "3", "--out", log.toString()));
    assertEquals(
        0,
        new CommandLine(new Train())
            .execute(
                "--log",
                log.toString(),
                "--schema",
                ROOT.resolve("market/schema.yaml").toString(),
                "--store",
                store.toString(),
                "--members",
                "1",
                "--epochs",
                "2"));

    DirectoryModelStore trained = new DirectoryModelStore(store);
    GoldenCheck.verify(trained.open(trained.currentId().orElseThrow()), ScoringOptions.defaults());
  }
}
