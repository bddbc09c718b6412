package io.bidder.bidder.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.http.HttpLimit;
import io.bidder.bidder.http.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page and a scrape name the same metrics, with the same types and labels. */
class MetricsReferenceTest {
  private static final Path PAGE = Path.of("../docs/reference/metrics.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| ([a-z]+) \\| (.*?) \\| ([^|]+) \\| ([^|]+) \\|");

  @Test
  void pageShouldListEveryMetricOfTheBidderAndNoOther() throws IOException {
    assertEquals(
        String.join("\n", of("bidder_", page())), String.join("\n", of("bidder_", scraped())));
  }

  /** Some of the process' metrics are there only after a collection, or only on some machines. */
  @Test
  void pageShouldListEveryMetricOfTheProcess() throws IOException {
    Set<String> missing = scraped();
    missing.removeAll(page());
    assertEquals(Set.of(), missing);
  }

  @Test
  void pageShouldNameTheValuesOfLabels() throws IOException {
    String text = Files.readString(PAGE);
    Set<String> values = new TreeSet<>();
    for (Outcome outcome : Outcome.values()) {
      values.add(outcome.label());
    }
    for (Stage stage : Stage.values()) {
      values.add(stage.label());
    }
    for (HttpLimit limit : HttpLimit.values()) {
      values.add(limit.key());
    }
    for (Status status : Status.values()) {
      if (status.isError()) {
        values.add(Integer.toString(status.code()));
      }
    }
    values.addAll(List.of("invalid", "store", "error", "default"));
    for (String value : values) {
      assertTrue(text.contains("`" + value + "`"), () -> "the page lacks `" + value + "`");
    }
  }

  private static List<String> of(String prefix, Set<String> metrics) {
    return metrics.stream().filter(metric -> metric.startsWith(prefix)).toList();
  }

  /** Name, type and labels of each row. */
  private static Set<String> page() throws IOException {
    Set<String> metrics = new TreeSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        metrics.add(row.group(1) + " " + row.group(2) + " " + row.group(3).replace("`", ""));
      }
    }
    return metrics;
  }

  private static Set<String> scraped() {
    Set<String> metrics = new TreeSet<>();
    try (BidMetrics bidder = ScrapeTest.exercised()) {
      Scrape scrape = Scrape.of(bidder);
      scrape.types.forEach((name, type) ->
          metrics.add(name + " " + type + " " + String.join(", ", scrape.labels(name))));
    }
    return metrics;
  }
}
