package io.bidder.market.simulate;

import io.bidder.market.exchange.BidTruths;
import io.bidder.market.exchange.NoticeKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What bidders' event logs say, read as anybody would: by {@code ./run events cat}. Beside it
 * stands how good their predictions were, which only who knows the truth can tell.
 */
final class Ledger {
  private final Map<NoticeKind, Long> events = new EnumMap<>(NoticeKind.class);
  private final Map<NoticeKind, Long> sums = new EnumMap<>(NoticeKind.class);
  private final Map<String, Long> firstBids = new TreeMap<>();
  private final List<Lesson> lessons = new ArrayList<>();
  private final Predictions clicks = new Predictions();
  private final Predictions conversions = new Predictions();
  private final Predictions wonClicks = new Predictions();
  private final Predictions wonConversions = new Predictions();
  private final long sliceMillis;
  private final Map<Long, Slice> slices = new TreeMap<>();
  private long bids;
  private long lastBidMillis;
  private long spentCpmMicros;

  /** Shown, in milliseconds of market time, by a bid's index among the truths. */
  private final long[] shownMillis;

  /**
   * A click or an order that can be learned from.
   *
   * @param takenMillis when it was taken into the log
   * @param settledMillis when its bid's row is there to learn from
   */
  record Lesson(long takenMillis, long settledMillis) {}

  /** Bids of a while: P(click | impression) and P(conversion | impression). */
  record Slice(Predictions clicks, Predictions conversions) {
    Slice() {
      this(new Predictions(), new Predictions());
    }
  }

  private Ledger(BidTruths truths, long sliceMillis) {
    this.sliceMillis = sliceMillis;
    shownMillis = new long[truths.capacity()];
  }

  /**
   * Reads the log of each of some directories.
   *
   * @param sliceMillis of market time for which predictions are told apart
   */
  static Ledger of(Path home, List<Path> directories, BidTruths truths, long sliceMillis)
      throws IOException, InterruptedException {
    Ledger ledger = new Ledger(truths, sliceMillis);
    for (Path directory : directories) {
      ledger.read(home, directory, truths);
    }
    return ledger;
  }

  private void read(Path home, Path directory, BidTruths truths)
      throws IOException, InterruptedException {
    Map<String, NoticeKind> kinds = new HashMap<>();
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("run").toString(),
                "events",
                "cat",
                "--events",
                directory.toString(),
                "--kind",
                "bid"));
    for (NoticeKind kind : NoticeKind.values()) {
      kinds.put(kind.eventName(), kind);
      command.add("--kind");
      command.add(kind.eventName());
    }
    Process cat =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(cat.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = JsonMapper.shared().readTree(line);
        NoticeKind kind = kinds.get(event.path("kind").asString(""));
        String bidId = event.path("bidId").asString("");
        int index = truths.indexOf(bidId);
        if (kind == null) {
          bid(event, index, truths);
        } else {
          learnFrom(kind, index, millis(event, "ingestTime"));
          events.merge(kind, 1L, Long::sum);
          sums.merge(kind, (long) bidId.hashCode(), Long::sum);
          if (kind == NoticeKind.BILLED) {
            spentCpmMicros += event.path("priceCpmMicros").asLong(0);
          }
        }
      }
    }
    if (cat.waitFor() != 0) {
      throw new IOException("./run events cat of " + directory + " failed");
    }
  }

  private static long millis(JsonNode event, String field) {
    return Instant.parse(event.path(field).asString("")).toEpochMilli();
  }

  private void learnFrom(NoticeKind kind, int index, long takenMillis) {
    if (index < 0) {
      return;
    }
    if (kind == NoticeKind.BILLED || kind == NoticeKind.IMPRESSION) {
      shownMillis[index] = takenMillis;
    } else if (kind == NoticeKind.CLICK || kind == NoticeKind.CONVERSION) {
      long settledMillis = shownMillis[index] + LearnerProcess.SETTLE_SECONDS * 1_000L;
      lessons.add(new Lesson(takenMillis, Math.max(takenMillis, settledMillis)));
    }
  }

  private void bid(JsonNode event, int index, BidTruths truths) {
    bids++;
    long millis = millis(event, "eventTime");
    lastBidMillis = Math.max(lastBidMillis, millis);
    firstBids.merge(event.path("modelVersion").asString(""), millis, Math::min);
    if (index < 0) {
      return;
    }
    double trueClick = truths.click(index);
    double trueConversion = trueClick * truths.conversion(index);
    double click = event.path("pCtr").asDouble(0);
    double conversion = event.path("pCtcvr").asDouble(0);
    clicks.add(click, trueClick);
    conversions.add(conversion, trueConversion);
    Slice slice = slices.computeIfAbsent(millis / sliceMillis * sliceMillis, _ -> new Slice());
    slice.clicks.add(click, trueClick);
    slice.conversions.add(conversion, trueConversion);
    if (truths.isShown(index)) {
      wonClicks.add(click, trueClick);
      wonConversions.add(conversion, trueConversion);
    }
  }

  /** Events of a kind. */
  long events(NoticeKind kind) {
    return events.getOrDefault(kind, 0L);
  }

  /** The sum of what the ids of those events' bids hash to. */
  long sum(NoticeKind kind) {
    return sums.getOrDefault(kind, 0L);
  }

  /** Bids that are in the log. */
  long bids() {
    return bids;
  }

  /** The first bid's market time, in milliseconds, by the version that made it. */
  Map<String, Long> firstBids() {
    return firstBids;
  }

  /** Clicks and orders that were taken in before the last bid. */
  List<Lesson> lessons() {
    return lessons.stream().filter(lesson -> lesson.takenMillis() < lastBidMillis).toList();
  }

  /** What the log says was paid. */
  long spentMicros() {
    return spentCpmMicros / 1000;
  }

  /** Of all bids: P(click | impression). */
  Predictions clicks() {
    return clicks;
  }

  /** Of all bids: P(conversion | impression). */
  Predictions conversions() {
    return conversions;
  }

  /** Bids by the start of the slice of time in which they were made. */
  Map<Long, Slice> slices() {
    return slices;
  }

  /** Of those that were shown. */
  Predictions wonClicks() {
    return wonClicks;
  }

  /** Of those that were shown. */
  Predictions wonConversions() {
    return wonConversions;
  }
}
