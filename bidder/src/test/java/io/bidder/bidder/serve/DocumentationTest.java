package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.nobid.NoBidReason;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Holds the pages to what the server does and to where things are. */
class DocumentationTest {
  /** Tests run in the module's directory. */
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void httpPageShouldListEveryNoBidReason() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/reference/http.md"));
    for (NoBidReason reason : NoBidReason.values()) {
      String row = "| `" + reason + "` | " + reason.nbr() + " | " + reason.text() + " |";
      assertTrue(page.contains(row), () -> "no row '" + row + "'");
    }
  }

  @Test
  void readmesRequestShouldGetTheReadmesAnswer() throws Exception {
    try (RunningBidder bidder = new RunningBidder()) {
      HttpResponse<String> answer =
          bidder.bid(RunningBidder.withoutHurry(readmeRequest().getBytes(StandardCharsets.UTF_8)));
      assertEquals(200, answer.statusCode());
      assertEquals(withoutIds(block("```json\n", "```")), withoutIds(answer.body()));
    }
  }

  @Test
  void everyLinkShouldLeadToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (String link : matches("\\]\\(([^)#]+)[^)]*\\)", page)) {
        if (!link.contains(":") && !Files.exists(page.resolveSibling(link))) {
          broken.add(ROOT.relativize(page) + ": " + link);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTRIBUTING.md", "docs/architecture.md"})
  void everyPathAndTypeNamedShouldBeThere(String page) throws IOException {
    Set<String> types = new HashSet<>();
    for (Path source : sources("*.java")) {
      types.add(source.getFileName().toString().replace(".java", ""));
    }
    List<String> missing = new ArrayList<>();
    for (String name : matches("`([A-Z]\\w*[a-z]\\w*)`", ROOT.resolve(page))) {
      if (!types.contains(name)) {
        missing.add(name);
      }
    }
    for (String path : matches("`((?:deploy|docs|[.]ci|[.]mvn)/[^`]*)`", ROOT.resolve(page))) {
      if (!Files.exists(ROOT.resolve(path))) {
        missing.add(path);
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void architecturePageShouldNameEveryPackage() throws IOException {
    Path page = ROOT.resolve("docs/architecture.md");
    Set<Path> named = new HashSet<>();
    for (String link : matches("\\]\\(([^)]+)\\)", page)) {
      named.add(page.resolveSibling(link).normalize());
    }
    List<Path> unnamed = new ArrayList<>();
    for (Path source : sources("package-info.java")) {
      if (source.toString().contains("/src/main/") && !named.contains(source.getParent())) {
        unnamed.add(ROOT.relativize(source.getParent()));
      }
    }
    assertEquals(List.of(), unnamed);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String directory :
        List.of("", "docs", "docs/adr", "docs/howto", "docs/reference", "deploy")) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(ROOT.resolve(directory), "*.md")) {
        files.forEach(pages::add);
      }
    }
    return pages;
  }

  private static List<Path> sources(String name) throws IOException {
    PathMatcher matcher = ROOT.getFileSystem().getPathMatcher("glob:" + name);
    List<Path> sources = new ArrayList<>();
    try (DirectoryStream<Path> modules =
        Files.newDirectoryStream(ROOT, module -> Files.isDirectory(module.resolve("src")))) {
      for (Path module : modules) {
        try (Stream<Path> tree = Files.walk(module.resolve("src"))) {
          tree.filter(file -> matcher.matches(file.getFileName())).forEach(sources::add);
        }
      }
    }
    return sources;
  }

  /** The first group of every place in a page. */
  private static List<String> matches(String pattern, Path page) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(page))
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  private static String readmeRequest() throws IOException {
    return block("/openrtb2/bid -d '", "'\n```");
  }

  private static String block(String from, String to) throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    int start = readme.indexOf(from) + from.length();
    return readme.substring(start, readme.indexOf(to, start));
  }

  /** Ids are new each time. */
  private static JsonNode withoutIds(String response) {
    JsonNode json = JsonMapper.shared().readTree(response);
    ((ObjectNode) json).put("bidid", "");
    ((ObjectNode) json.get("seatbid").get(0).get("bid").get(0)).put("id", "");
    return json;
  }
}
