package io.bidder.bidder.campaign.targeting;

import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The types of values that a catalogue's targeting has. */
public final class ValueTypes {
  /** ISO-639-1. */
  public static final Type<String> LANGUAGE =
      Types.code("an ISO-639-1 code such as en", Set.of(Locale.getISOLanguages()));

  private static final Set<String> COUNTRIES =
      Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA3);

  static final Type<String> COUNTRY =
      Types.code("an ISO-3166-1 alpha-3 code such as USA", COUNTRIES)
          .hinting(ValueTypes::countryHint);
  static final Type<String> GENDER = Types.code("M, F or O", Set.of("M", "F", "O"));
  static final Type<String> KEYWORD =
      Type.of(
          "one keyword without a comma",
          "",
          text ->
              text.isBlank() || text.indexOf(',') >= 0
                  ? Optional.empty()
                  : Optional.of(text.strip()));

  private ValueTypes() {}

  /** Codes with names, from 1 on. */
  static final class Codes {
    private static final int MAX_CODE = 10_000;

    private final List<String> names;
    private final Type<Integer> type;

    Codes(String... names) {
      this.names = List.of(names);
      Map<String, Integer> byName = new LinkedHashMap<>();
      for (String name : names) {
        byName.put(name, byName.size() + 1);
      }
      type = Types.choiceOr(byName, "OpenRTB's number", Types.integer(0, MAX_CODE));
    }

    /** Codes by name, or as OpenRTB has them. */
    List<Integer> read(Section section, String key) {
      return section.list(key, type).or(List.of());
    }

    String show(int code) {
      return code >= 1 && code <= names.size() ? names.get(code - 1) : Integer.toString(code);
    }
  }

  static List<Integer> hours(Section section, String key) {
    return section.list(key, HoursOfWeek.SPAN).or(List.of()).stream()
        .flatMap(Collection::stream)
        .distinct()
        .sorted()
        .toList();
  }

  private static String countryHint(String country) {
    String upper = country.toUpperCase(Locale.ROOT);
    if (COUNTRIES.contains(upper)) {
      return ", did you mean '" + upper + "'?";
    }
    return Set.of(Locale.getISOCountries()).contains(upper)
        ? ", did you mean '" + Locale.of("", upper).getISO3Country() + "'?"
        : "";
  }
}
