package io.bidder.benchmarks.stages;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The valid requests that make most work, each of another kind and within the bid port's limits.
 */
public enum WorstRequest {
  /** Few bytes for much work: a slot of any size each. */
  SMALL_IMPS(imps(64, _ -> Part.ANY_BANNER) + Part.SITE),
  FORMATS(
      imps(
              64,
              _ ->
                  "\"banner\": {\"format\": "
                      + list(32, i -> "{\"w\": %d, \"h\": 250}".formatted(300 + i % 4))
                      + "}")
          + Part.SITE),
  DEALS(
      imps(
              64,
              i ->
                  Part.ANY_BANNER
                      + ", \"pmp\": {\"deals\": "
                      + list(
                          64,
                          d ->
                              "{\"id\": \"deal-%d\", \"wseat\": [\"a\", \"b\", \"c\"]}"
                                  .formatted((d * 7 + i) % 300))
                      + "}")
          + Part.SITE),
  VIDEOS(
      imps(
              64,
              _ ->
                  "\"video\": {\"mimes\": "
                      + list(64, i -> i == 63 ? "\"video/mp4\"" : "\"video/m" + i + "\"")
                      + ", \"protocols\": "
                      + list(60, i -> i == 59 ? "3" : "" + (100 + i))
                      + ", \"battr\": "
                      + list(60, i -> "" + (100 + i))
                      + ", \"rqddurs\": "
                      + list(60, i -> "" + (5 + i))
                      + "}")
          + Part.SITE),
  NATIVES(
      imps(
              64,
              _ ->
                  "\"native\": {\"request\": {\"assets\": "
                      + list(
                          32,
                          i ->
                              "{\"id\": %d, \"img\": {\"type\": 3, \"wmin\": 1, \"mimes\": [\"a/b\"]}}"
                                  .formatted(i))
                      + "}}")
          + Part.SITE),
  BLOCKS(
      imps(64, _ -> Part.ANY_BANNER)
          + ", \"bcat\": "
          + list(4_096, i -> "\"IAB%d-%d\"".formatted(1 + i % 26, i % 30))
          + ", \"badv\": "
          + list(4_096, i -> "\"adv%d.example\"".formatted(i))
          + ", \"bapp\": "
          + list(4_096, i -> "\"com.app%d\"".formatted(i))
          + Part.SITE),
  TEXTS(
      imps(64, _ -> Part.ANY_BANNER)
          + ", \"site\": {\"domain\": \"%s\", \"page\": \"%s\", \"keywords\": \"%s\", \"cat\": %s}"
              .formatted(
                  "a.".repeat(4_000) + "b",
                  "p".repeat(8_000),
                  "a,b,c,d,".repeat(1_000),
                  list(64, i -> "\"" + "a-".repeat(500) + "\""))
          + ", \"user\": {\"keywords\": \"%s\", \"data\": [{\"segment\": %s}]}"
              .formatted(
                  "e,f,g,h,".repeat(1_000),
                  list(64, i -> "{\"id\": \"%s%d\"}".formatted("s".repeat(900), i)))),
  LANGUAGES(
      imps(64, _ -> Part.ANY_BANNER)
          + ", \"wlang\": "
          + list(64, i -> "\"%c%c\"".formatted('a' + i % 26, 'a' + i / 26))
          + Part.SITE);

  /** Apart, because an enum's constants are made before its own static fields. */
  private static final class Part {
    static final String ANY_BANNER = "\"instl\": 1, \"banner\": {}";
    static final String SITE =
        ", \"site\": {\"domain\": \"daily-paper.org\", \"cat\": [\"IAB1\", \"IAB2\"]}, "
            + "\"device\": {\"devicetype\": 2, \"geo\": {\"country\": \"USA\"}}";
  }

  private final String fields;

  WorstRequest(String fields) {
    this.fields = fields;
  }

  /** The request as JSON. */
  byte[] body() {
    return ("{\"id\": \"worst\", " + fields + "}").getBytes(StandardCharsets.UTF_8);
  }

  private static String imps(int count, IntFunction<String> content) {
    return "\"imp\": " + list(count, i -> "{\"id\": \"%d\", %s}".formatted(i, content.apply(i)));
  }

  private static String list(int count, IntFunction<String> element) {
    return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(", ", "[", "]"));
  }
}
