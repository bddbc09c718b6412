package io.bidder.bidder.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdValuesTest {
  private final AdValues ads = new AdValues();
  private final EventWriter event = new EventWriter();
  private int copied;

  /**
   * Ads come back, their campaigns change, the schema changes, and some take turns at a kept place.
   */
  @Test
  void valuesShouldBeThoseOfTheAdAndItsRevision() {
    Random random = new Random(7);
    String schema = "old";
    for (int i = 0; i < 2_000; i++) {
      if (i == 1_000) {
        ads.clear();
        schema = "new";
      }
      Candidate ad = new Candidate();
      ad.creativeSlot = random.nextInt(4) + (random.nextInt(4) == 0 ? AdValues.MAX_KEPT : 0);
      ad.campaignRevision = random.nextInt(3);
      String value = schema + "-" + ad.creativeSlot + "-" + ad.campaignRevision;
      List<Value> expected = new ArrayList<>();
      // Of no known revision, it may be another each time.
      expected.add(new Value.OfText("creative.id", ad.campaignRevision == 0 ? value + i : value));
      if (ad.creativeSlot % 2 == 0) {
        expected.add(new Value.Whole("creative.w", ad.creativeSlot));
      }
      assertEquals(expected, recorded(ad, expected));
    }
    assertTrue(copied > 200, () -> "copied: " + copied);
  }

  private List<Value> recorded(Candidate ad, List<Value> values) {
    event.beginBid(1, 2, 3, 4);
    event.value("site.domain", "a.example");
    if (ads.put(ad, event)) {
      copied++;
    } else {
      int from = event.length();
      for (Value value : values) {
        switch (value) {
          case Value.OfText text -> event.value(text.source(), text.text());
          case Value.Whole whole -> event.value(whole.source(), whole.number());
          case Value.OfNumber number -> event.value(number.source(), number.number());
        }
      }
      ads.keep(ad, event, from);
    }
    event.endBid();
    Event read = Event.read(ByteBuffer.wrap(event.bytes(), 0, event.length()));
    List<Value> all = ((Happening.Bid) read.happening()).values();
    return all.subList(1, all.size());
  }
}
