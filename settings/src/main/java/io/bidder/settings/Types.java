package io.bidder.settings;

import io.bidder.settings.Node.Form;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of values that several inputs have. */
public final class Types {
  /** A text of at least one character. */
  public static final Type<String> TEXT = Type.texts("a text", text -> !text.isEmpty());

  /** A text of more than spaces. */
  public static final Type<String> WORDS = Type.texts("a text", text -> !text.isBlank());

  /** Any text, be it empty. */
  public static final Type<String> ANY_TEXT = Type.texts("a text", text -> true);

  /** True or false. */
  public static final Type<Boolean> FLAG =
      choice(Form.FLAG, names("true", true, "false", false), "one of true, false");

  /** A finite number. */
  public static final Type<Double> NUMBER =
      number("a finite number", -Double.MAX_VALUE, Double.MAX_VALUE);

  /** A day, such as 2026-01-31. */
  public static final Type<LocalDate> DATE =
      Type.of(
          "a date such as 2026-01-31",
          LocalDate.EPOCH,
          text -> {
            try {
              return Optional.of(LocalDate.parse(text));
            } catch (DateTimeParseException e) {
              return Optional.empty();
            }
          });

  /** The address of a server and perhaps a path; its last slash is left out. */
  public static final Type<String> SERVER_URL =
      Type.of(
          "a URL such as https://bid.example.com",
          "",
          text ->
              webAddress(text)
                  .filter(uri -> uri.getQuery() == null && uri.getFragment() == null)
                  .map(uri -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text));

  /** An amount of money in units, read as micros. */
  public static final Type<Long> AMOUNT_MICROS =
      numbers(
          "an amount from 0 to 1000000000, with at most 6 decimals",
          0L,
          text ->
              decimal(text)
                  .filter(amount ->
                      amount.compareTo(BigDecimal.valueOf(1_000_000_000)) <= 0
                          && amount.scale() <= 6)
                  .map(amount -> amount.movePointRight(6).longValueExact()));

  // Longer ones are no amounts, and 1e999999999 would be costly to work with.
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,12}(\\.\\d{1,20})?");

  private static final Pattern BYTES = Pattern.compile("(\\d{1,9})(KiB|MiB)?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(us|ms|s|m|h)");

  private Types() {}

  /** A whole number. */
  public static Type<Integer> integer(int min, int max) {
    Type<Long> wide = integer((long) min, max);
    return numbers(wide.expected(), min, text -> wide.parse(text).map(Long::intValue));
  }

  /** A whole number. */
  public static Type<Long> integer(long min, long max) {
    String range = max >= Integer.MAX_VALUE ? " of at least " + min : " from " + min + " to " + max;
    return numbers(
        "a whole number" + range,
        min,
        text -> {
          try {
            long value = Long.parseLong(text);
            return value >= min && value <= max ? Optional.of(value) : Optional.empty();
          } catch (NumberFormatException e) {
            return Optional.empty();
          }
        });
  }

  /** A number of a range. */
  public static Type<Double> number(double min, double max) {
    return number("a number from " + plain(min) + " to " + plain(max), min, max);
  }

  /** A number of a range that messages call otherwise. */
  public static Type<Double> number(String expected, double min, double max) {
    return numbers(
        expected,
        Math.max(min, 0),
        text -> {
          try {
            double value = Double.parseDouble(text);
            return value >= min && value <= max ? Optional.of(value) : Optional.empty();
          } catch (NumberFormatException e) {
            return Optional.empty();
          }
        });
  }

  private static String plain(double number) {
    return new BigDecimal(String.valueOf(number)).stripTrailingZeros().toPlainString();
  }

  /** A decimal number of 0 or more, without an exponent. */
  public static Type<BigDecimal> decimal(String expected, Function<BigDecimal, Boolean> isOne) {
    return numbers(expected, BigDecimal.ONE, text -> decimal(text).filter(isOne::apply));
  }

  private static Optional<BigDecimal> decimal(String text) {
    return DECIMAL.matcher(text).matches()
        ? Optional.of(new BigDecimal(text).stripTrailingZeros())
        : Optional.empty();
  }

  private static <T> Type<T> numbers(
      String expected, T placeholder, Function<String, Optional<T>> parser) {
    return new Type<>(Form.NUMBER, expected, placeholder, parser, text -> "", String::valueOf);
  }

  /** A size in bytes: a whole number, of KiB or MiB if it says so. */
  public static Type<Integer> bytes(int min, int max) {
    return new Type<>(
        Form.TEXT,
        "a size from " + min + " to " + max + " bytes, such as 64KiB",
        min,
        text -> bytes(text).filter(bytes -> bytes >= min && bytes <= max).map(Long::intValue),
        text -> "",
        bytes ->
            bytes % (1 << 20) == 0
                ? (bytes >> 20) + "MiB"
                : bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : bytes.toString());
  }

  private static Optional<Long> bytes(String text) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "KiB" -> amount << 10;
          case "MiB" -> amount << 20;
          case null, default -> amount;
        });
  }

  /** A time span as people write them: 250us, 100ms, 5s, 2m or 1h. */
  public static Type<Duration> duration(Duration min, Duration max) {
    return new Type<>(
        Form.TEXT,
        "a duration from "
            + show(min)
            + " to "
            + show(max)
            + ", such as 250us, 100ms, 5s, 2m or 1h",
        min,
        text -> duration(text).filter(span -> span.compareTo(min) >= 0 && span.compareTo(max) <= 0),
        text -> "",
        Types::show);
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "us" -> Duration.ofNanos(amount * 1000);
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        });
  }

  /** A time span as people write them. */
  public static String show(Duration duration) {
    if (duration.toNanosPart() % 1_000_000 != 0) {
      return duration.toNanos() / 1000 + "us";
    }
    return duration.toNanosPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }

  /** One of several words. */
  public static <T> Type<T> choice(Map<String, T> byName) {
    return choice(Form.TEXT, byName, "one of " + String.join(", ", byName.keySet()));
  }

  /** The name of an enum's constant, in lower case. */
  public static <E extends Enum<E>> Type<E> choice(Class<E> type) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      byName.put(name(constant), constant);
    }
    return choice(byName);
  }

  /** An enum's constant as files name it. */
  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** One of several words, or what another type reads. */
  public static <T> Type<T> choiceOr(Map<String, T> byName, String what, Type<T> other) {
    return Type.of(
            String.join(", ", byName.keySet()) + " or " + what,
            byName.values().iterator().next(),
            text -> Optional.ofNullable(byName.get(text)).or(() -> other.parse(text)))
        .hinting(text -> Suggestions.didYouMean(text, byName.keySet()));
  }

  private static <T> Type<T> choice(Form form, Map<String, T> byName, String expected) {
    return new Type<>(
        form,
        expected,
        byName.values().iterator().next(),
        text -> Optional.ofNullable(byName.get(text)),
        text -> Suggestions.didYouMean(text, byName.keySet()),
        value ->
            byName.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow());
  }

  /** Two names of something, in the order in which messages have them. */
  public static <T> Map<String, T> names(String first, T one, String second, T two) {
    Map<String, T> names = new LinkedHashMap<>();
    names.put(first, one);
    names.put(second, two);
    return names;
  }

  /** A code that is one of many. */
  public static Type<String> code(String expected, Set<String> known) {
    return Type.texts(expected, known::contains);
  }

  /** The address, if it is an absolute one of the web. */
  public static Optional<URI> webAddress(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
