package io.bidder.bidder.openrtb.reader;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReaderAllocationTest {
  /** Nothing is: a margin for what the JVM does in the thread. */
  private static final long MOST_BYTES_A_READ = 32;

  private static final long MOST_BYTES_WITH_MARKUP = 32;
  private static final int READS = 2000;

  private final BidRequestReader reader = new BidRequestReader();
  private final BidRequest request = new BidRequest();

  @Test
  void readShouldAllocateLittleWhenWarm() {
    long bytes = bytesOf(typicalRequest("\"banner\":{\"w\":300,\"h\":250,\"battr\":[1,3]}"));
    assertTrue(bytes <= MOST_BYTES_A_READ, bytes + " bytes a read");
  }

  @Test
  void readShouldAllocateLittleWhenThereIsNativeMarkup() {
    String markup =
        "{\"ver\":\"1.2\",\"assets\":[{\"id\":1,\"required\":1,\"title\":{\"len\":90}}]}";
    String slot = "\"native\":{\"request\":\"" + markup.replace("\"", "\\\"") + "\"}";
    long bytes = bytesOf(typicalRequest(slot));
    assertTrue(bytes <= MOST_BYTES_WITH_MARKUP, bytes + " bytes a read");
  }

  private long bytesOf(String json) {
    assertTrue(json.length() > 2000 && json.length() < 2500, json.length() + " chars");
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    ExtraPaths paths = ExtraPaths.of(Set.of("imp.ext.visibility", "user.ext.recency_days"));
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    // The JIT compiler may move its own allocations into this thread: the best round counts.
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < READS; i++) {
        assertNull(reader.read(bytes, 0, bytes.length, paths, request));
      }
      least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / READS);
    }
    return least;
  }

  private static String typicalRequest(String slot) {
    StringBuilder blocked = new StringBuilder();
    Random random = new Random(7);
    for (int i = 0; i < 56; i++) {
      blocked
          .append(i == 0 ? "" : ",")
          .append("\"shop-")
          .append(random.nextInt(9000))
          .append(".example\"");
    }
    return "{\"id\":\"80ce30c53c16e6ede735f123ef6e32361bfc7b22\",\"at\":1,\"tmax\":120,"
        + "\"cur\":[\"USD\"],\"imp\":[{\"id\":\"1\",\"bidfloor\":0.65,\"secure\":1,"
        + "\"tagid\":\"top\",\"ext\":{\"visibility\":\"FirstView\"},"
        + slot
        + "}],\"site\":{\"id\":\"102855\",\"domain\":\"www.news.example\",\"cat\":[\"IAB12\"],"
        + "\"page\":\"https://www.news.example/a/b/c?d=e\",\"publisher\":{\"id\":\"8953\",\"name\":\"News\"}},\"device\":{\"ua\":\"Mozilla/5.0"
        + " (iPhone; CPU iPhone OS 16_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        + " Version/16.4 Mobile/15E148"
        + " Safari/604.1\",\"ip\":\"203.0.113.7\",\"devicetype\":4,\"connectiontype\":2,"
        + "\"language\":\"en\",\"geo\":{\"lat\":35.012345,\"lon\":-115.12345,\"country\":\"USA\","
        + "\"city\":\"Somewhere\",\"utcoffset\":-420}},\"user\":{\"id\":\"55816b39711f9b5acf3b90e3\","
        + "\"yob\":1984,\"gender\":\"F\",\"data\":[{\"segment\":[{\"id\":\"12\"},{\"id\":\"34\"}]}],"
        + "\"ext\":{\"consent\":\"CPsmEWIPsmEWIABAMBFRBkCgAAAAAAAAAAYgF5wAAAAA\","
        + "\"recency_days\":3}},\"regs\":{\"ext\":{\"gdpr\":1}},\"badv\":["
        + blocked
        + "]}";
  }
}
