package io.bidder.bidder.campaign.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and the reader of catalogues know the same keys of every mapping. */
class CatalogueReferenceTest {
  private static final Path PAGE = Path.of("../docs/reference/catalogue.md");

  /** A key that nothing knows, so that the problem lists those that are known. */
  private static final String EVERY_MAPPING =
      """
      zzzz: 1
      advertisers: [{zzzz: 1, caps: [{zzzz: 1}], dsa: {zzzz: 1, transparency: [{zzzz: 1}]}}]
      groups: [{zzzz: 1, budget: {zzzz: 1}}]
      campaigns:
        - zzzz: 1
          flight: {zzzz: 1}
          economics: {zzzz: 1}
          budget: {zzzz: 1}
          target: {zzzz: 1}
          caps: [{zzzz: 1}]
          targeting: {zzzz: 1, near: [{zzzz: 1}], operatingSystems: [{zzzz: 1}], age: {zzzz: 1}}
          creatives:
            - {zzzz: 1, banner: {zzzz: 1}, caps: [{zzzz: 1}]}
            - {video: {zzzz: 1}}
            - {audio: {zzzz: 1}}
            - {native: {zzzz: 1, images: [{zzzz: 1}], data: {zzzz: 1}}}
      """;

  private static final Pattern UNKNOWN =
      Pattern.compile(".*c\\.yaml:\\d+: (.*)z{4}: unknown key, expected one of (.*)");

  /** Sections of the page by the mapping that they tell of. */
  private static final Map<String, String> MAPPINGS =
      Map.ofEntries(
          Map.entry("advertisers", "advertisers."),
          Map.entry("dsa", "advertisers.dsa."),
          Map.entry("groups", "groups."),
          Map.entry("campaigns", "campaigns."),
          Map.entry("economics", "campaigns.economics."),
          Map.entry("budget", "campaigns.budget."),
          Map.entry("target", "campaigns.target."),
          Map.entry("caps", "campaigns.caps."),
          Map.entry("targeting", "campaigns.targeting."),
          Map.entry("creatives", "campaigns.creatives."),
          Map.entry("banner", "campaigns.creatives.banner."),
          Map.entry("video", "campaigns.creatives.video."),
          Map.entry("audio", "campaigns.creatives.audio."),
          Map.entry("native", "campaigns.creatives.native."));

  private static final Pattern ROW = Pattern.compile("\\| (`.*?) \\| ?(.*?) ?\\|");
  private static final Pattern KEY = Pattern.compile("`([a-zA-Z0-9.]+)`");
  private static final Pattern OTHER_KEY = Pattern.compile("or `([a-zA-Z]+)`, which");
  private static final Pattern KEYS_BELOW = Pattern.compile("`\\{([a-zA-Z0-9, ]+)}`.*");

  @TempDir private Path directory = Path.of("");

  @Test
  void pageShouldListTheKeysThatTheReaderKnows() throws IOException {
    Set<String> page = new TreeSet<>();
    String mapping = "";
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (line.startsWith("#")) {
        String heading = line.replaceFirst("#+ ", "");
        mapping = MAPPINGS.getOrDefault(heading, "");
        if (line.startsWith("## ") && !heading.equals("creatives") && !heading.equals("Limits")) {
          page.add(heading);
        }
      } else if (!mapping.isEmpty() && row.matches()) {
        List<String> keys = found(KEY, row.group(1));
        for (String key : keys) {
          page.add(mapping + key);
        }
        for (String key : found(OTHER_KEY, row.group(2))) {
          page.add(mapping + key);
        }
        for (String below : found(KEYS_BELOW, row.group(2))) {
          for (String key : below.split(", ", -1)) {
            page.add(mapping + keys.getFirst() + "." + key);
          }
        }
      }
    }
    for (String key : List.copyOf(page)) {
      for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
        page.add(key.substring(0, dot));
      }
    }
    assertEquals(String.join("\n", keysOfTheReader()), String.join("\n", page));
  }

  private Set<String> keysOfTheReader() throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, EVERY_MAPPING);
    String problems =
        String.valueOf(
            assertThrows(InvalidInputException.class, () -> CatalogueReader.read(file))
                .getMessage());
    Set<String> keys = new TreeSet<>();
    int mappings = 0;
    for (String problem : problems.split("\n", -1)) {
      Matcher unknown = UNKNOWN.matcher(problem);
      if (unknown.matches()) {
        mappings++;
        for (String key : unknown.group(2).split(", ", -1)) {
          keys.add(unknown.group(1).replaceAll("\\[\\d+]", "") + key);
        }
      }
    }
    assertEquals(EVERY_MAPPING.split("z{4}", -1).length - 1, mappings, problems);
    return keys;
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }
}
