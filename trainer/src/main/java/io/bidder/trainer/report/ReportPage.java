package io.bidder.trainer.report;

import io.bidder.settings.html.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A report as one HTML file with styles, scripts and figures in it. Its content security policy
 * forbids the browser every request and every script but the two that are named by their hash, so
 * that nothing a log holds can run.
 */
final class ReportPage {
  private static final String CHARTS = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";

  /** Without scripts the tables stand for the charts. */
  private static final String NO_SCRIPT = ".plot { display: none; }";

  private static final JsonMapper JSON = new JsonMapper();

  private ReportPage() {}

  static String of(Report report) {
    String style = own("report.css");
    String charts = chartsScript();
    String script = own("report.js");
    String policy =
        "default-src 'none'; img-src data:; style-src %s %s; script-src %s %s"
            .formatted(hash(style), hash(NO_SCRIPT), hash(charts), hash(script));
    Html html = new Html();
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.open("meta", "http-equiv", "Content-Security-Policy", "content", policy).raw("\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<link rel=\"icon\" href=\"data:,\">\n");
    html.element("title", report.title() + " " + report.version());
    html.raw("<style>").raw(style).raw("</style>\n<noscript><style>").raw(NO_SCRIPT);
    html.raw("</style></noscript>\n</head>\n<body>\n<main>\n");
    html.raw(ReportHtml.body(report));
    html.raw("</main>\n<script type=\"application/json\" id=\"figures\">");
    html.raw(inScript(JSON.writeValueAsString(Map.of("charts", ReportCharts.of(report)))));
    html.raw("</script>\n<script>").raw(charts).raw("</script>\n<script>").raw(script);
    html.raw("</script>\n</body>\n</html>\n");
    return html.toString();
  }

  /** JSON that cannot end the script element it stands in. */
  private static String inScript(String json) {
    return json.replace("<", "\\u003c");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static String own(String name) {
    return text(ReportPage.class.getResourceAsStream(name), name);
  }

  private static String chartsScript() {
    ClassLoader loader = ReportPage.class.getClassLoader();
    Properties properties = new Properties();
    try (InputStream in = loader.getResourceAsStream(CHARTS)) {
      if (in == null) {
        throw new IllegalStateException(CHARTS + " is not on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + CHARTS, e);
    }
    String name =
        "META-INF/resources/webjars/chart.js/%s/dist/chart.umd.min.js"
            .formatted(properties.getProperty("version"));
    String script = text(loader.getResourceAsStream(name), name);
    // Developer tools would go looking for the map.
    return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
  }

  private static String text(@Nullable InputStream resource, String name) {
    try (InputStream in = resource) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
