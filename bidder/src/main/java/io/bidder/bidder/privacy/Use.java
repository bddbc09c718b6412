package io.bidder.bidder.privacy;

import java.util.Arrays;
import java.util.Locale;

/**
 * The uses that a bidder makes of what a request says of a person, with what the IAB's Transparency
 * and Consent Framework asks for each. docs/reference/privacy.md is the same table for people.
 *
 * @see <a href="https://iabeurope.eu/iab-europe-transparency-consent-framework-policies/">IAB
 *     Europe's TCF policies, appendix A</a>
 */
public enum Use {
  /** Ids of the person or device: {@code user.id}, {@code buyeruid}, {@code eids}, {@code ifa}. */
  IDS(1, 0, 1, 2),
  /** What is known or guessed of the person: segments, interests, age, gender. */
  SEGMENTS(2, 0, 4),
  /** Coordinates and postal code. */
  PRECISE_PLACE(4, 1),
  /** Keeping what the request says of the person after the answer, to train on. */
  STORE(8, 0, 1, 10),
  /** Keeping who the person was, as a salted hash, to attribute orders and to count for caps. */
  MEASURE(16, 0, 7),
  /** What the person was shown before, as a feature. */
  PROFILE(32, 0, 3, 4);

  /** Bits of all uses. */
  static final int ALL = (1 << values().length) - 1;

  private final int bit;
  private final int specialFeature;

  /** A bit for each purpose, 2 for the first. */
  private final int purposes;

  Use(int bit, int specialFeature, int... purposes) {
    this.bit = bit;
    this.specialFeature = specialFeature;
    this.purposes = Arrays.stream(purposes).map(purpose -> 1 << purpose).sum();
  }

  /** Tells whether a purpose has to be allowed, as all of a use's have to be. */
  public boolean needs(int purpose) {
    return (purposes & (1 << purpose)) != 0;
  }

  /** The special feature that has to be opted in to; 0 for none. */
  public int specialFeature() {
    return specialFeature;
  }

  /** The name, as people read it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  int bit() {
    return bit;
  }
}
