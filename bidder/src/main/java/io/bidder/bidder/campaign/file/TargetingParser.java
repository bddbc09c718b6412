package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.Targeting.Circle;
import io.bidder.bidder.campaign.Targeting.OperatingSystem;
import io.bidder.settings.Suggestions;
import io.bidder.settings.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the targeting of a campaign. */
final class TargetingParser {
  private static final double MAX_RADIUS_KM = 20_040;
  private static final int MAX_AGE = 150;
  private static final int MAX_CODE = 10_000;
  private static final Pattern VERSION = Pattern.compile("\\d{1,5}(\\.\\d{1,5}){0,3}");
  private static final Map<String, Integer> DEVICE_TYPES =
      numbered(
          1, "mobile", "computer", "tv", "phone", "tablet", "connected", "set-top-box", "screen");
  private static final Map<String, Integer> CONNECTION_TYPES =
      numbered(1, "ethernet", "wifi", "cellular", "2g", "3g", "4g", "5g");
  private static final Set<String> COUNTRIES =
      Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA3);
  private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());
  private static final Set<String> GENDERS = Set.of("M", "F", "O");

  private TargetingParser() {}

  private static Map<String, Integer> numbered(int first, String... names) {
    Map<String, Integer> codes = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      codes.put(names[i], first + i);
    }
    return codes;
  }

  static Targeting parse(YamlMap map) {
    map.allow(
        List.of(
            "countries",
            "regions",
            "cities",
            "metros",
            "near",
            "deviceTypes",
            "operatingSystems",
            "browsers",
            "connectionTypes",
            "languages",
            "domains",
            "excludedDomains",
            "bundles",
            "excludedBundles",
            "publishers",
            "contentCategories",
            "segments",
            "keywords",
            "hours",
            "age",
            "genders"));
    YamlMap age = map.map("age");
    age.allow(List.of("min", "max"));
    int minAge = age.integer("min", 0, 0, MAX_AGE);
    int maxAge = age.integer("max", Integer.MAX_VALUE, 0, MAX_AGE);
    if (maxAge < minAge) {
      age.problem("max", "no less than min, " + minAge);
    }
    return new Targeting(
        countries(map),
        Checks.texts(map, "regions"),
        Checks.texts(map, "cities"),
        Checks.texts(map, "metros"),
        near(map),
        codes(map, "deviceTypes", DEVICE_TYPES),
        operatingSystems(map),
        Checks.texts(map, "browsers"),
        codes(map, "connectionTypes", CONNECTION_TYPES),
        languages(map, "languages"),
        Checks.domains(map, "domains"),
        Checks.domains(map, "excludedDomains"),
        Checks.texts(map, "bundles"),
        Checks.texts(map, "excludedBundles"),
        Checks.texts(map, "publishers"),
        Checks.texts(map, "contentCategories"),
        Checks.texts(map, "segments"),
        keywords(map),
        HoursOfWeek.parse(map, "hours"),
        minAge,
        maxAge,
        Checks.texts(map, "genders", GENDERS::contains, "M, F or O"));
  }

  static List<String> languages(YamlMap map, String key) {
    return Checks.texts(map, key, LANGUAGES::contains, "an ISO-639-1 code such as en");
  }

  private static List<String> countries(YamlMap map) {
    List<String> countries = Checks.texts(map, "countries");
    for (String country : countries) {
      if (!COUNTRIES.contains(country)) {
        map.remark(
            "countries",
            "'"
                + country
                + "' is one of the values, expected an ISO-3166-1 alpha-3 code"
                + countryHint(country));
      }
    }
    return countries;
  }

  private static String countryHint(String country) {
    String upper = country.toUpperCase(Locale.ROOT);
    if (COUNTRIES.contains(upper)) {
      return ", did you mean '" + upper + "'?";
    }
    return Set.of(Locale.getISOCountries()).contains(upper)
        ? ", did you mean '" + Locale.of("", upper).getISO3Country() + "'?"
        : " such as USA";
  }

  private static List<String> keywords(YamlMap map) {
    return Checks.texts(
            map,
            "keywords",
            text -> !text.isBlank() && text.indexOf(',') < 0,
            "one keyword without a comma")
        .stream()
        .map(String::strip)
        .toList();
  }

  /** Codes by name, or as OpenRTB has them. */
  private static List<Integer> codes(YamlMap map, String key, Map<String, Integer> names) {
    List<Integer> codes = new ArrayList<>();
    for (String text : Checks.texts(map, key)) {
      Integer code = names.get(text);
      if (code == null && text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_CODE) {
        code = Integer.parseInt(text);
      }
      if (code == null) {
        map.remark(
            key,
            "'"
                + text
                + "' is one of the values, expected "
                + names.keySet().stream().collect(Collectors.joining(", "))
                + " or OpenRTB's number"
                + Suggestions.didYouMean(text, names.keySet()));
      } else {
        codes.add(code);
      }
    }
    return codes;
  }

  private static List<Circle> near(YamlMap map) {
    List<Circle> circles = new ArrayList<>();
    for (YamlMap circle : map.maps("near")) {
      circle.allow(List.of("lat", "lon", "radiusKm"));
      circles.add(
          new Circle(
              number(circle, "lat", -90, 90),
              number(circle, "lon", -180, 180),
              number(circle, "radiusKm", 0.001, MAX_RADIUS_KM)));
    }
    return circles;
  }

  private static double number(YamlMap map, String key, double min, double max) {
    if (!map.has(key)) {
      map.missing(key);
      return min;
    }
    double number = map.number(key, min);
    if (number < min || number > max) {
      map.problem(key, "a number from " + min + " to " + max);
      return min;
    }
    return number;
  }

  private static List<OperatingSystem> operatingSystems(YamlMap map) {
    List<OperatingSystem> systems = new ArrayList<>();
    for (YamlMap system : map.maps("operatingSystems")) {
      system.allow(List.of("name", "minVersion", "maxVersion"));
      systems.add(
          new OperatingSystem(
              system.requiredText("name"),
              version(system, "minVersion"),
              version(system, "maxVersion")));
    }
    return systems;
  }

  private static String version(YamlMap map, String key) {
    String version = map.text(key, "");
    if (!version.isEmpty() && !VERSION.matcher(version).matches()) {
      map.problem(key, "a version such as 14.2");
    }
    return version;
  }
}
