package io.bidder.bidder.config;

import io.bidder.settings.YamlMap;
import io.bidder.settings.YamlProblems;
import org.jspecify.annotations.Nullable;

/** {@code --set key=value}: one key of the configuration as an option. */
final class SetOption {
  private SetOption() {}

  /** The mapping that the option stands for; null, and a problem, where it stands for none. */
  static @Nullable YamlMap parse(String set, YamlProblems problems) {
    YamlProblems own = problems.of("--set " + set, false);
    int equals = set.indexOf('=');
    String key = equals < 0 ? "" : set.substring(0, equals).strip();
    if (!key.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")) {
      own.add(1, "expected key=value, such as http.port=0");
      return null;
    }
    // A flow mapping of quoted texts, so that nothing in the value is taken for YAML.
    String[] parts = key.split("\\.", -1);
    StringBuilder yaml = new StringBuilder();
    for (String part : parts) {
      yaml.append("{\"").append(part).append("\": ");
    }
    yaml.append('"');
    quote(set.substring(equals + 1).strip(), yaml);
    yaml.append('"').append("}".repeat(parts.length));
    return YamlMap.parse(yaml.toString(), own);
  }

  private static void quote(String value, StringBuilder out) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7F) {
        out.append(String.format("\\x%02x", (int) c));
      } else {
        out.append(c);
      }
    }
  }
}
