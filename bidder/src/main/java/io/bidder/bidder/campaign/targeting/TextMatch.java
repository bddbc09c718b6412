package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.campaign.rules.Texts;
import java.util.Locale;
import java.util.Set;

/** The ways in which a text that is wanted is held against one that a request has. */
public enum TextMatch {
  EXACTLY,
  WHATEVER_CASE,

  /** An ISO-3166-1 alpha-3 code, which the alpha-2 code of the same country meets too. */
  COUNTRY,

  /** A language, in whatever region. */
  LANGUAGE,

  /** A category, or one below it: {@code IAB1} is met by {@code IAB1-2}. */
  CATEGORY;

  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  /** Tells whether the case of letters makes no difference. */
  public boolean isFolded() {
    return this != EXACTLY;
  }

  boolean accepts(String wanted, String had) {
    return switch (this) {
      case EXACTLY -> had.equals(wanted);
      case WHATEVER_CASE -> same(wanted, had);
      case COUNTRY ->
          same(wanted, had)
              || (had.length() == 2
                  && COUNTRIES.contains(had.toUpperCase(Locale.ROOT))
                  && same(wanted, Locale.of("", had).getISO3Country()));
      case LANGUAGE -> same(wanted, had) || same(wanted, had.split("[-_]", 2)[0]);
      case CATEGORY -> same(wanted, had) || Texts.fold(had).startsWith(Texts.fold(wanted) + "-");
    };
  }

  static boolean same(String first, String second) {
    return !first.isEmpty() && Texts.fold(first).equals(Texts.fold(second));
  }
}
