package io.bidder.bidder.privacy;

/** The signals that a request can carry against uses of personal data. */
public enum Signal {
  COPPA(0, "regs.coppa is set", Use.ALL),
  LIMITED_TRACKING(1, "device.lmt is set", Use.ALL),
  DO_NOT_TRACK(2, "device.dnt is set", Use.ALL),
  NO_TRACKING_AUTHORIZATION(3, "device.ext.atts is not 3: the app may not track", Use.ALL),
  GLOBAL_PRIVACY_CONTROL(4, "global privacy control is set", Use.ALL),
  US_OPT_OUT(
      5, "us_privacy, or a US section of GPP, opts out of sale, sharing or targeting", Use.ALL),
  KNOWN_CHILD(6, "a US section of GPP says that it is a child", Use.ALL),
  SENSITIVE_OPT_OUT(
      7,
      "a US section of GPP opts out of the use of sensitive data",
      Use.SEGMENTS.bit() | Use.PRECISE_PLACE.bit()),
  GPP_NOT_READ(
      8, "a section of GPP that applies cannot be read, or is one that is not known", Use.ALL),
  NO_CONSENT(9, "GDPR applies and no consent string can be read", Use.ALL),
  NO_VENDOR(10, "there is a consent string, but privacy.vendorId is not set", Use.ALL),
  /** What it takes away is what it says. */
  CONSENT_LIMITED(11, "the consent string does not allow it", 0);

  private final int bit;
  private final String text;
  private final int taken;

  Signal(int number, String text, int taken) {
    bit = 1 << number;
    this.text = text;
    this.taken = taken;
  }

  /** The signal in plain words. */
  public String text() {
    return text;
  }

  /** Tells whether it takes a use away. */
  public boolean takes(Use use) {
    return (taken & use.bit()) != 0;
  }

  /** Bits of the uses that it takes away. */
  int taken() {
    return taken;
  }

  int bit() {
    return bit;
  }
}
