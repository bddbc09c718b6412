package io.bidder.bidder.campaign.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in the file: it is a catalogue, or refused with what is wrong with it. */
class CatalogueFuzzTest {
  private static final Path DEMO = Path.of("demo/campaigns.yaml");

  @TempDir static Path directory = Path.of("");

  static Stream<Arguments> seeds() throws IOException {
    byte[] demo = Files.readAllBytes(DEMO);
    byte[] cut = Arrays.copyOf(demo, demo.length / 2);
    return Stream.of(demo, cut, "campaigns: &a [*a]".getBytes(UTF_8), "- \u0000".getBytes(UTF_8))
        .map(bytes -> Arguments.of((Object) bytes));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2m")
  void anyBytes(byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("campaigns.yaml"), bytes);
    try {
      var _ = CatalogueReader.read(file);
    } catch (InvalidInputException e) {
      if (!String.valueOf(e.getMessage()).contains("campaigns.yaml")) {
        throw new AssertionError("does not name the file", e);
      }
    }
  }
}
