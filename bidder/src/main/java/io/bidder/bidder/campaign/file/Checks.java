package io.bidder.bidder.campaign.file;

import io.bidder.settings.YamlMap;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What several parts of a catalogue file have in common: ids, domains, amounts, sizes. */
final class Checks {
  static final int MAX_ID_CHARS = 128;

  /** Values of one list. */
  static final int MAX_VALUES = 100_000;

  /** Pixels of a side. */
  static final int MAX_SIDE = 10_000;

  private static final BigDecimal MAX_AMOUNT = BigDecimal.valueOf(1_000_000_000);
  private static final int MICRO_DECIMALS = 6;
  private static final Pattern DOMAIN = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)+");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  /** Ids taken, by what they are ids of. */
  private final Map<String, Set<String>> taken = new HashMap<>();

  /** A width and a height. */
  record Size(int w, int h) {}

  /** The id, which nothing of the same kind may have. */
  String uniqueId(YamlMap map, String key, String kind) {
    String id = map.requiredText(key);
    if (id.length() > MAX_ID_CHARS) {
      map.problem(key, "an id of at most " + MAX_ID_CHARS + " characters");
    } else if (!id.isEmpty() && !taken.computeIfAbsent(kind, _ -> new HashSet<>()).add(id)) {
      map.problem(key, "an id that no " + kind + " before it has");
    }
    return id;
  }

  /** The key's list of mappings, which must not be empty. */
  static List<YamlMap> requiredMaps(YamlMap map, String key) {
    if (!map.has(key)) {
      map.missing(key);
      return List.of();
    }
    List<YamlMap> maps = map.maps(key);
    if (maps.isEmpty()) {
      map.remark(key, "nothing in the list, expected at least one");
    }
    return maps;
  }

  /** The key's list of texts, none of them empty. */
  static List<String> texts(YamlMap map, String key) {
    return texts(map, key, text -> !text.isBlank(), "a text");
  }

  /** The key's list of texts, all of which must be as expected. */
  static List<String> texts(YamlMap map, String key, Predicate<String> isValid, String expected) {
    List<String> texts = map.texts(key);
    if (texts.size() > MAX_VALUES) {
      map.remark(key, texts.size() + " values, expected at most " + MAX_VALUES);
      return List.of();
    }
    for (String text : texts) {
      if (!isValid.test(text)) {
        map.remark(key, "'" + text + "' is one of the values, expected " + expected);
      }
    }
    return texts;
  }

  static String domain(YamlMap map, String key) {
    String domain = map.requiredText(key).toLowerCase(Locale.ROOT);
    if (!domain.isEmpty() && !isDomain(domain)) {
      map.problem(key, "a domain such as shop.example");
    }
    return domain;
  }

  /** Domains, or whole top-level domains, to be found in. */
  static List<String> domains(YamlMap map, String key) {
    List<String> domains = new ArrayList<>();
    String expected = "a domain such as news.example";
    for (String text : texts(map, key, t -> isDomain("any." + t), expected)) {
      domains.add(text.toLowerCase(Locale.ROOT));
    }
    return domains;
  }

  private static boolean isDomain(String text) {
    return DOMAIN.matcher(text.toLowerCase(Locale.ROOT)).matches();
  }

  /** An amount of money in units, as micros. */
  static long amountMicros(YamlMap map, String key, long orElse) {
    String text = map.text(key);
    if (text == null) {
      return orElse;
    }
    try {
      BigDecimal amount = new BigDecimal(text);
      if (amount.signum() >= 0
          && amount.compareTo(MAX_AMOUNT) <= 0
          && amount.stripTrailingZeros().scale() <= MICRO_DECIMALS) {
        return amount.movePointRight(MICRO_DECIMALS).longValueExact();
      }
    } catch (NumberFormatException e) {
      // Reported below, as an amount out of range is.
    }
    map.problem(
        key,
        "an amount from 0 to " + MAX_AMOUNT + ", with at most " + MICRO_DECIMALS + " decimals");
    return orElse;
  }

  static boolean bool(YamlMap map, String key, boolean orElse) {
    Map<String, Boolean> choices = new LinkedHashMap<>();
    choices.put("true", true);
    choices.put("false", false);
    return map.choice(key, choices, orElse);
  }

  /** A required size such as 300x250. */
  static Size size(YamlMap map, String key) {
    String text = map.requiredText(key);
    Matcher matcher = SIZE.matcher(text);
    if (matcher.matches()) {
      Size size = new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
      if (size.w > 0 && size.w <= MAX_SIDE && size.h > 0 && size.h <= MAX_SIDE) {
        return size;
      }
    }
    if (!text.isEmpty()) {
      map.problem(key, "a size such as 300x250, sides from 1 to " + MAX_SIDE);
    }
    return new Size(1, 1);
  }

  /** Further values for a model's features. */
  static Map<String, String> values(YamlMap map, String key) {
    Map<String, String> values = new LinkedHashMap<>();
    YamlMap entries = map.map(key);
    for (String name : entries.keys()) {
      values.put(name, entries.requiredText(name));
    }
    return values;
  }
}
