package io.bidder.bidder.openrtb.reader;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.WorstRequests;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The time that reading a request takes grows with its bytes, and hardly with what they are. */
class LinearWorkTest {
  private static final int BYTES = WorstRequests.BYTES;

  /** Rounds of which the fastest counts, for the machine may be busy. */
  private static final int ROUNDS = 15;

  private static final ExtraPaths PATHS =
      ExtraPaths.of(Set.of("imp.ext.visibility", "user.ext.recency_days", "ext.a.b.c"));

  /** An ordinary request takes 2 to 5; names that collided took 290, in a table without a seed. */
  private static final double MOST_NANOS_A_BYTE = 40;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final BidRequestReader reader = new BidRequestReader();
  private final BidRequest request = new BidRequest();

  record Shape(String name, String head, String element, String tail) {
    byte[] of(int bytes) {
      int room = bytes - head.length() - tail.length();
      String elements =
          IntStream.range(0, Math.max(1, room / (element.length() + 1)))
              .mapToObj(i -> element.replace("#", Integer.toString(i)))
              .collect(Collectors.joining(","));
      return (head + elements + tail).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String IMP = "{\"id\":\"r\",\"imp\":[{\"id\":\"1\"}],";

  static Stream<Shape> shapes() {
    String prefix = "p".repeat(2000);
    return Stream.of(
        new Shape("ids with a common beginning", "{\"id\":\"r\",\"imp\":[", imp(prefix), "]}"),
        new Shape("the same id", "{\"id\":\"r\",\"imp\":[", "{\"id\":\"" + prefix + "\"}", "]}"),
        new Shape("imps", "{\"id\":\"r\",\"imp\":[", "{\"id\":\"#\"}", "]}"),
        new Shape("block list", IMP + "\"badv\":[", "\"a#\"", "]}"),
        new Shape("one field again and again", IMP, "\"bcat\":[\"a\"]", "}"),
        new Shape("devices", IMP, "\"device\":{\"ua\":\"Mozilla/5.0 (X\"}", "}"),
        new Shape("words", IMP, "\"device\":{\"ua\":\"" + "w ".repeat(512) + "\"}", "}"),
        new Shape(
            "brands", IMP + "\"device\":{\"sua\":{\"browsers\":[", "{\"brand\":\"Saf#\"}", "]}}}"),
        new Shape("keywords", IMP + "\"site\":{\"kwarray\":[", "\"k#\"", "]}}"),
        new Shape(
            "segments", IMP + "\"user\":{\"data\":[", "{\"segment\":[{\"id\":\"#\"}]}", "]}}"),
        new Shape("extra values", IMP + "\"ext\":{\"a\":[", "{\"b\":{\"c\":\"#\"}}", "]}}"),
        new Shape("languages", IMP, "\"wlangb\":[\"en-GB\",\"de-#\"]", "}"),
        new Shape("codes", IMP, "\"x\":{\"battr\":[" + "1,".repeat(63) + "1]}", "}"),
        new Shape("numbers", IMP, "\"tmax\":" + "9".repeat(900), "}"),
        new Shape("deep", IMP, "\"x\":" + "[".repeat(60) + "]".repeat(60), "}"),
        new Shape("escaped names", IMP, "\"\\u0041\\u0042#\":1", "}"),
        new Shape("escapes", IMP + "\"badv\":[", "\"\\u00e9\\u00e9#\"", "]}"),
        new Shape(
            "markup",
            IMP,
            "\"imp\":[{\"id\":\"1\",\"native\":{\"request\":\"{\\\"a\\\":1}\"}}]",
            "}"),
        new Shape(
            "protocols",
            "{\"id\":\"r\",\"imp\":[",
            "{\"id\":\"#\",\"video\":{\"protocol\":["
                + codes(0)
                + "],\"protocols\":["
                + codes(64)
                + "]}}",
            "]}"));
  }

  private static String imp(String prefix) {
    return "{\"id\":\"" + prefix + "#\"}";
  }

  private static String codes(int from) {
    return IntStream.range(from, from + 64)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void timeShouldGrowWithBytesAlone(Shape shape) {
    double small = nanosAByte(shape.of(BYTES / 8));
    double large = nanosAByte(shape.of(BYTES));
    assertTrue(large < 3 * small + 5, shape + ": " + small + " ns a byte, then " + large);
    assertTrue(large < MOST_NANOS_A_BYTE, shape + ": " + large + " ns a byte");
  }

  @ParameterizedTest
  @MethodSource("names")
  void namesShouldCostTheSameWhateverTheyAre(List<String> names) {
    String fields =
        names.stream().map(name -> '"' + name + "\":1").collect(Collectors.joining(","));
    double nanos = nanosAByte((IMP + fields + "}").getBytes(StandardCharsets.UTF_8));
    assertTrue(nanos < MOST_NANOS_A_BYTE, nanos + " ns a byte");
  }

  static Stream<List<String>> names() {
    int count = BYTES / 32;
    return Stream.of(WorstRequests.collidingNames(count), WorstRequests.otherNames(count));
  }

  private double nanosAByte(byte[] json) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadCpuTime();
      reader.read(json, 0, json.length, PATHS, request);
      least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
    }
    return (double) least / json.length;
  }
}
