package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.names.Bundles;
import io.bidder.bidder.names.Countries;
import io.bidder.bidder.names.Hosts;
import io.bidder.bidder.names.Regions;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The types of values that a catalogue's targeting has. */
public final class ValueTypes {
  /** ISO-639-1. */
  public static final Type<String> LANGUAGE =
      Types.code("an ISO-639-1 code such as en", Set.of(Locale.getISOLanguages()));

  /** A domain however it is written, read as hosts are compared but with {@code www.}. */
  public static final Type<String> DOMAIN =
      Type.of(
          "a domain such as shop.example",
          "",
          text -> host(text, Hosts.withWww(text)).filter(host -> host.indexOf('.') > 0));

  /** A domain, or a whole top-level domain, read as hosts are compared. */
  static final Type<String> HOST =
      Type.of("a domain such as news.example", "", text -> host(text, Hosts.of(text)));

  /** An app by its id or by the address of its page in a store, read as apps are compared. */
  public static final Type<String> APP =
      Type.of(
          "an app's id, or the address of its page in a store",
          "",
          text -> Optional.of(Bundles.of(text)).filter(app -> !app.isEmpty()));

  static final Type<String> COUNTRY =
      Type.of(
          "an ISO 3166-1 code such as USA",
          "",
          text -> Optional.ofNullable(Countries.of(text)).map(Countries.Country::alpha3));

  static final Type<String> REGION =
      Type.of(
          "a region such as NY or US-NY",
          "",
          text -> text.isBlank() ? Optional.empty() : Optional.of(region(text)));

  /** Possessive, as matching would otherwise recurse for each part. */
  private static final Pattern HOST_FORM = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*+");

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
    private final Map<Integer, List<Integer>> joined = new HashMap<>();

    Codes(String... names) {
      this.names = List.of(names);
      Map<String, Integer> byName = new LinkedHashMap<>();
      for (String name : names) {
        byName.put(name, byName.size() + 1);
      }
      type = Types.choiceOr(byName, "OpenRTB's number", Types.integer(0, MAX_CODE));
    }

    /** These, where one name stands for others too, which each stand for it. */
    Codes joining(String whole, String... parts) {
      for (String part : parts) {
        joined.computeIfAbsent(code(whole), _ -> new ArrayList<>()).add(code(part));
        joined.put(code(part), List.of(code(whole)));
      }
      return this;
    }

    private int code(String name) {
      return names.indexOf(name) + 1;
    }

    /** Codes by name, or as OpenRTB has them, and then those that they stand for. */
    List<Integer> read(Section section, String key) {
      List<Integer> codes = section.list(key, type).or(List.of());
      return Stream.concat(
              codes.stream(),
              codes.stream().flatMap(code -> joined.getOrDefault(code, List.of()).stream()))
          .distinct()
          .toList();
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

  /** The host if it is one, and the text no address of an app's page, whose host is the store's. */
  private static Optional<String> host(String text, String host) {
    boolean isOneWord = text.strip().chars().noneMatch(Character::isWhitespace);
    return isOneWord && HOST_FORM.matcher(host).matches() && !Bundles.isInStore(text)
        ? Optional.of(host)
        : Optional.empty();
  }

  private static String region(String text) {
    Text region = new Text();
    Regions.name(text, null, region);
    return region.toString();
  }
}
