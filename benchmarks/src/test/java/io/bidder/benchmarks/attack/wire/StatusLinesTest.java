package io.bidder.benchmarks.attack.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusLinesTest {
  private static final String ANSWERS =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "content-length: 5",
          "",
          "HTTP/HTTP/1.1 204 No Content",
          "",
          "HTTP/1.1 100 Continue",
          "",
          "HTTP/1.1 503 Service Unavailable",
          "",
          "");

  @Test
  void everyAnswersStatusShouldBeFoundWhereverReadsAreCut() {
    byte[] bytes = ANSWERS.getBytes(StandardCharsets.US_ASCII);
    for (int most = 1; most <= bytes.length; most++) {
      StatusLines lines = new StatusLines();
      List<Integer> found = new ArrayList<>();
      for (int from = 0; from < bytes.length; from += most) {
        lines.read(ByteBuffer.wrap(bytes, from, Math.min(most, bytes.length - from)), found::add);
      }
      assertEquals(List.of(200, 204, 503), found, most + " bytes at a time");
    }
  }
}
