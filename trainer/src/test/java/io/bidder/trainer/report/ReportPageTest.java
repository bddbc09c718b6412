package io.bidder.trainer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.schema.Head;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportPageTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;

  private String page(Report report) throws IOException {
    Path file = directory.resolve("report.html");
    ReportWriter.html(report, file);
    return Files.readString(file);
  }

  @Test
  void pageShouldAskForNothingFromOutside() throws IOException {
    String page = page(Samples.report("dlrm", 5_000, 1.5));
    String markup = withoutScripts(page);
    Matcher reference =
        Pattern.compile("(?:src|href|action|url)\\s*[=(]\\s*\"?([^\"'>)]*)").matcher(markup);
    while (reference.find()) {
      assertEquals("data:,", reference.group(1));
    }
    assertFalse(markup.contains("@import"), "styles import nothing");
    assertFalse(page.contains("sourceMappingURL"), "no map to look for");
    assertTrue(page.contains("default-src &#39;none&#39;"), "the browser forbids what is left");
  }

  @Test
  void policyShouldNameTheHashOfEveryScriptAndStyle() throws Exception {
    String page = page(Samples.report("dlrm", 5_000, 1.5));
    Matcher policy =
        Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(page);
    assertTrue(policy.find());
    List<String> blocks = blocks(page, "<script>(.*?)</script>");
    blocks.addAll(blocks(page, "<style>(.*?)</style>"));
    assertEquals(4, blocks.size());
    for (String block : blocks) {
      assertTrue(policy.group(1).contains("&#39;sha256-" + sha256(block) + "&#39;"), block);
    }
  }

  @Test
  void pageShouldBeginWithTheVerdict() throws IOException {
    String page = page(Samples.report("dlrm", 5_000, 1.5));

    int verdict = page.indexOf("<section class=\"verdict serve-with-care\"");
    assertTrue(verdict > 0 && verdict < page.indexOf("<code>"), "before all but the title");
    assertTrue(page.contains("<h2 id=\"verdict\">Serve with care</h2>"));
  }

  @Test
  void pageShouldShowTextOfALogAsText() throws IOException {
    String evil = "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>";
    Report report =
        Report.builder(evil, evil)
            .logFiles(List.of(evil))
            .slice(evil, 1)
            .head(Head.CTR, HeadMetrics.of(new float[] {0.1f, 0.2f}, new float[] {0, 1}, null))
            .baseline(
                evil, Head.CTR, HeadMetrics.of(new float[] {0.2f, 0.1f}, new float[] {0, 1}, null))
            .caution(evil)
            .note(evil)
            .setting(evil, evil)
            .feature(new Report.FeatureRow(evil, evil, 1, null))
            .build();
    String page = page(report);
    assertFalse(page.contains("<img") || page.contains("<script>alert"), "escaped everywhere");
    assertEquals(3, blocks(page, "<script[^>]*>(.*?)</script>").size());
    JsonNode roc = figures(page).get("charts").get(0);
    assertEquals(Figures.words(evil), roc.get("series").get(1).get("name").stringValue());
  }

  @Test
  void chartsShouldHaveACanvasADescriptionAndATableEach() throws IOException {
    String page = page(Samples.report("dlrm", 20_000, 1.5));
    Set<String> kinds = new HashSet<>();
    for (JsonNode chart : figures(page).get("charts")) {
      String id = chart.get("id").stringValue();
      kinds.add(chart.get("kind").stringValue());
      assertTrue(page.contains("<canvas id=\"" + id + "\" role=\"img\" aria-label="), id);
      assertTrue(page.contains("id=\"" + id + "-about\""), id);
      assertFalse(chart.toString().contains("NaN"), id);
    }
    assertEquals(
        Set.of("roc", "precisionRecall", "reliability", "lift", "histogram", "training"), kinds);
    assertEquals(11, blocks(page, "<canvas id=([^>]*)>").size(), "five a head, and the training");
    assertEquals(
        11, blocks(page, "<table>(.*?)</table>").size() - 4, "and four tables of their own");
    assertTrue(page.contains("lowest, 0."), "the training says where the stopping loss was lowest");
  }

  @Test
  void pageShouldShowWarningsAndDoWithoutChartsWhenThereIsOneClass() throws IOException {
    Report report =
        Report.builder("dlrm", "v1")
            .head(Head.CTR, HeadMetrics.of(new float[300], new float[300], null))
            .build();
    String page = page(report);
    assertEquals(0, figures(page).get("charts").size());
    assertTrue(page.contains("ctr: all 300 rows have one label"), "warned");
    assertFalse(page.contains("<canvas"), "no empty charts");
  }

  private static String withoutScripts(String page) {
    return Pattern.compile("<script.*?</script>", Pattern.DOTALL).matcher(page).replaceAll("");
  }

  private static JsonNode figures(String page) {
    return JSON.readTree(
        blocks(page, "<script type=\"application/json\" id=\"figures\">(.*?)</script>").getFirst());
  }

  private static List<String> blocks(String page, String pattern) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(digest);
  }
}
