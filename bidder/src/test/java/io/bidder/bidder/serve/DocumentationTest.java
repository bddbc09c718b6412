package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.nobid.NoBidReason;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the pages say is what the server does. */
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
