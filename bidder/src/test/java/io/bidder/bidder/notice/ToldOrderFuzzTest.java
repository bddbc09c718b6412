package io.bidder.bidder.notice;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Whatever JSON an advertiser's server posts: it is an order, or refused with a reason. */
class ToldOrderFuzzTest {
  static Stream<Arguments> seeds() {
    return Stream.of(
            "{\"click\":\"AQ\",\"order\":\"A-1\",\"value\":12.34,\"currency\":\"EUR\","
                + "\"time\":\"2026-01-31T12:00:00Z\"}",
            "{\"person\":{\"ifa\":\"4F1C\"},\"order\":\"A-1\",\"value\":-1e308}",
            "{\"person\":{\"id\":\"x\",\"exchange\":\"acme\"},\"order\":7,\"time\":1e300}",
            "{\"order\":\"\\ud800\",\"value\":\"NaN\",\"currency\":[]}",
            "[]",
            "1e999999999")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.US_ASCII)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2m")
  void anyJson(byte[] bytes) {
    JsonNode json;
    try {
      json = ConversionPosts.json(bytes);
    } catch (JacksonException | NumberFormatException e) {
      return;
    }
    try {
      var _ = ToldOrder.read(json);
    } catch (RefusedOrderException e) {
      if (String.valueOf(e.getMessage()).isEmpty()) {
        throw new AssertionError("no reason for " + json, e);
      }
    }
  }
}
