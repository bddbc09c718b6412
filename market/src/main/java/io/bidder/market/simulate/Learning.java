package io.bidder.market.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The versions that a learner published, and the time from outcomes to the first bids that were
 * priced by a version that had learned them: market time, as all that bidders write.
 */
final class Learning {
  private final String failure;
  private final List<Refused> refused = new ArrayList<>();
  private final TreeMap<Long, Long> firstBids = new TreeMap<>();
  private final long[] sortedMillis;
  private final long outcomes;

  /** A version that was not served, and why. */
  record Refused(String version, String reason) {}

  private Learning(JsonNode versions, Ledger ledger, String failure) {
    this.failure = failure;
    for (JsonNode version : versions) {
      String id = version.path("version").asString("");
      Long bid = ledger.firstBids().get(id);
      JsonNode upTo =
          version.path("manifest").path("training").path("learned").path("outcomesUpTo");
      if (bid != null && upTo.isString()) {
        firstBids.merge(Instant.parse(upTo.asString()).toEpochMilli(), bid, Math::min);
      }
      if (version.path("refused").isObject()) {
        refused.add(new Refused(id, version.path("refused").path("reason").asString("")));
      }
    }
    List<Ledger.Lesson> lessons = ledger.lessons();
    outcomes = lessons.size();
    sortedMillis = lessons.stream().flatMapToLong(this::millisToBid).sorted().toArray();
  }

  /**
   * Reads what a learner left in a store.
   *
   * @param ledger of the bidder that serves from it
   * @param failure why the learner ended before its time; empty if it did not
   */
  static Learning of(Path home, Path store, Ledger ledger, String failure)
      throws IOException, InterruptedException {
    Path list = Files.createTempFile("versions", ".json");
    try {
      Process models =
          new ProcessBuilder(
                  home.resolve("run").toString(),
                  "models",
                  "list",
                  "--store",
                  store.toString(),
                  "--json",
                  list.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (models.waitFor() != 0) {
        throw new IOException("./run models list of " + store + " failed");
      }
      JsonNode known = JsonMapper.shared().readTree(Files.readString(list));
      return new Learning(known.path("versions"), ledger, failure);
    } finally {
      Files.deleteIfExists(list);
    }
  }

  /** The time to the first bid of any version that had learned an outcome; none if none bid. */
  private LongStream millisToBid(Ledger.Lesson lesson) {
    return firstBids.tailMap(lesson.settledMillis()).values().stream()
        .mapToLong(bid -> Math.max(0, bid - lesson.takenMillis()))
        .sorted()
        .limit(1);
  }

  /** Clicks and orders that were taken in while there was bidding. */
  long outcomes() {
    return outcomes;
  }

  /** Those of them that changed what was bid. */
  long learned() {
    return sortedMillis.length;
  }

  /** The time within which a share of those was learned; NaN if none was. */
  double seconds(double share) {
    int rank = (int) Math.ceil(share * sortedMillis.length);
    return rank == 0 ? Double.NaN : sortedMillis[rank - 1] / 1e3;
  }

  List<Refused> refused() {
    return refused;
  }

  /** Why the learner ended before its time; empty if it did not. */
  String failure() {
    return failure;
  }
}
