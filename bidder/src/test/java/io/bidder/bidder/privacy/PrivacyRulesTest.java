package io.bidder.bidder.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyRulesTest {
  private static final ExtraPaths EXTRAS =
      ExtraPaths.of(Set.of("user.ext.recency_days", "device.ext.id", "site.ext.section"));

  private final BidRequest request = new BidRequest();
  private final PrivacyRules rules =
      new PrivacyRules(
          new PrivacyConfig(TcStrings.VENDOR, Set.of(1, 2, 3, 4, 7, 10), Set.of(), Set.of()));

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
  void requestShouldBeLeftAloneButForTheEndOfItsAddressWhenNothingSignals() {
    assertEquals(Permissions.everything(), rules.permit(request, EXTRAS));
    assertEquals("u1", request.user.id.toString());
    assertEquals("203.0.113.0", request.device.ip.toString());
    assertEquals(52.5, request.device.geo.lat);
    assertEquals(List.of(), rules.signals(request));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void personShouldBeForgottenWhenAConsentIsNone(int vendor) {
    for (String none : new String[] {"0", "null", "${GDPR_CONSENT_755}", "1", "CPXxRfAPXxRfAA"}) {
      request.regs.gdpr = 1;
      request.user.consent.set(none);
      PrivacyRules of = vendor == 0 ? rules : new PrivacyRules(PrivacyConfig.defaults());
      assertEquals(Permissions.none(), of.permit(request, EXTRAS));
      assertEquals(List.of(Signal.NO_CONSENT), of.signals(request));
      assertForgotten();
    }
  }

  @Test
  void requestShouldBeLeftAloneWhenEverythingIsConsentedTo() {
    request.regs.gdpr = 1;
    request.user.consent.set(TcStrings.all().encode());
    Permissions permissions = rules.permit(request, EXTRAS);
    assertTrue(permissions.allowsEverything());
    assertEquals(Permissions.Basis.CONSENT, permissions.basis());
    assertEquals("u1", request.user.id.toString());
    assertEquals(List.of(), rules.signals(request));
  }

  @Test
  void everyConsentShouldHaveToAllowWhenThereAreSeveral() {
    String all = TcStrings.all().encode();
    String some = TcStrings.all().without(4).encode();
    request.regs.gdpr = 1;
    request.user.consent.set(all);
    request.user.consentInExt.set(some);
    assertFalse(rules.permit(request, EXTRAS).allows(Use.SEGMENTS));
    assertTrue(request.user.segments.isEmpty());
    assertEquals("u1", request.user.id.toString());
    assertEquals(List.of(Signal.CONSENT_LIMITED), rules.signals(request));
    request.user.consentInExt.set("null");
    assertTrue(rules.permit(request, EXTRAS).allowsEverything());
    request.regs.gpp.set("DBABMA~" + some);
    assertFalse(rules.permit(request, EXTRAS).allows(Use.SEGMENTS));
    request.user.consent.clear();
    request.regs.gpp.set("DBABMA~" + all);
    assertTrue(rules.permit(request, EXTRAS).allowsEverything());
  }

  @Test
  void consentShouldBeObeyedWhenItIsNotSaidWhetherGdprApplies() {
    request.user.consent.set(TcStrings.all().without(1).encode());
    assertFalse(rules.permit(request, EXTRAS).allows(Use.IDS));
    assertTrue(request.user.id.isEmpty());
    request.user.consent.set("null");
    assertTrue(rules.permit(request, EXTRAS).allowsEverything());
    request.regs.gdpr = 0;
    request.user.consent.set(TcStrings.all().without(1).encode());
    assertTrue(rules.permit(request, EXTRAS).allowsEverything());
    request.regs.gppSid.add(2);
    request.regs.gpp.set("DBABMA~" + TcStrings.all().encode());
    assertFalse(rules.permit(request, EXTRAS).allows(Use.IDS), "GPP says that it applies");
  }

  @ParameterizedTest
  @CsvSource({
    "1YNN, true",
    "1ynn, true",
    "1---, true",
    "1YYN, false",
    "1yyn, false",
    "1-Y-, false",
    "1NNN, false",
    "2YNN, false",
    "null, false",
    "1YN, false",
    "1Y?N, false",
    "${US_PRIVACY}, false",
    "?, false",
  })
  void personShouldBeForgottenWhenUsPrivacyOptsOutOrIsNone(String text, boolean allowed) {
    request.regs.usPrivacy.set(text);
    assertEquals(allowed, rules.permit(request, EXTRAS).allowsEverything());
    request.regs.usPrivacy.set("1YNN");
    request.regs.usPrivacyInExt.set(text);
    assertEquals(allowed, rules.permit(request, EXTRAS).allowsEverything());
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "2, false", "3, true", "4, false", "-1, false"})
  void personShouldBeForgottenWhenAnAppMayNotTrack(int atts, boolean allowed) {
    request.device.atts = atts;
    assertEquals(allowed, rules.permit(request, EXTRAS).allowsEverything());
  }

  @Test
  void personShouldBeForgottenWhenASectionThatAppliesIsNotThere() {
    request.regs.gppSid.add(7);
    assertEquals(Permissions.none(), rules.permit(request, EXTRAS));
    assertEquals(List.of(Signal.GPP_NOT_READ), rules.signals(request));
    request.regs.gpp.set("null");
    assertEquals(Permissions.none(), rules.permit(request, EXTRAS));
  }

  @Test
  void everythingOfAPersonShouldBeForgottenWhenASignalSaysSo() {
    request.regs.gpc = true;
    assertEquals(Permissions.none(), rules.permit(request, EXTRAS));
    assertEquals(List.of(Signal.GLOBAL_PRIVACY_CONTROL), rules.signals(request));
    assertForgotten();
  }

  private void assertForgotten() {
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

  @Test
  void permittingShouldAllocateNothingWhenItsStringsAreKnown() {
    request.regs.gdpr = 1;
    request.user.consent.set(TcStrings.all().encode());
    request.regs.gpp.set("DBABTA~1YNN");
    request.regs.usPrivacy.set("1YNN");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        rules.permit(request, EXTRAS);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < 1_000, least + " bytes a thousand requests");
  }

  @Test
  void consentShouldBeTheRightOneWhenMoreAreSeenThanAreKept() {
    for (int round = 0; round < 2; round++) {
      for (int vendor = 1; vendor < 6_000; vendor += 2) {
        request.user.consent.set(
            TcStrings.all().vendors(vendor % 4 == 1 ? TcStrings.VENDOR : 1, vendor).encode());
        assertEquals(
            vendor % 4 == 1 || vendor == TcStrings.VENDOR,
            rules.permit(request, EXTRAS).allows(Use.MEASURE),
            "vendor " + vendor);
      }
    }
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
    rules.permit(request, EXTRAS);
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
    rules.permit(request, EXTRAS);
    assertEquals(kept, request.device.ipv6.toString());
  }
}
