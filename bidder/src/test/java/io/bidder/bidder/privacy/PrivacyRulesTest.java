package io.bidder.bidder.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.privacy.PrivacyRules.Signal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrivacyRulesTest {
  private static final ExtraPaths EXTRAS =
      ExtraPaths.of(Set.of("user.ext.recency_days", "device.ext.id", "site.ext.section"));

  private final BidRequest request = new BidRequest();

  PrivacyRulesTest() {
    request.user.id.set("u1");
    request.user.buyeruid.set("b1");
    request.user.segments.add().set("cycling");
    request.user.eids.add().source.set("id.example");
    request.device.ifa.set("AEBE52E7-03EE-455A-B3C4-E57283966239");
    request.device.ip.set("203.0.113.77");
    request.device.ipv6.set("2001:db8:85a3:8d3:1319:8a2e:370:7348");
    request.device.geo.lat = 52.5;
    request.device.geo.lon = 13.4;
    request.device.geo.zip.set("10115");
    request.device.geo.region.set("BE");
    request.device.os.set("iOS");
    for (int i = 0; i < EXTRAS.paths().size(); i++) {
      request.extra.forAdding(i).add().set("x");
    }
  }

  @Test
  void requestShouldBeLeftAloneWhenNothingSignals() {
    Permissions permissions = PrivacyRules.permit(request, EXTRAS);
    assertEquals(
        new Permissions(true, true, true, true, true, Permissions.Basis.NO_SIGNAL), permissions);
    assertEquals("u1", request.user.id.toString());
    assertEquals("203.0.113.77", request.device.ip.toString());
    assertEquals(52.5, request.device.geo.lat);
    assertEquals(List.of(), PrivacyRules.signals(request));
  }

  @Test
  void requestShouldBeLeftAloneWhenThereIsAConsentString() {
    request.regs.gdpr = 1;
    request.user.consent.set("CPXxRfAPXxRfAAfKABENB");
    assertEquals(
        new Permissions(true, true, true, true, true, Permissions.Basis.CONSENT),
        PrivacyRules.permit(request, EXTRAS));
    assertEquals("u1", request.user.id.toString());
  }

  @ParameterizedTest
  @EnumSource
  void personShouldBeForgottenWhenThereIsASignal(Signal signal) {
    switch (signal) {
      case COPPA -> request.regs.coppa = true;
      case LIMITED_TRACKING -> request.device.lmt = true;
      case DO_NOT_TRACK -> request.device.dnt = true;
      case NO_CONSENT -> request.regs.gdpr = 1;
    }
    assertEquals(Permissions.none(), PrivacyRules.permit(request, EXTRAS));
    assertEquals(List.of(signal), PrivacyRules.signals(request));
    assertTrue(request.user.id.isEmpty());
    assertTrue(request.user.buyeruid.isEmpty());
    assertTrue(request.user.segments.isEmpty());
    assertTrue(request.user.eids.isEmpty());
    assertTrue(request.device.ifa.isEmpty());
    assertTrue(Double.isNaN(request.device.geo.lat));
    assertTrue(Double.isNaN(request.device.geo.lon));
    assertTrue(request.device.geo.zip.isEmpty());
    assertEquals("203.0.113.0", request.device.ip.toString());
    assertEquals("2001:db8:85a3::", request.device.ipv6.toString());
    assertTrue(request.extra.get(EXTRAS.indexOf("user.ext.recency_days")).isEmpty());
    assertTrue(request.extra.get(EXTRAS.indexOf("device.ext.id")).isEmpty());
    // What says where and on what, but not who, stays.
    assertEquals("BE", request.device.geo.region.toString());
    assertEquals("iOS", request.device.os.toString());
    assertEquals("x", request.extra.get(EXTRAS.indexOf("site.ext.section")).get(0).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.0",
    "not an address, ''",
    "1.2.3.4.5, ''",
    "'', ''",
  })
  void ipv4ShouldKeep24BitsOrNothing(String sent, String kept) {
    request.device.dnt = true;
    request.device.ip.set(sent);
    PrivacyRules.permit(request, EXTRAS);
    assertEquals(kept, request.device.ip.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::7, 2001:db8::",
    "::1, ::",
    "fe80::1:2:3:4, fe80::",
    "2001:db8:85a3::7, 2001:db8:85a3::",
    "zzz, ''",
    "2001:, ''",
  })
  void ipv6ShouldKeep48BitsOrLess(String sent, String kept) {
    request.device.lmt = true;
    request.device.ipv6.set(sent);
    PrivacyRules.permit(request, EXTRAS);
    assertEquals(kept, request.device.ipv6.toString());
  }
}
