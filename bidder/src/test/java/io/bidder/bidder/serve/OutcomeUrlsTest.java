package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.notice.KeyRing;
import io.bidder.bidder.notice.Token;
import io.bidder.bidder.notice.TokenKind;
import io.bidder.bidder.notice.TokenReader;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The URLs in bids and ads by which outcomes come back. */
class OutcomeUrlsTest {
  private static final String BANNER = "\"banner\": {\"w\": 300, \"h\": 250}";
  private static final String VIDEO =
      "\"video\": {\"mimes\": [\"video/mp4\"], \"minduration\": 5, \"maxduration\": 60, \"w\":"
          + " 1280, \"h\": 720, \"protocols\": [2, 3, 5, 6, 7, 8], \"linearity\": 1, \"placement\":"
          + " 1}";
  private static final String NATIVE =
      "\"native\": {\"request\":"
          + " \"{\\\"ver\\\":\\\"1.2\\\",\\\"assets\\\":[{\\\"id\\\":1,\\\"required\\\":1,"
          + "\\\"title\\\":{\\\"len\\\":90}}],\\\"eventtrackers\\\":[{\\\"event\\\":1,\\\"methods\\\":[1]}]}\"}";
  private static final Pattern URL =
      Pattern.compile("https://bid\\.example/n/([a-z])/([A-Za-z0-9_-]+)([^\"<\\]]*)");

  @TempDir private Path directory = Path.of("");

