package io.bidder.market.exchange;

import com.iabtcf.encoder.TCStringEncoder;
import com.iabtcf.utils.BitSetIntIterable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Consent strings as people's choices make them. Immutable.
 *
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework">
 *     the IAB's Transparency and Consent Framework 2.2</a>
 */
final class ConsentStrings {
  private static final int VERSION = 2;
  private static final int POLICY = 4;
  private static final int PURPOSES = 11;
  private static final int VENDORS = 1000;

  private final String given;
  private final String refused;

  /**
   * Strings of people who were asked at a time.
   *
   * @param askedMillis is made a whole day, as the framework wants it
   */
  ConsentStrings(long askedMillis) {
    Instant asked = Instant.ofEpochMilli(askedMillis).truncatedTo(ChronoUnit.DAYS);
    given = encode(asked, all(PURPOSES), all(VENDORS));
    refused = encode(asked, BitSetIntIterable.EMPTY, BitSetIntIterable.EMPTY);
  }

  /** A string of who agreed to everything. */
  String given() {
    return given;
  }

  /** A string of who agreed to nothing. */
  String refused() {
    return refused;
  }

  private static BitSetIntIterable all(int count) {
    BitSetIntIterable.Builder ids = BitSetIntIterable.newBuilder();
    for (int id = 1; id <= count; id++) {
      ids.add(id);
    }
    return ids.build();
  }

  private static String encode(
      Instant asked, BitSetIntIterable purposes, BitSetIntIterable vendors) {
    return TCStringEncoder.newBuilder()
        .version(VERSION)
        .tcfPolicyVersion(POLICY)
        .created(asked)
        .lastUpdated(asked)
        .cmpId(1)
        .cmpVersion(1)
        .consentScreen(1)
        .consentLanguage("EN")
        .vendorListVersion(1)
        .isServiceSpecific(true)
        .publisherCC("DE")
        .addPurposesConsent(purposes)
        .addVendorConsent(vendors)
        .encode();
  }
}
