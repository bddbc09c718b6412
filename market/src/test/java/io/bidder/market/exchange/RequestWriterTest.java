package io.bidder.market.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.iabtcf.decoder.TCString;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.World;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RequestWriterTest {
  private static final int AUCTIONS = 1_500;
  private static final World WORLD = World.of(World.DEFAULT_SEED);
  private static final Asks ASKS = new Asks(WORLD, Markets.options(9, AUCTIONS, 0.5));
  private static final RequestWriter WRITER = new RequestWriter("bidder.test:80", "/bid", 120);

  @Test
  void requestsOfEveryKindShouldBeValid() throws IOException {
    OpenRtbSchemas schemas = OpenRtbSchemas.require();
    Set<String> kinds = new TreeSet<>();
    for (long i = 0; i < AUCTIONS; i++) {
      Ask ask = ASKS.at(i);

      String json = WRITER.json(ask);

      schemas.assertRequest(json);
      JsonNode request = JsonMapper.shared().readTree(json);
      kinds.add(request.has("app") ? "app" : "site");
      kinds.add("at " + request.path("at").asInt());
      kinds.add(request.path("imp").size() + " imps");
      kinds.add(ask.consent().name());
      kinds.add(request.has("bcat") ? "bcat" : "no bcat");
      for (JsonNode imp : request.path("imp")) {
        for (String kind : List.of("banner", "video", "native", "pmp")) {
          if (imp.has(kind)) {
            kinds.add(kind);
          }
        }
        if (imp.has("native")) {
          JsonNode ad = JsonMapper.shared().readTree(imp.at("/native/request").asString());
          assertEquals(3, ad.path("assets").size());
        }
      }
    }
    assertEquals(
        Set.of(
            "1 imps",
            "2 imps",
            "GIVEN",
            "NOT_NEEDED",
            "REFUSED",
            "app",
            "at 1",
            "at 2",
            "banner",
            "bcat",
            "native",
            "no bcat",
            "pmp",
            "site",
            "video"),
        kinds);
  }

  @Test
  void requestShouldSayWhatIsAsked() {
    for (long i = 0; i < AUCTIONS; i++) {
      Ask ask = ASKS.at(i);
      JsonNode request = JsonMapper.shared().readTree(WRITER.json(ask));
      assertEquals(ask.id(), request.path("id").asString());
      assertEquals(120, request.path("tmax").asInt());
      assertEquals(ask.isApp(), request.has("app"));
      assertEquals(
          ask.consent() == Ask.Consent.NOT_NEEDED ? 0 : 1, request.at("/regs/gdpr").asInt());
      assertEquals(
          ask.blocked(), request.path("bcat").valueStream().map(JsonNode::asString).toList());
      for (Slot slot : ask.slots()) {
        JsonNode imp = request.path("imp").path(slot.number());
        assertEquals(slot.impId(), imp.path("id").asString());
        assertEquals(slot.floorCpm(), imp.path("bidfloor").asDouble());
        assertEquals(slot.deal(), imp.at("/pmp/deals/0/id").asString(""));
        assertEquals(slot.firstPrice() ? 1 : 2, request.path("at").asInt());
      }
    }
  }

  @Test
  void bytesShouldBeTheRequestWhetherZippedOrNot() throws IOException {
    Set<Boolean> zipped = new HashSet<>();
    for (long i = 0; i < 50; i++) {
      Ask ask = ASKS.at(i);
      byte[] bytes = WRITER.write(ask);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int headEnd = text.indexOf("\r\n\r\n") + 4;
      List<String> lines = text.substring(0, headEnd).strip().lines().toList();
      Map<String, String> headers =
          lines.stream()
              .skip(1)
              .map(line -> line.split(": ", 2))
              .collect(Collectors.toMap(line -> line[0], line -> line[1]));
      byte[] body = Arrays.copyOfRange(bytes, headEnd, bytes.length);

      assertEquals("POST /bid HTTP/1.1", lines.getFirst());
      assertEquals("bidder.test:80", headers.get("Host"));
      assertEquals("2.6", headers.get("x-openrtb-version"));
      assertEquals(Long.toString(ask.timeMillis()), headers.get("X-Market-Time"));
      assertEquals(body.length, Integer.parseInt(headers.getOrDefault("Content-Length", "-1")));
      assertEquals(ask.zipped(), "gzip".equals(headers.get("Content-Encoding")));
      if (ask.zipped()) {
        body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
      }
      assertEquals(WRITER.json(ask), new String(body, StandardCharsets.UTF_8));
      zipped.add(ask.zipped());
    }
    assertEquals(Set.of(true, false), zipped);
  }

  @Test
  void consentsShouldSayWhatPeopleAgreedTo() {
    Set<Ask.Consent> seen = new HashSet<>();
    for (long i = 0; i < 300; i++) {
      Ask ask = ASKS.at(i);
      JsonNode request = JsonMapper.shared().readTree(WRITER.json(ask));
      String text = request.at("/user/consent").asString("");
      seen.add(ask.consent());
      if (ask.consent() == Ask.Consent.NOT_NEEDED) {
        assertEquals("", text);
        continue;
      }
      TCString consent = TCString.decode(text);
      assertEquals(2, consent.getVersion());
      assertEquals(4, consent.getTcfPolicyVersion());
      assertEquals(Instant.ofEpochMilli(MarketClock.START_MILLIS), consent.getCreated());
      boolean given = ask.consent() == Ask.Consent.GIVEN;
      assertEquals(given ? upTo(11) : Set.of(), consent.getPurposesConsent().toSet());
      assertEquals(given ? upTo(1_000) : Set.of(), consent.getVendorConsent().toSet());
      assertTrue(consent.isServiceSpecific());
    }
    assertEquals(Set.of(Ask.Consent.values()), seen);
  }

  private static Set<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().collect(Collectors.toSet());
  }
}
