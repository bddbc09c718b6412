package io.bidder.bidder.privacy;

import io.bidder.modelstore.schema.PersonalSources;

/**
 * The uses that a request's privacy signals allow of what it says of a person. Every later stage
 * keeps to it: what must not be used was {@linkplain PrivacyRules#permit forgotten} before
 * campaigns are selected and features encoded, and what must not be stored is not recorded.
 * Immutable.
 *
 * @param allowed bits of the uses
 * @param basis why that is so
 */
public record Permissions(int allowed, Basis basis) {

  /** The grounds that permissions rest on. */
  public enum Basis {
    /** No signal asks for anything. */
    NO_SIGNAL,
    /** GDPR applies and there is consent, or another legal basis, for some use. */
    CONSENT,
    /** Signals are against every use. */
    DENIED
  }

  private static final Permissions[] WITHOUT_CONSENT = all(Basis.NO_SIGNAL);
  private static final Permissions[] WITH_CONSENT = all(Basis.CONSENT);

  private static Permissions[] all(Basis basis) {
    Permissions[] all = new Permissions[Use.ALL + 1];
    for (int allowed = 0; allowed <= Use.ALL; allowed++) {
      all[allowed] = new Permissions(allowed, allowed == 0 ? Basis.DENIED : basis);
    }
    return all;
  }

  static Permissions of(int allowed, boolean byConsent) {
    return (byConsent ? WITH_CONSENT : WITHOUT_CONSENT)[allowed];
  }

  /** Before a request was looked at, when nothing may be done with it. */
  public static Permissions none() {
    return WITHOUT_CONSENT[0];
  }

  /** Those of a request that nothing is against. */
  public static Permissions everything() {
    return WITHOUT_CONSENT[Use.ALL];
  }

  /** Tells whether a use is allowed. */
  public boolean allows(Use use) {
    return (allowed & use.bit()) != 0;
  }

  /** Tells whether a feature's source may be read. */
  public boolean allowReading(String source) {
    return (uses(source) & ~allowed) == 0;
  }

  /** Tells whether reading a feature's source is a use. */
  public static boolean isUse(String source, Use use) {
    return (uses(source) & use.bit()) != 0;
  }

  private static int uses(String source) {
    return switch (PersonalSources.kind(source)) {
      case NONE -> 0;
      case ID -> Use.IDS.bit();
      case SEGMENT -> Use.SEGMENTS.bit();
      case PRECISE_PLACE -> Use.PRECISE_PLACE.bit();
      case PROFILE -> Use.PROFILE.bit();
      case ANY -> Use.IDS.bit() | Use.SEGMENTS.bit() | Use.PRECISE_PLACE.bit();
    };
  }

  /** Tells whether every use is allowed. */
  public boolean allowsEverything() {
    return allowed == Use.ALL;
  }
}
