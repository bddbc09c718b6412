package io.bidder.bidder.config;

import io.bidder.settings.YamlMap;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the configuration, read key by key from several layers: the file, then what is set
 * on the command line, of which the last one to have a key holds. A wrong value is reported to the
 * layer's problems, and its default read instead.
 *
 * <p>Defaults are texts, read as a file's are, so that the reference can show them.
 */
final class Section {
  /** In the order in which a message names them. */
  private static final Map<String, Boolean> FLAGS = flags();

  /** A layer and what paths in it are relative to. */
  record Layer(YamlMap map, Path base) {}

  /** A key that was read, with its default's text. */
  record Key(String path, String orElse) {}

  private static final Pattern BYTES = Pattern.compile("(\\d{1,9})(KiB|MiB)?");

  private final String path;
  private final List<Layer> layers;
  private final Path home;
  private final List<Key> read;
  private final Set<String> known = new LinkedHashSet<>();

  Section(List<Layer> layers, Path home) {
    this("", layers, home, new ArrayList<>());
  }

  private Section(String path, List<Layer> layers, Path home, List<Key> read) {
    this.path = path;
    this.layers = layers;
    this.home = home;
    this.read = read;
  }

  /** A mapping in this one. */
  Section section(String key) {
    known.add(key);
    List<Layer> below = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer.map.has(key)) {
        below.add(new Layer(layer.map.map(key), layer.base));
      }
    }
    return new Section(pathOf(key), below, home, read);
  }

  /** The keys that any layer has. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    layers.forEach(layer -> names.addAll(layer.map.keys()));
    return names;
  }

  boolean has(String key) {
    return layerOf(key) != null;
  }

  /** Keys that may be there beside those that were read. */
  void known(String... keys) {
    known.addAll(List.of(keys));
  }

  /** Lists a key that the reference has to show. */
  void listed(String key, String orElse) {
    read.add(new Key(pathOf(key), orElse));
  }

  /** Every key that was read, here and in the other sections, in order. */
  List<Key> read() {
    return List.copyOf(read);
  }

  /** Reports keys that nobody reads. Called when the section is read. */
  void end() {
    layers.forEach(layer -> layer.map.allow(known));
  }

  int integer(String key, String orElse, int min, int max) {
    Layer layer = layerOf(key, orElse);
    int number = Cores.resolve(orElse);
    return layer == null ? number : layer.map.integer(key, number, min, max);
  }

  /** A size: a whole number, of KiB or MiB if it says so. */
  int bytes(String key, String orElse, int min, int max) {
    Layer layer = layerOf(key, orElse);
    int otherwise = (int) parseBytes(orElse);
    String text = layer == null ? null : layer.map.text(key);
    if (layer == null || text == null) {
      return otherwise;
    }
    long bytes = parseBytes(text);
    if (bytes < min || bytes > max) {
      layer.map.problem(key, "a size from " + min + " to " + max + " bytes, such as 64KiB");
      return otherwise;
    }
    return (int) bytes;
  }

  Duration duration(String key, String orElse, Duration min, Duration max) {
    return durationOr(key, Durations.parse(orElse).orElseThrow(), orElse, min, max);
  }

  /**
   * A duration whose default is another setting's value.
   *
   * @param shown how the reference calls the default; empty to leave the key out of it
   */
  Duration durationOr(String key, Duration orElse, String shown, Duration min, Duration max) {
    Layer layer;
    if (shown.isEmpty()) {
      known.add(key);
      layer = layerOf(key);
    } else {
      layer = layerOf(key, shown);
    }
    String text = layer == null ? null : layer.map.text(key);
    if (layer == null || text == null) {
      return orElse;
    }
    Optional<Duration> duration = Durations.parse(text);
    if (duration.isEmpty()) {
      layer.map.problem(key, Durations.EXPECTED);
      return orElse;
    }
    if (duration.get().compareTo(min) < 0 || duration.get().compareTo(max) > 0) {
      layer.map.problem(key, "from " + Durations.show(min) + " to " + Durations.show(max));
      return orElse;
    }
    return duration.get();
  }

  String text(String key, String orElse) {
    Layer layer = layerOf(key, orElse);
    return layer == null ? orElse : layer.map.text(key, orElse);
  }

  /** A path, relative to the file or the working directory; a default is relative to the home. */
  Path path(String key, String orElse) {
    Layer layer = layerOf(key, orElse);
    String text = layer == null ? null : layer.map.text(key);
    if (layer == null || text == null) {
      return home.resolve(orElse).normalize();
    }
    if (text.indexOf('\0') >= 0) {
      layer.map.problem(key, "a path");
      return home.resolve(orElse).normalize();
    }
    return layer.base.resolve(text).normalize();
  }

  <T> T choice(String key, String orElse, Map<String, T> choices) {
    Layer layer = layerOf(key, orElse);
    T otherwise = choices.get(orElse);
    if (otherwise == null) {
      throw new IllegalArgumentException(orElse + " is no choice of " + pathOf(key));
    }
    return layer == null ? otherwise : layer.map.choice(key, choices, otherwise);
  }

  private static Map<String, Boolean> flags() {
    Map<String, Boolean> flags = new LinkedHashMap<>();
    flags.put("true", true);
    flags.put("false", false);
    return flags;
  }

  boolean flag(String key, String orElse) {
    return choice(key, orElse, FLAGS);
  }

  String currency(String key, String orElse) {
    Layer layer = layerOf(key, orElse);
    String text = layer == null ? orElse : layer.map.text(key, orElse);
    if (layer != null && !text.matches("[A-Z]{3}")) {
      layer.map.problem(key, "an ISO 4217 code of three capital letters");
      return orElse;
    }
    return text;
  }

  String date(String key, String orElse) {
    Layer layer = layerOf(key, orElse);
    String text = layer == null ? orElse : layer.map.text(key, orElse);
    try {
      return LocalDate.parse(text).toString();
    } catch (DateTimeParseException e) {
      problem(key, "a date such as 2026-01-31");
      return orElse;
    }
  }

  /** The URL of a server and perhaps a path, without its last slash; empty by default. */
  String url(String key) {
    Layer layer = layerOf(key, "");
    String text = layer == null ? null : layer.map.text(key);
    if (layer == null || text == null) {
      return "";
    }
    try {
      URI uri = URI.create(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, as a URL of something else is.
    }
    layer.map.problem(key, "a URL such as https://bid.example.com");
    return "";
  }

  /** A decimal number that is there; 0 where it is none. */
  BigDecimal decimal(String key) {
    known.add(key);
    Layer layer = layerOf(key);
    String text = layer == null ? null : layer.map.text(key);
    // Longer ones are no amounts, and 1e999999999 would be costly to work with.
    if (text != null && text.matches("\\d{1,12}(\\.\\d{1,20})?")) {
      return new BigDecimal(text).stripTrailingZeros();
    }
    return BigDecimal.ZERO;
  }

  /** Reports that the key's value is not what was expected. */
  void problem(String key, String expected) {
    Layer layer = layerOf(key);
    if (layer == null) {
      layer = layers.getLast();
    }
    layer.map.problem(key, expected);
  }

  /** Reports something else about the key. */
  void remark(String key, String remark) {
    Layer layer = layerOf(key);
    if (layer == null) {
      layer = layers.getLast();
    }
    layer.map.remark(key, remark);
  }

  private @Nullable Layer layerOf(String key, String orElse) {
    known.add(key);
    read.add(new Key(pathOf(key), orElse));
    return layerOf(key);
  }

  private @Nullable Layer layerOf(String key) {
    for (Layer layer : layers.reversed()) {
      if (layer.map.has(key)) {
        return layer;
      }
    }
    return null;
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static long parseBytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      return -1;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "KiB" -> amount << 10;
      case "MiB" -> amount << 20;
      case null, default -> amount;
    };
  }
}
