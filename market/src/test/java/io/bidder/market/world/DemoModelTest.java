package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.scoring.ScoringOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The model that ships in the repository. */
class DemoModelTest {
  private static final long MOST_BYTES = 5_000_000;

  /** Tests run in the module's directory. */
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

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
}
