package io.bidder.bidder.privacy;

import com.iabtcf.decoder.TCString;
import com.iabtcf.v2.PublisherRestriction;
import com.iabtcf.v2.RestrictionType;
import io.bidder.bidder.config.PrivacyConfig;

/**
 * What a consent string of the Transparency and Consent Framework 2 allows our vendor. Immutable.
 *
 * @param state whether it can be read, or why it is none
 * @param allowed bits of the {@link Use}s
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/blob/master/TCFv2/IAB%20Tech%20Lab%20-%20Consent%20string%20and%20vendor%20list%20formats%20v2.md">
 *     the IAB Tech Lab's consent string format 2</a>
 */
record Consent(State state, int allowed) {
  /** Chars of a string: longer ones are not read. */
  static final int MAX_CHARS = 4096;

  /** Version 2 in six bits, as the first letter. */
  private static final char VERSION_2 = 'C';

  private static final int MAX_SEGMENTS = 4;
  private static final int DISCLOSED_VENDORS = 1;

  /** Policies from 5 on (TCF 2.3) want every string to say which vendors people were told of. */
  private static final int POLICY_OF_2_3 = 5;

  /** Chars with six bits, of which a segment's first three say what it is. */
  private static final String BASE64_URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /** What a text is. */
  enum State {
    /** No string of version 2, or a damaged one. */
    NONE,
    READ
  }

  private static final Consent NOTHING = new Consent(State.NONE, 0);

  /** Reads a string; whatever it is, nothing is thrown. */
  static Consent read(String text, PrivacyConfig terms) {
    if (text.isEmpty() || text.length() > MAX_CHARS || text.charAt(0) != VERSION_2) {
      return NOTHING;
    }
    String[] segments = text.split("\\.", -1);
    if (segments.length > MAX_SEGMENTS) {
      return NOTHING;
    }
    boolean hasDisclosed = false;
    for (int i = 1; i < segments.length; i++) {
      if (segments[i].isEmpty()) {
        return NOTHING;
      }
      hasDisclosed |= BASE64_URL.indexOf(segments[i].charAt(0)) >> 3 == DISCLOSED_VENDORS;
    }
    try {
      return new Consent(State.READ, allowed(TCString.decode(text), hasDisclosed, terms));
    } catch (RuntimeException | StackOverflowError e) {
      // The library's own exceptions and others: who sent the text knows best what they find.
      return NOTHING;
    }
  }

  private static int allowed(TCString consent, boolean hasDisclosed, PrivacyConfig terms) {
    int vendor = terms.vendorId();
    boolean mayBeUndisclosed = !hasDisclosed && consent.getTcfPolicyVersion() < POLICY_OF_2_3;
    if (vendor == PrivacyConfig.NO_VENDOR
        || !(mayBeUndisclosed || consent.getDisclosedVendors().contains(vendor))) {
      return 0;
    }
    boolean consents = consent.getVendorConsent().contains(vendor);
    boolean allowsInterest = consent.getVendorLegitimateInterest().contains(vendor);
    int allowed = 0;
    for (Use use : Use.values()) {
      boolean is =
          use.specialFeature() == 0
              || (consents && consent.getSpecialFeatureOptIns().contains(use.specialFeature()));
      for (int purpose = 1; purpose <= PrivacyConfig.PURPOSES; purpose++) {
        is =
            is
                && (!use.needs(purpose)
                    || allows(consent, purpose, consents, allowsInterest, terms));
      }
      allowed |= is ? use.bit() : 0;
    }
    return allowed;
  }

  private static boolean allows(
      TCString consent,
      int purpose,
      boolean vendorConsents,
      boolean vendorAllowsInterest,
      PrivacyConfig terms) {
    boolean isRestricted = false;
    boolean mayByConsent = true;
    boolean mayByInterest = true;
    for (PublisherRestriction restriction : consent.getPublisherRestrictions()) {
      if (restriction.getPurposeId() == purpose
          && restriction.getVendorIds().contains(terms.vendorId())) {
        isRestricted = true;
        RestrictionType type = restriction.getRestrictionType();
        mayByConsent &= type == RestrictionType.REQUIRE_CONSENT;
        mayByInterest &= type == RestrictionType.REQUIRE_LEGITIMATE_INTEREST;
      }
    }
    // Whoever has not said that it may change over to the basis that is wanted may not process.
    boolean mayChange = isRestricted && terms.flexiblePurposes().contains(purpose);
    boolean byConsent = mayByConsent && (mayChange || terms.consentPurposes().contains(purpose));
    boolean byInterest =
        mayByInterest && (mayChange || terms.legitimateInterestPurposes().contains(purpose));
    return (byConsent && vendorConsents && consent.getPurposesConsent().contains(purpose))
        || (byInterest
            && vendorAllowsInterest
            && consent.getPurposesLITransparency().contains(purpose));
  }
}
