package io.bidder.bidder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.admin.AdminLimit;
import io.bidder.bidder.http.HttpLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LimitsReferenceTest {
  private static final List<String> OF_BIDS =
      List.of(
          "bid.queueLimit",
          "bid.queueBytes",
          "bid.batchRequests",
          "bid.selectionCap",
          "bid.candidateCap",
          "bid.requestMemory",
          "bid.keptMemory",
          "bid.maxAnswerBytes",
          "bid.maxCpm",
          "bid.deadline",
          "budget.maxReservations",
          "caps.maxCounts");

  /** Every limit that a server counts, and that page and keys agree about. */
  @Test
  void pageShouldListEveryLimitByItsKey() throws IOException {
    String page = Files.readString(Path.of("../docs/reference/limits.md"));
    List<String> missing =
        Stream.of(
                Arrays.stream(HttpLimit.values()).map(HttpLimit::key),
                Arrays.stream(AdminLimit.values()).map(AdminLimit::key),
                OF_BIDS.stream())
            .flatMap(keys -> keys)
            .filter(
                key -> !page.contains("| `" + key + "` |") && !page.contains("| `" + key + "`,"))
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void pageShouldNameNoKeyThatThereIsNot() throws IOException {
    List<String> keys =
        ServerConfig.load(null, List.of(), Path.of("")).keys().stream()
            .map(key -> key.path())
            .toList();
    List<String> unknown =
        Files.readAllLines(Path.of("../docs/reference/limits.md")).stream()
            .filter(line -> line.startsWith("| "))
            .flatMap(line -> Arrays.stream(line.split("`", -1)))
            .filter(
                word -> word.matches("(http|bid|budget|caps|admin|catalogue|model)\\.[a-zA-Z.]+"))
            .filter(key -> !keys.contains(key))
            .toList();
    assertEquals(List.of(), unknown);
  }
}
