package io.bidder.bidder.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.iabtcf.v2.RestrictionType;
import io.bidder.bidder.config.PrivacyConfig;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentTest {
  private static final PrivacyConfig TERMS = terms("1, 2, 3, 4, 7, 10", "", "");

  private static PrivacyConfig terms(String consent, String interest, String flexible) {
    return new PrivacyConfig(TcStrings.VENDOR, ids(consent), ids(interest), ids(flexible));
  }

  private static Set<Integer> ids(String list) {
    return list.isEmpty()
        ? Set.of()
        : java.util.Arrays.stream(list.split(", "))
            .map(Integer::valueOf)
            .collect(java.util.stream.Collectors.toSet());
  }

  private static boolean measures(TcStrings string, PrivacyConfig terms) {
    return allows(string, Use.MEASURE, terms);
  }

  private static boolean allows(TcStrings string, Use use, PrivacyConfig terms) {
    Consent consent = Consent.read(string.encode(), terms);
    assertEquals(Consent.State.READ, consent.state());
    return (consent.allowed() & use.bit()) != 0;
  }

  @Test
  void everythingShouldBeAllowedWhenAPersonAgreesToAll() {
    assertEquals(
        new Consent(Consent.State.READ, Use.ALL), Consent.read(TcStrings.all().encode(), TERMS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "1",
        "755",
        "null",
        "undefined",
        "${GDPR_CONSENT_755}",
        "C",
        "CP",
        "CPXxRfAPXxRfAAfKABENB",
        "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA",
        "DPXxRfAPXxRfAAfKABENAAACAAAAAAAAAAAAAAAA",
        "Y29uc2VudCBkYXRh",
        "C\u00e9\u4e2d",
        "C.........",
        "..",
        "C====",
      })
  void textShouldBeNoConsentWhenItIsNoStringOfVersion2(String text) {
    assertEquals(new Consent(Consent.State.NONE, 0), Consent.read(text, TERMS));
  }

  @Test
  void stringShouldBeNoneOrAllowNoMoreWhenItIsTruncated() {
    String whole =
        TcStrings.all()
            .interests(2, 7)
            .disclosed(1, 2, TcStrings.VENDOR)
            .restrict(2, RestrictionType.NOT_ALLOWED, TcStrings.VENDOR)
            .encode();
    int allowed = Consent.read(whole, TERMS).allowed();
    int core = whole.indexOf('.');
    for (int length = 0; length < core - 2; length++) {
      assertEquals(
          Consent.State.NONE, Consent.read(whole.substring(0, length), TERMS).state(), "" + length);
    }
    for (int length = core; length < whole.length(); length++) {
      int left = Consent.read(whole.substring(0, length), TERMS).allowed();
      assertEquals(0, left & ~allowed, "" + length);
    }
  }

  @Test
  void nothingShouldBeThrownWhenLettersAreChanged() {
    Random random = new Random(7);
    String whole = TcStrings.all().disclosed(1, TcStrings.VENDOR).encode();
    for (int i = 0; i < 3_000; i++) {
      StringBuilder changed = new StringBuilder(whole);
      for (int k = 0; k < 3; k++) {
        changed.setCharAt(1 + random.nextInt(whole.length() - 1), (char) (33 + random.nextInt(94)));
      }
      Consent.read(changed.toString(), TERMS);
    }
  }

  /** Ranges of all vendors, as many as there is room for; reading them takes milliseconds. */
  @Test
  void stringShouldBeReadInBoundedTimeWhenItsRangesAreAbsurd() {
    StringBuilder bits = new StringBuilder();
    append(bits, 2, 6);
    append(bits, 0, 36 + 36 + 12 + 12 + 6 + 12 + 12);
    append(bits, 4, 6);
    append(bits, 0, 1 + 1 + 12 + 24 + 24 + 1 + 12);
    append(bits, 0, 16 + 1 + 16 + 1);
    int count = (Consent.MAX_CHARS * 6 - bits.length() - 12) / 53;
    append(bits, count, 12);
    for (int i = 0; i < count; i++) {
      append(bits, i % 24 + 1, 6);
      append(bits, 1, 2);
      append(bits, 1, 12);
      append(bits, 1, 1);
      append(bits, 1, 16);
      append(bits, 65_535, 16);
    }
    while (bits.length() % 24 != 0) {
      bits.append('0');
    }
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bits.length(); i += 6) {
      text.append(letters.charAt(Integer.parseInt(bits.substring(i, i + 6), 2)));
    }
    assertTrue(text.length() > 4_000, text.length() + " chars");
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> Consent.read(text.toString(), TERMS).state());
    assertEquals(Consent.State.NONE, Consent.read(text + "A".repeat(100), TERMS).state());
  }

  private static void append(StringBuilder bits, int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      bits.append(i < Integer.SIZE ? value >>> i & 1 : 0);
    }
  }

  @Test
  void nothingShouldBeAllowedWhenTheVendorIsNotOurs() {
    assertEquals(0, Consent.read(TcStrings.all().vendors(2, 754).encode(), TERMS).allowed());
    assertEquals(0, Consent.read(TcStrings.all().vendors().encode(), TERMS).allowed());
    PrivacyConfig nobody = new PrivacyConfig(0, Set.of(1, 2, 7), Set.of(), Set.of());
    assertEquals(0, Consent.read(TcStrings.all().encode(), nobody).allowed());
  }

  @ParameterizedTest
  @CsvSource({
    "4, '', true",
    "4, '755', true",
    "4, '754', false",
    "5, '755', true",
    "5, '754', false",
    "5, '', false",
  })
  void vendorShouldBeDisclosedWhenTheStringSaysWhoWas(
      int policy, String disclosed, boolean allowed) {
    TcStrings string = TcStrings.all().policy(policy);
    if (!disclosed.isEmpty()) {
      string.disclosed(Integer.parseInt(disclosed));
    }
    assertEquals(allowed, measures(string, TERMS));
  }

  @Test
  void purposeShouldBeAllowedByTheBasisThatIsOurs() {
    PrivacyConfig interest = terms("1, 3, 4", "2, 7, 10", "");
    TcStrings neither = TcStrings.all().purposes(1, 3, 4);
    assertEquals(false, measures(neither, interest));
    TcStrings both = TcStrings.all().purposes(1).interests(2, 7);
    assertEquals(false, measures(both, interest), "the person objects to the vendor");
    assertEquals(true, measures(both.vendorInterests(TcStrings.VENDOR), interest));
    assertEquals(true, allows(both, Use.IDS, interest));
    assertEquals(false, measures(both, TERMS), "we ask for consent");
    assertEquals(false, measures(TcStrings.all(), interest), "we do not ask for consent");
    assertEquals(false, measures(TcStrings.all(), terms("1", "", "")), "not one of ours");
  }

  @ParameterizedTest
  @CsvSource({
    // ours, flexible, restriction, allowed
    "consent, '', NOT_ALLOWED, false",
    "interest, '', NOT_ALLOWED, false",
    "consent, '', REQUIRE_CONSENT, true",
    "interest, '', REQUIRE_CONSENT, false",
    "interest, '7', REQUIRE_CONSENT, true",
    "consent, '', REQUIRE_LEGITIMATE_INTEREST, false",
    "consent, '7', REQUIRE_LEGITIMATE_INTEREST, true",
    "interest, '', REQUIRE_LEGITIMATE_INTEREST, true",
  })
  void restrictionShouldBeObeyedWhenAPublisherHasOne(
      String ours, String flexible, RestrictionType type, boolean allowed) {
    PrivacyConfig terms =
        ours.equals("consent") ? terms("1, 7", "", flexible) : terms("1", "7", flexible);
    TcStrings string = TcStrings.all().interests(7).vendorInterests(TcStrings.VENDOR);
    assertEquals(true, measures(string, terms));
    string.restrict(7, type, 1, TcStrings.VENDOR);
    assertEquals(allowed, measures(string, terms));
    TcStrings others =
        TcStrings.all()
            .interests(7)
            .vendorInterests(TcStrings.VENDOR)
            .restrict(7, type, 2, 754)
            .restrict(8, type, TcStrings.VENDOR);
    assertEquals(true, measures(others, terms), "it is another vendor's, or another purpose's");
  }

  @Test
  void nothingShouldBeAllowedWhenRestrictionsContradictEachOther() {
    TcStrings string =
        TcStrings.all()
            .interests(7)
            .vendorInterests(TcStrings.VENDOR)
            .restrict(7, RestrictionType.REQUIRE_CONSENT, TcStrings.VENDOR)
            .restrict(7, RestrictionType.REQUIRE_LEGITIMATE_INTEREST, TcStrings.VENDOR);
    assertEquals(false, measures(string, terms("1, 7", "", "7")));
  }
}
