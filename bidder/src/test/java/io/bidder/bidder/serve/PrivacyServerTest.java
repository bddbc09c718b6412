package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.privacy.TcStrings;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.segment.LogReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server that is a vendor, from its requests to what it keeps of them. */
class PrivacyServerTest {
  private static final String REQUEST =
      """
      {"id": "%s", "imp": [{"id": "i1", "banner": {"w": 300, "h": 250}, "secure": 1}],
       "site": {"domain": "news1.example"},
       "device": {"ua": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0", "geo": {"country": "USA"},
                  "ifa": "4f1c2f9e-0000-4000-8000-000000000001"},
       "user": {"data": [{"segment": [{"id": "cycling"}, {"id": "secret"}]}],
                "consent": "%s"},
       "regs": {"gdpr": 1}}
      """;

  @TempDir private Path directory = Path.of("");

  private List<Happening.Bid> bids() {
    List<Happening.Bid> bids = new ArrayList<>();
    try (LogReader reader = LogReader.openAtStart(directory)) {
      while (reader.next()) {
        if (Event.read(reader.payload()).happening() instanceof Happening.Bid bid) {
          bids.add(bid);
        }
      }
    }
    return bids;
  }

  private static boolean keepsSegments(Happening.Bid bid) {
    return bid.values().stream().anyMatch(value -> value.source().startsWith("user.data"));
  }

  @Test
  void personShouldBeUsedAndKeptAsFarAsConsentAndConfigurationAllow() throws Exception {
    String all = TcStrings.all().encode();
    String notStored = TcStrings.allBut(10).encode();
    String notMeasured = TcStrings.allBut(7).encode();
    String contextual = TcStrings.allBut(4).encode();
    try (RunningBidder bidder =
        new RunningBidder(
            "events.dir=" + directory,
            "events.sync=os",
            "events.requestShare=0",
            "privacy.vendorId=" + TcStrings.VENDOR,
            "privacy.sensitiveSegments=secret",
            "privacy.forbiddenFeatures.site_domain=our own policy")) {
      for (String consent : List.of(all, notStored, notMeasured, contextual, "null")) {
        assertEquals(200, bidder.bid(REQUEST.formatted("r", consent)).statusCode());
      }
      JsonNode told = bidder.explain(REQUEST.formatted("r", all));
      JsonNode features = told.at("/imps/0/features");
      assertEquals("used", features.at("/segments/state").asString());
      assertEquals(1, features.at("/segments/values").size(), "one is sensitive");
      assertEquals("not permitted", features.at("/site_domain/state").asString());
      assertEquals("our own policy", features.at("/site_domain/why").asString());
      assertEquals(0, features.at("/site_domain/id").asInt(-1));
      assertEquals("CONSENT", told.at("/privacy/basis").asString());
      JsonNode limited = bidder.explain(REQUEST.formatted("r", contextual));
      assertEquals("not permitted", limited.at("/imps/0/features/segments/state").asString());
      assertFalse(limited.at("/privacy/uses/segments").asBoolean(true));
      assertTrue(limited.at("/privacy/uses/ids").asBoolean(false));
      JsonNode none = bidder.explain(REQUEST.formatted("r", "${GDPR_CONSENT_755}"));
      assertTrue(none.at("/privacy/personForgotten").asBoolean());
      assertTrue(none.at("/privacy/signals/0").asString().contains("no consent string"));
    }
    List<Happening.Bid> bids = bids();
    assertEquals(
        List.of(true, false, true, false, false),
        bids.stream().map(PrivacyServerTest::keepsSegments).toList());
    assertEquals(
        List.of(true, true, false, true, false),
        bids.stream().map(bid -> !bid.subject().person().isEmpty()).toList());
    for (Happening.Bid bid : bids) {
      assertFalse(bid.values().toString().contains("secret"), bid::toString);
      assertFalse(bid.values().toString().contains("news1"), bid::toString);
    }
  }
}
