package io.bidder.bidder.privacy;

/**
 * The uses that a request's privacy signals allow of what it says of a person. Every later stage
 * keeps to it: what must not be used was {@linkplain PrivacyRules#permit forgotten} before
 * campaigns are selected and features encoded, and what must not be stored is not recorded.
 * Immutable.
 *
 * @param mayUseIds ids of the person or device: {@code user.id}, {@code eids}, {@code ifa}
 * @param mayUseSegments what is known or guessed of the person: segments, interests, age, gender
 * @param mayUsePrecisePlace coordinates and postal code
 * @param mayUseFullIp the last part of the IP address
 * @param mayStore whether what is known of the person may be kept after the answer
 * @param basis why that is so
 */
public record Permissions(
    boolean mayUseIds,
    boolean mayUseSegments,
    boolean mayUsePrecisePlace,
    boolean mayUseFullIp,
    boolean mayStore,
    Basis basis) {

  /** The grounds that permissions rest on. */
  public enum Basis {
    /** No signal asks for anything. */
    NO_SIGNAL,
    /** GDPR applies and there is a consent string. */
    CONSENT,
    /** A signal is against it. */
    DENIED
  }

  static final Permissions WITHOUT_SIGNAL =
      new Permissions(true, true, true, true, true, Basis.NO_SIGNAL);

  static final Permissions WITH_CONSENT =
      new Permissions(true, true, true, true, true, Basis.CONSENT);

  static final Permissions DENIED =
      new Permissions(false, false, false, false, false, Basis.DENIED);

  /** Before a request was looked at, when nothing may be done with it. */
  public static Permissions none() {
    return DENIED;
  }
}
