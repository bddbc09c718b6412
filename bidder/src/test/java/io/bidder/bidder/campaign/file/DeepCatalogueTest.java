package io.bidder.bidder.campaign.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogues and spots that would exhaust who reads them by recursion or expansion. */
class DeepCatalogueTest {
  private static final VastParser.Promise PROMISE = new VastParser.Promise(true, 15, List.of());

  private static final int DEEP = 200_000;

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"[", "campaigns: [", "{campaigns: ", "- ", "&a [", "? "})
  void readShouldRefuseACatalogueWhenItIsDeep(String opening) throws IOException {
    Path file = directory.resolve("c.yaml");
    for (int depth : new int[] {5_000, DEEP}) {
      Files.writeString(file, opening.repeat(depth));
      InvalidInputException e =
          assertThrows(InvalidInputException.class, () -> CatalogueReader.read(file));
      assertTrue(String.valueOf(e.getMessage()).startsWith(file + ":1: no YAML: "), e::getMessage);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a>",
        "<a b='",
        "<!--",
        "<![CDATA[",
        "<?a ",
        "&lt;",
        "&a;",
        "&#",
        "<!DOCTYPE a [",
        "]]>",
        "<a xmlns='",
        "<a:b>",
        "<a b='1' "
      })
  void parseShouldEndWhenASpotIsDeepOrNone(String part) {
    List<String> problems = new ArrayList<>();
    VastParser.parse(
        "<VAST version='4.3'>" + part.repeat(DEEP),
        PROMISE,
        (line, problem) -> problems.add(problem));
    assertTrue(problems.getLast().startsWith("not well-formed XML"), problems::toString);
  }

  @Test
  void parseShouldReadASpotUpToADepthThatNoneHas() {
    assertEquals(List.of(), problemsOfNested(50));
    assertEquals(1, problemsOfNested(DEEP).size());
  }

  private static List<String> problemsOfNested(int depth) {
    List<String> problems = new ArrayList<>();
    VastParser.parse(
        "<VAST version='4.3'><Ad><InLine>"
            + "<Extension>".repeat(depth)
            + "</Extension>".repeat(depth)
            + "</InLine></Ad></VAST>",
        PROMISE,
        (line, problem) -> problems.add(problem));
    return problems;
  }

  /** The billion laughs, and a file that is none of the ad's business. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE VAST [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
            + "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
            + "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>"
            + "<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>]>",
        "<!DOCTYPE VAST [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE VAST SYSTEM 'file:///dev/zero'>"
      })
  void parseShouldExpandNothingWhenASpotHasEntities(String doctype) {
    List<String> problems = new ArrayList<>();
    VastParser.parse(
        doctype + "<VAST version='4.3'><Ad><InLine><Duration>&e;</Duration></InLine></Ad></VAST>",
        PROMISE,
        (line, problem) -> problems.add(problem));
    assertEquals("expected no DOCTYPE", problems.getFirst());
    assertTrue(problems.stream().noneMatch(p -> p.contains("haha") || p.contains("root:")));
  }

  @Test
  void parseShouldReadOrRefuseWhateverASpotIs() {
    String[] parts = {
      "<", ">", "</", "/>", "&", ";", "&lt;", "&#x41;", "&#0;", "<!", "<!--", "-->", "<![CDATA[",
          "]]>",
      "<?", "?>", "a", "VAST", "Duration", "MediaFile", "=", "'", "\"", " ", "\n", ":", "xmlns",
          "\0",
      "\ud800", "<!DOCTYPE", "[", "]", "version='4.3'", "00:00:15", "http://"
    };
    Random random = new Random(14);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "<VAST version='4.3'>" : "");
      for (int part = random.nextInt(40); part > 0; part--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      VastParser.parse(
          text.toString(), PROMISE, (line, problem) -> assertTrue(line >= -1, problem));
    }
  }
}
