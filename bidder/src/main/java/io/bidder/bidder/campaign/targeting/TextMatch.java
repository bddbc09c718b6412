package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.names.Texts;

/** The ways in which a text that is wanted is held against one that a request has. */
public enum TextMatch {
  EXACTLY,
  WHATEVER_CASE,

  /** A language, in whatever region. */
  LANGUAGE,

  /** A category, or one below it: {@code IAB1} is met by {@code IAB1-2}. */
  CATEGORY;

  /** Tells whether the case of letters makes no difference. */
  public boolean isFolded() {
    return this != EXACTLY;
  }

  boolean accepts(String wanted, String had) {
    return switch (this) {
      case EXACTLY -> had.equals(wanted);
      case WHATEVER_CASE -> same(wanted, had);
      case LANGUAGE -> same(wanted, had) || same(wanted, had.split("[-_]", 2)[0]);
      case CATEGORY -> same(wanted, had) || Texts.fold(had).startsWith(Texts.fold(wanted) + "-");
    };
  }

  static boolean same(String first, String second) {
    return !first.isEmpty() && Texts.fold(first).equals(Texts.fold(second));
  }
}
