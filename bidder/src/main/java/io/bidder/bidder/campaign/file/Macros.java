package io.bidder.bidder.campaign.file;

import io.bidder.bidder.response.Macro;
import io.bidder.settings.Suggestions;
import io.bidder.settings.YamlMap;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@link Macro}s of markup and URLs. A script's own {@code ${name}} in lower case is none. */
final class Macros {
  private static final List<String> KNOWN = Arrays.stream(Macro.values()).map(Macro::name).toList();

  private static final Pattern MACRO = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(:[A-Z0-9]+)?}");

  private Macros() {}

  /** Reports every macro that no exchange would know. */
  static void check(YamlMap map, String key, String text) {
    Matcher matcher = MACRO.matcher(text);
    while (matcher.find()) {
      String name = matcher.group(1);
      String encoding = matcher.group(2);
      if (!KNOWN.contains(name)) {
        String hint = Suggestions.didYouMean(name, KNOWN);
        map.remark(
            key,
            "unknown macro '"
                + matcher.group()
                + "'"
                + (hint.isEmpty() ? ", expected one of " + String.join(", ", KNOWN) : hint));
      } else if (encoding != null && !encoding.equals(":B64")) {
        map.remark(
            key, "unknown encoding in '" + matcher.group() + "', expected ${" + name + ":B64}");
      }
    }
  }

  /** The text with something harmless for each macro. */
  static String filled(String text) {
    return MACRO.matcher(text).replaceAll("0");
  }
}
