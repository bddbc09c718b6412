package io.bidder.bidder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page and the code name the same keys in the same order, with the same defaults. */
class ConfigurationReferenceTest {
  private static final Path PAGE = Path.of("../docs/reference/configuration.md");
  private static final Pattern ROW = Pattern.compile("\\| `([a-zA-Z.]+)` \\| (.*?) \\| (.+) \\|");

  @Test
  void pageShouldListEveryKeyWithItsDefaultAndMeaning() throws IOException {
    List<String> page = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        page.add(row.group(1) + " = " + row.group(2));
      }
    }
    List<String> code =
        ServerConfig.load(null, List.of(), Path.of("")).keys().stream()
            .map(key ->
                key.path() + " = " + (key.orElse().isEmpty() ? "none" : "`" + key.orElse() + "`"))
            .toList();
    assertEquals(String.join("\n", code), String.join("\n", page));
  }
}
