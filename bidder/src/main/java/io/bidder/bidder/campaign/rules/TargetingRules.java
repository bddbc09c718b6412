package io.bidder.bidder.campaign.rules;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.Targeting.Circle;
import io.bidder.bidder.campaign.Targeting.OperatingSystem;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Geo;
import io.bidder.bidder.openrtb.Inventory;
import io.bidder.bidder.openrtb.TextList;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds targeting against one request in the plainest way: defines what targeting means, shares
 * nothing with the index and is its test.
 */
public final class TargetingRules {
  public static final double EARTH_RADIUS_KM = 6371.0088;

  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  /** Larger parts of a version count as this: far above any that there is. */
  private static final int LARGEST_PART = 32_767;

  private final BidRequest request;
  private final String exchange;
  private final Set<String> keywords = new HashSet<>();
  private final List<String> categories = new ArrayList<>();
  private final int hourOfWeek;
  private final int year;

  /**
   * The rules for a request.
   *
   * @param exchange the label of the one that sent it
   */
  public TargetingRules(BidRequest request, String exchange, long epochMillis) {
    this.request = request;
    this.exchange = exchange;
    Inventory inventory = request.inventory;
    addKeywords(inventory.keywords);
    addKeywords(inventory.content.keywords);
    addKeywords(request.user.keywords);
    for (TextList list :
        List.of(inventory.cat, inventory.sectioncat, inventory.pagecat, inventory.content.cat)) {
      for (int i = 0; i < list.size(); i++) {
        categories.add(list.get(i).toString());
      }
    }
    Instant now = Instant.ofEpochMilli(epochMillis);
    OffsetDateTime local =
        now.plusSeconds(60L * request.utcOffsetMinutes()).atOffset(ZoneOffset.UTC);
    hourOfWeek = 24 * (local.getDayOfWeek().getValue() - 1) + local.getHour();
    year = now.atOffset(ZoneOffset.UTC).getYear();
  }

  /** The first rule that the request breaks, in {@link Rule}'s order; null for none. */
  public @Nullable Rule firstBroken(Targeting targeting) {
    if (!meets(targeting.exchanges(), exchange::equals)) {
      return Rule.EXCHANGE;
    }
    Rule place = place(targeting);
    if (place != null) {
      return place;
    }
    Rule device = device(targeting);
    if (device != null) {
      return device;
    }
    Rule inventory = inventory(targeting);
    return inventory != null ? inventory : user(targeting);
  }

  private @Nullable Rule place(Targeting targeting) {
    Geo geo = request.device.geo;
    if (!meets(targeting.countries(), country -> isCountry(country, geo.country.toString()))) {
      return Rule.COUNTRY;
    }
    if (!meets(targeting.regions(), geo.region::contentEquals)) {
      return Rule.REGION;
    }
    if (!meets(targeting.cities(), city -> same(city, geo.city))) {
      return Rule.CITY;
    }
    if (!meets(targeting.metros(), geo.metro::contentEquals)) {
      return Rule.METRO;
    }
    return meets(targeting.near(), circle -> isWithin(circle, geo)) ? null : Rule.LOCATION;
  }

  private @Nullable Rule device(Targeting targeting) {
    if (!meets(targeting.deviceTypes(), type -> type == request.device.devicetype)) {
      return Rule.DEVICE_TYPE;
    }
    if (!meets(targeting.operatingSystems(), this::isSystem)) {
      return Rule.OPERATING_SYSTEM;
    }
    if (!meets(targeting.browsers(), browser -> same(browser, request.device.browser))) {
      return Rule.BROWSER;
    }
    if (!meets(targeting.connectionTypes(), type -> type == request.device.connectiontype)) {
      return Rule.CONNECTION;
    }
    String language = request.device.language.toString();
    return meets(
            targeting.languages(),
            wanted -> same(wanted, language) || same(wanted, language.split("[-_]", 2)[0]))
        ? null
        : Rule.LANGUAGE;
  }

