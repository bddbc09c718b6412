package io.bidder.bidder.exposure;

import io.bidder.bidder.campaign.Cap;
import java.util.Locale;

/** A cap of the served catalogue, with what it belongs to. Immutable. */
public final class AdCap {
  /** What caps belong to. */
  public enum Of {
    CAMPAIGN,
    CREATIVE,
    ADVERTISER;

    /** The kind as metrics name it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Of of;
  private final Cap cap;
  final Counter counter;

  AdCap(Of of, Cap cap, Counter counter) {
    this.of = of;
    this.cap = cap;
    this.counter = counter;
  }

  public Of of() {
    return of;
  }

  public Cap cap() {
    return cap;
  }

  /** Says what is capped and how, for people. */
  public String words() {
    return of.label()
        + " "
        + counter.subject.substring(of.label().length() + 1)
        + " has a cap of "
        + cap.words();
  }
}
