package io.bidder.bidder.campaign.targeting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.modelstore.testing.Cases;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TargetedRequestTest {
  @Test
  void hourAndAgeShouldBeThoseOfTheCalendar() {
    BidRequest request = new BidRequest();
    TargetedRequest targeted = new TargetedRequest();
    Cases.forAll(
        20261130,
        10_000,
        draw -> {
          long epochMillis = draw.longBetween(-4_000_000_000_000L, 4_000_000_000_000L);
          request.device.geo.utcoffsetMinutes = draw.intBetween(-840, 840);
          request.user.yob = draw.intBetween(1850, 2150);
          targeted.set(request, "default", epochMillis);

          Instant now = Instant.ofEpochMilli(epochMillis);
          OffsetDateTime local =
              now.plusSeconds(60L * request.device.geo.utcoffsetMinutes).atOffset(ZoneOffset.UTC);
          assertEquals(
              24 * (local.getDayOfWeek().getValue() - 1) + local.getHour(), targeted.hourOfWeek());
          assertEquals(now.atOffset(ZoneOffset.UTC).getYear() - request.user.yob, targeted.age());
        });
  }
}