  private RunningBidder bidder(String... more) {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "events.dir=" + directory,
                "events.sync=os",
                "http.publicUrl=https://bid.example",
                "exchanges.acme.notices.lurl=false",
                "exchanges.acme.notices.minToWin=false",
                "exchanges.acme.notices.clickMacro=${CLICK_URL}",
                "exchanges.acme.notices.clickEncoding=2"));
    sets.addAll(List.of(more));
    return new RunningBidder(sets.toArray(String[]::new));
  }

  private static JsonNode bid(RunningBidder bidder, String exchange, String slot) throws Exception {
    String json =
        """
        {"id": "r", "imp": [{"id": "1", %s, "secure": 1}], "site": {"domain": "%s"},
         "device": {"ua": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0", "geo": {"country": "USA"}}}
        """
            .formatted(slot, slot.equals(BANNER) ? "news1.example" : "news.test");
    String answer =
        exchange.isEmpty() ? bidder.bid(json).body() : bidder.bid(exchange, json).body();
    return JsonMapper.shared().readTree(answer).path("seatbid").path(0).path("bid").path(0);
  }

  private Token token(char letter, String text) {
    TokenReader reader = new TokenReader(() -> KeyRing.read(directory.resolve("outcome.keys")));
    for (TokenKind kind : TokenKind.values()) {
      if (kind.letter() == letter) {
        return assertInstanceOf(
            Token.class, reader.read(text, kind, System.currentTimeMillis(), 600_000), text);
      }
    }
    throw new AssertionError("a kind " + letter);
  }

  private void assertTells(JsonNode bid, char kind, String query, String text) {
    Matcher url = URL.matcher(text);
    assertTrue(url.find(), text);
    assertEquals(kind, url.group(1).charAt(0));
    assertEquals(query, url.group(3));
    Token token = token(kind, url.group(2));
    assertEquals(bid.path("id").asString(), token.bidId().toString());
    assertEquals(bid.path("cid").asString(), token.subject().campaignId());
    assertEquals(bid.path("crid").asString(), token.subject().creativeId());
    assertEquals(Math.round(bid.path("price").asDouble() * 1e6), token.subject().bidCpmMicros());
  }

  @Test
  void bidShouldHaveTheNoticesThatItsExchangeWants() throws Exception {
    try (RunningBidder bidder = bidder()) {
      JsonNode bid = bid(bidder, "", BANNER);
      String paid = "?price=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}";
      String minimum = "&min=${AUCTION_MIN_TO_WIN}";
      assertTells(bid, 'w', paid + minimum, bid.path("nurl").asString());
      assertTells(bid, 'b', paid, bid.path("burl").asString());
      assertTells(
          bid,
          'l',
          "?loss=${AUCTION_LOSS}&price=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}" + minimum,
          bid.path("lurl").asString());
      JsonNode other = bid(bidder, "acme", BANNER);
      assertTells(other, 'w', paid, other.path("nurl").asString());
      assertFalse(other.has("lurl"));
      assertEquals("acme", token('b', last(other.path("burl").asString())).subject().exchange());
    }
  }

  private static String last(String url) {
    return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
  }

  @Test
  void bannerShouldHaveItsPixelAndItsClickBehindTheExchanges() throws Exception {
    try (RunningBidder bidder = bidder()) {
      JsonNode bid = bid(bidder, "", BANNER);
      String html = bid.path("adm").asString();
      assertTells(
          bid,
          'i',
          "?price=${AUCTION_PRICE}",
          html.substring(html.indexOf("<img src=\"https://bid")));
      assertTells(bid, 'c', "", html.substring(html.indexOf("<a href=")));
      String behind = bid(bidder, "acme", BANNER).path("adm").asString();
      assertTrue(
          behind.contains("<a href=\"${CLICK_URL}https%253A%252F%252Fbid.example%252Fn%252Fc%252F"),
          behind);
    }
  }

  @Test
  void videoShouldHaveTrackersWhereAPlayerLooksForThem() throws Exception {
    try (RunningBidder bidder = bidder()) {
      JsonNode bid = bid(bidder, "", VIDEO);
      Document vast =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(bid.path("adm").asString())));
      Element impression = (Element) vast.getElementsByTagName("Impression").item(0);
      assertTells(bid, 'i', "?price=${AUCTION_PRICE}", impression.getTextContent());
      assertTrue(List.of("InLine", "Wrapper").contains(impression.getParentNode().getNodeName()));
      Element click = (Element) vast.getElementsByTagName("ClickTracking").item(0);
      assertTells(bid, 'c', "", click.getTextContent());
      assertEquals("VideoClicks", click.getParentNode().getNodeName());
    }
  }

  @Test
  void nativeAdShouldHaveOurTrackersFirst() throws Exception {
    try (RunningBidder bidder = bidder()) {
      JsonNode bid = bid(bidder, "", NATIVE);
      JsonNode ad = JsonMapper.shared().readTree(bid.path("adm").asString());
      JsonNode root = ad.has("native") ? ad.path("native") : ad;
      assertTells(
          bid,
          'i',
          "?price=${AUCTION_PRICE}",
          root.path("eventtrackers").path(0).path("url").asString());
      assertTells(bid, 'c', "", root.path("link").path("clicktrackers").path(0).asString());
    }
  }

  @Test
  void urlsShouldHaveThePortThatWasTakenWhenNoneWasNamed() throws Exception {
    try (RunningBidder bidder = new RunningBidder("events.dir=" + directory, "events.sync=os")) {
      JsonNode bid = bid(bidder, "", BANNER);
      URI notice = URI.create(bid.path("burl").asString().replaceAll("\\$\\{[^}]+}", ""));
      assertEquals("localhost", notice.getHost());
      assertEquals(bidder.server().port(), notice.getPort());
      String path = notice.getRawPath() + "?" + notice.getRawQuery();
      assertEquals(200, bidder.get(notice.getPort(), path).statusCode());
      String pixel = "<img src=\"http://localhost:" + bidder.server().port() + "/n/i/";
      assertTrue(bid.path("adm").asString().contains(pixel), bid::toString);
    }
  }

  @Test
  void adShouldLeadStraightToItsPageWhenNothingIsCounted() throws Exception {
    try (RunningBidder bidder = new RunningBidder("http.publicUrl=https://bid.example")) {
      JsonNode bid = bid(bidder, "", BANNER);
      assertFalse(bid.has("nurl"));
      assertFalse(bid.toString().contains("/n/"), bid::toString);
      assertTrue(
          bid.path("adm")
              .asString()
              .matches("(?s).*<a href=\"https://[^\"]+\\.example/[^\"]*\".*"));
    }
  }
}
