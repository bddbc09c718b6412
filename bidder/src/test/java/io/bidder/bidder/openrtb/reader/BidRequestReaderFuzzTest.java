package io.bidder.bidder.openrtb.reader;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.modelstore.testing.Cases;
import io.bidder.modelstore.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come: the reader says what is wrong or reads on, and never throws or hangs. */
class BidRequestReaderFuzzTest {
  private static final ExtraPaths PATHS =
      ExtraPaths.of(
          Set.of(
              "user.ext.a", "imp.ext.b", "imp.native.ext.c", "site.ext.d", "ext", "device.sua.x"));

  private static final int MUTATIONS = 12;

  private final BidRequestReader reader = new BidRequestReader();
  private final BidRequest request = new BidRequest();

  /** Requests that exchanges sent, where they lie beside the repository. */
  static Stream<Arguments> recorded() throws IOException {
    try (Stream<Path> files = Files.list(SharedData.require("openrtb/requests"))) {
      List<Arguments> all = new ArrayList<>();
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).sorted().toList()) {
        all.add(Arguments.of((Object) Files.readAllBytes(file)));
      }
      return all.stream();
    }
  }

  /**
   * Reads the files in this class's resources and recorded requests; {@code JAZZER_FUZZ=1} looks
   * for more.
   */
  @MethodSource("recorded")
  @FuzzTest(maxDuration = "2m")
  void anyBytes(byte[] bytes) {
    read(bytes);
    // Whatever was read before, the next request is read as if by a new reader.
    byte[] sound = "{\"id\":\"1\",\"imp\":[{\"id\":\"2\"}]}".getBytes(StandardCharsets.UTF_8);
    String problem = reader.read(sound, 0, sound.length, PATHS, request);
    if (problem != null || request.imps.size() != 1 || !request.user.id.isEmpty()) {
      throw new AssertionError("a sound request after another: " + problem);
    }
  }

  @Test
  void mutatedRequest() {
    Cases.forAll(
        47,
        2000,
        draw -> {
          long seed = draw.anyLong();

          Random random = new Random(seed);
          RequestMaker maker = new RequestMaker(random, random.nextBoolean(), random.nextBoolean());
          byte[] bytes = maker.request().getBytes(StandardCharsets.UTF_8);
          int mutations = 1 + random.nextInt(MUTATIONS);
          for (int i = 0; i < mutations; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
              case 0 -> bytes[at] = (byte) random.nextInt(256);
              case 1 -> bytes[at] = (byte) "{}[]\",:0-e.tn\\ ".charAt(random.nextInt(15));
              case 2 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
              default -> bytes[at] = bytes[random.nextInt(bytes.length)];
            }
          }
          anyBytes(bytes);
        });
  }

  private void read(byte[] bytes) {
    reader.read(bytes, 0, bytes.length, PATHS, request);
  }
}
