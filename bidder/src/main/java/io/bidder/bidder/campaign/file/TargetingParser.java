package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.Targeting.Circle;
import io.bidder.bidder.campaign.Targeting.OperatingSystem;
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
import java.util.regex.Pattern;

/** Reads the targeting of a campaign. */
final class TargetingParser {
  private static final double MAX_RADIUS_KM = 20_040;
  private static final int MAX_AGE = 150;
  private static final int MAX_CODE = 10_000;

  private static final Type<Integer> DEVICE_TYPE =
      codes("mobile", "computer", "tv", "phone", "tablet", "connected", "set-top-box", "screen");
  private static final Type<Integer> CONNECTION_TYPE =
      codes("ethernet", "wifi", "cellular", "2g", "3g", "4g", "5g");

  private static final Set<String> COUNTRIES =
      Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA3);
  private static final Type<String> COUNTRY =
      Types.code("an ISO-3166-1 alpha-3 code such as USA", COUNTRIES)
          .hinting(TargetingParser::countryHint);
  private static final Type<String> GENDER = Types.code("M, F or O", Set.of("M", "F", "O"));
  private static final Pattern VERSION_FORM = Pattern.compile("\\d{1,5}(\\.\\d{1,5}){0,3}");
  private static final Type<String> VERSION =
      Type.texts("a version such as 14.2", text -> VERSION_FORM.matcher(text).matches());
  private static final Type<String> KEYWORD =
      Type.of(
          "one keyword without a comma",
          "",
          text ->
              text.isBlank() || text.indexOf(',') >= 0
                  ? Optional.empty()
                  : Optional.of(text.strip()));

  private TargetingParser() {}

  static Targeting parse(Section section, Checks checks) {
    int[] ages = section.map("age", TargetingParser::ages);
    return new Targeting(
        section.list("exchanges", checks.exchange).or(List.of()),
        section.list("countries", COUNTRY).or(List.of()),
        texts(section, "regions"),
        texts(section, "cities"),
        texts(section, "metros"),
        section.maps("near", TargetingParser::circle).or(List.of()),
        section.list("deviceTypes", DEVICE_TYPE).or(List.of()),
        section.maps("operatingSystems", TargetingParser::operatingSystem).or(List.of()),
        texts(section, "browsers"),
        section.list("connectionTypes", CONNECTION_TYPE).or(List.of()),
        section.list("languages", Checks.LANGUAGE).or(List.of()),
        section.list("domains", Types.DOMAIN_OR_PART).or(List.of()),
        section.list("excludedDomains", Types.DOMAIN_OR_PART).or(List.of()),
        texts(section, "bundles"),
        texts(section, "excludedBundles"),
        texts(section, "publishers"),
        texts(section, "contentCategories"),
        texts(section, "segments"),
        section.list("keywords", KEYWORD).or(List.of()),
        section.list("hours", HoursOfWeek.SPAN).or(List.of()).stream()
            .flatMap(Collection::stream)
            .distinct()
            .sorted()
            .toList(),
        ages[0],
        ages[1],
        section.list("genders", GENDER).or(List.of()));
  }

  private static List<String> texts(Section section, String key) {
    return section.list(key, Types.WORDS).or(List.of());
  }

  private static int[] ages(Section section) {
    int min = section.get("min", Types.integer(0, MAX_AGE)).or(0);
    int max = section.get("max", Types.integer(0, MAX_AGE)).or(Integer.MAX_VALUE);
    if (max < min) {
      section.problem("max", "no less than min, " + min);
    }
    return new int[] {min, max};
  }

  private static Circle circle(Section section) {
    return new Circle(
        section.get("lat", Types.number(-90, 90)).required(),
        section.get("lon", Types.number(-180, 180)).required(),
        section.get("radiusKm", Types.number(0.001, MAX_RADIUS_KM)).required());
  }

  private static OperatingSystem operatingSystem(Section section) {
    return new OperatingSystem(
        section.get("name", Types.TEXT).required(),
        section.get("minVersion", VERSION).or(""),
        section.get("maxVersion", VERSION).or(""));
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

  /** Codes by name, from 1 on, or as OpenRTB has them. */
  private static Type<Integer> codes(String... names) {
    Map<String, Integer> codes = new LinkedHashMap<>();
    for (String name : names) {
      codes.put(name, codes.size() + 1);
    }
    return Types.choiceOr(codes, "OpenRTB's number", Types.integer(0, MAX_CODE));
  }
}