  private @Nullable Rule inventory(Targeting targeting) {
    String domain = request.inventory.domain.toString();
    String bundle = request.inventory.bundle.toString();
    boolean named = !targeting.domains().isEmpty() || !targeting.bundles().isEmpty();
    if (named && !isListed(domain, targeting.domains()) && !targeting.bundles().contains(bundle)) {
      return Rule.INVENTORY;
    }
    if (isListed(domain, targeting.excludedDomains())
        || targeting.excludedBundles().contains(bundle)) {
      return Rule.INVENTORY_EXCLUDED;
    }
    if (!meets(targeting.publishers(), request.inventory.publisherId::contentEquals)) {
      return Rule.PUBLISHER;
    }
    return meets(
            targeting.contentCategories(),
            wanted ->
                categories.stream()
                    .anyMatch(c -> same(c, wanted) || lower(c).startsWith(lower(wanted) + "-")))
        ? null
        : Rule.CONTENT_CATEGORY;
  }

  private @Nullable Rule user(Targeting targeting) {
    if (!meets(targeting.segments(), request.user.segments::contains)) {
      return Rule.SEGMENT;
    }
    if (!meets(targeting.keywords(), keyword -> keywords.contains(lower(keyword)))) {
      return Rule.KEYWORD;
    }
    if (!meets(targeting.hoursOfWeek(), hour -> hour == hourOfWeek)) {
      return Rule.HOUR;
    }
    if (targeting.minAge() > 0 || targeting.maxAge() < Integer.MAX_VALUE) {
      int age = year - request.user.yob;
      if (request.user.yob == BidRequest.NONE
          || age < targeting.minAge()
          || age > targeting.maxAge()) {
        return Rule.AGE;
      }
    }
    return meets(targeting.genders(), gender -> same(gender, request.user.gender))
        ? null
        : Rule.GENDER;
  }

  /** One value of a list is enough; an empty list is no condition. */
  private static <T> boolean meets(List<T> wanted, Predicate<T> isMet) {
    return wanted.isEmpty() || wanted.stream().anyMatch(isMet);
  }

  private static boolean isCountry(String alpha3, String country) {
    return same(alpha3, country)
        || (country.length() == 2
            && COUNTRIES.contains(country.toUpperCase(Locale.ROOT))
            && same(alpha3, Locale.of("", country).getISO3Country()));
  }

  /** The haversine formula. */
  private static boolean isWithin(Circle circle, Geo geo) {
    double sinLat = Math.sin(Math.toRadians(geo.lat - circle.lat()) / 2);
    double sinLon = Math.sin(Math.toRadians(geo.lon - circle.lon()) / 2);
    double a =
        sinLat * sinLat
            + Math.cos(Math.toRadians(geo.lat))
                * Math.cos(Math.toRadians(circle.lat()))
                * sinLon
                * sinLon;
    double km = 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a)));
    return km <= circle.radiusKm();
  }

  private boolean isSystem(OperatingSystem wanted) {
    if (!same(wanted.name(), request.device.os)) {
      return false;
    }
    if (wanted.minVersion().isEmpty() && wanted.maxVersion().isEmpty()) {
      return true;
    }
    List<Integer> version = parts(request.device.osv.toString());
    List<Integer> max = parts(wanted.maxVersion());
    return !version.isEmpty()
        && compare(version, parts(wanted.minVersion())) >= 0
        && compare(version.subList(0, Math.min(version.size(), max.size())), max) <= 0;
  }

  private static List<Integer> parts(String version) {
    List<Integer> parts = new ArrayList<>();
    for (String part : version.split("[._]", -1)) {
      int digits = 0;
      int number = 0;
      while (digits < part.length() && part.charAt(digits) >= '0' && part.charAt(digits) <= '9') {
        number = Math.min(LARGEST_PART, 10 * number + part.charAt(digits++) - '0');
      }
      if (digits > 0) {
        parts.add(number);
      }
      if (digits == 0 || digits < part.length()) {
        break;
      }
    }
    return parts;
  }

  private static int compare(List<Integer> first, List<Integer> second) {
    for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
      int difference =
          Integer.compare(
              i < first.size() ? first.get(i) : 0, i < second.size() ? second.get(i) : 0);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static boolean isListed(String domain, List<String> listed) {
    return !domain.isEmpty()
        && listed.stream().anyMatch(l -> same(domain, l) || lower(domain).endsWith("." + lower(l)));
  }

  private void addKeywords(CharSequence list) {
    for (String keyword : list.toString().split(",", -1)) {
      if (!keyword.isBlank()) {
        keywords.add(lower(keyword.strip()));
      }
    }
  }

  private static boolean same(CharSequence first, CharSequence second) {
    return !first.isEmpty() && lower(first).equals(lower(second));
  }

  private static String lower(CharSequence text) {
    return Texts.fold(text.toString());
  }
}
