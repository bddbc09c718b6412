package io.bidder.bidder.openrtb.reader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.modelstore.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Requests as exchanges really sent them. */
class RecordedRequestsTest {
  private final BidRequestReader reader = new BidRequestReader();
  private final BidRequest request = new BidRequest();

  @ParameterizedTest
  @ValueSource(strings = {"openrtb/requests", "openrtb/examples/bid-requests"})
  void requestShouldBeReadAsATreeOfItIsWhenAnExchangeSentIt(String directory) throws IOException {
    JsonMapper mapper = new JsonMapper();
    for (Path file : files(directory)) {
      assertNull(read(file), file::toString);
      TreeOracle tree = new TreeOracle(mapper.readTree(Files.readAllBytes(file)));
      assertEquals(tree.describe(), TreeOracle.describe(request), file::toString);
      for (int i = 0; i < request.imps.size(); i++) {
        Imp imp = request.imps.get(i);
        int slots = 0;
        slots += imp.hasBanner ? 1 : 0;
        slots += imp.hasVideo ? 1 : 0;
        slots += imp.hasNative ? 1 : 0;
        assertEquals(1, slots, file::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openrtb/malformed"})
  void requestShouldBeRefusedWhenItIsMalformed(String directory) throws IOException {
    for (Path file : files(directory)) {
      assertNotNull(read(file), file::toString);
    }
  }

  private @Nullable String read(Path file) throws IOException {
    byte[] json = Files.readAllBytes(file);
    return reader.read(json, 0, json.length, ExtraPaths.none(), request);
  }

  private static List<Path> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(SharedData.require(directory))) {
      return files.sorted().toList();
    }
  }
}
