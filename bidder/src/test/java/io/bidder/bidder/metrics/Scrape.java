package io.bidder.bidder.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A scrape in Prometheus' text format, read. */
final class Scrape {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

  /** By family. */
  final Map<String, String> types = new TreeMap<>();

  private final Map<String, List<String>> labels = new TreeMap<>();
  private final Map<String, Double> samples = new TreeMap<>();

  static Scrape of(BidMetrics metrics) {
    Scrape scrape = new Scrape();
    String family = "";
    for (String line : metrics.scrape().lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", -1);
        family = words[2];
        scrape.types.put(family, words[3]);
        scrape.labels.put(family, new ArrayList<>());
      } else if (!line.startsWith("#")) {
        scrape.sample(family, line);
      }
    }
    return scrape;
  }

  /** A sample's value, by its name and labels as they stand in the text. */
  double value(String sample) {
    Double value = samples.get(sample);
    if (value == null) {
      throw new NoSuchElementException(sample + " is not among " + samples.keySet());
    }
    return value;
  }

  boolean has(String sample) {
    return samples.containsKey(sample);
  }

  /** The labels of a family, but those that its type implies. */
  List<String> labels(String family) {
    return labels.getOrDefault(family, List.of());
  }

  private void sample(String family, String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalArgumentException("no sample: " + line);
    }
    String text = sample.group(2) == null ? "" : sample.group(2);
    samples.put(
        sample.group(1) + (text.isEmpty() ? "" : "{" + text + "}"),
        Double.parseDouble(sample.group(3)));
    TreeSet<String> names = new TreeSet<>();
    Matcher label = LABEL.matcher(text);
    while (label.find()) {
      if (!label.group(1).equals("le")) {
        names.add(label.group(1));
      }
    }
    labels.put(family, List.copyOf(names));
  }
}
