package io.bidder.bidder.campaign;

import java.util.List;

/**
 * The conditions under which a campaign bids. Every list that is not empty is a condition, and all
 * conditions must hold; one value of a list is enough. A condition on what a request does not say
 * does not hold. Immutable.
 *
 * @param exchanges labels of the exchanges that a request may come from
 * @param countries ISO-3166-1 alpha-3; a request's alpha-2 codes are understood
 * @param regions {@code device.geo.region}
 * @param cities {@code device.geo.city}, whatever the case
 * @param metros {@code device.geo.metro}
 * @param near circles, of which the device must be in one
 * @param deviceTypes OpenRTB's list "Device Types"
 * @param operatingSystems with a range of versions, whatever the case
 * @param browsers as {@code device.browser} has them, whatever the case
 * @param connectionTypes OpenRTB's list "Connection Types"
 * @param languages {@code device.language}, ISO-639-1
 * @param domains sites to be on, lower case; a domain stands for its subdomains too. With {@code
 *     bundles} one condition: one of either is enough
 * @param excludedDomains sites not to be on, likewise
 * @param bundles apps to be in
 * @param excludedBundles apps not to be in
 * @param publishers {@code publisher.id}
 * @param contentCategories of site or app, section, page or content; {@code IAB1} stands for {@code
 *     IAB1-2} too
 * @param segments {@code user.data.segment.id}
 * @param keywords of site, app, content or user, whatever the case
 * @param hoursOfWeek 0 (Monday 00:00) to 167, at {@code BidRequest.utcOffsetMinutes}
 * @param minAge in years, by year of birth; 0 for none
 * @param maxAge in years, by year of birth; {@link Integer#MAX_VALUE} for none
 * @param genders {@code user.gender}: M, F, O
 */
public record Targeting(
    List<String> exchanges,
    List<String> countries,
    List<String> regions,
    List<String> cities,
    List<String> metros,
    List<Circle> near,
    List<Integer> deviceTypes,
    List<OperatingSystem> operatingSystems,
    List<String> browsers,
    List<Integer> connectionTypes,
    List<String> languages,
    List<String> domains,
    List<String> excludedDomains,
    List<String> bundles,
    List<String> excludedBundles,
    List<String> publishers,
    List<String> contentCategories,
    List<String> segments,
    List<String> keywords,
    List<Integer> hoursOfWeek,
    int minAge,
    int maxAge,
    List<String> genders) {
  public Targeting {
    exchanges = List.copyOf(exchanges);
    countries = List.copyOf(countries);
    regions = List.copyOf(regions);
    cities = List.copyOf(cities);
    metros = List.copyOf(metros);
    near = List.copyOf(near);
    deviceTypes = List.copyOf(deviceTypes);
    operatingSystems = List.copyOf(operatingSystems);
    browsers = List.copyOf(browsers);
    connectionTypes = List.copyOf(connectionTypes);
    languages = List.copyOf(languages);
    domains = List.copyOf(domains);
    excludedDomains = List.copyOf(excludedDomains);
    bundles = List.copyOf(bundles);
    excludedBundles = List.copyOf(excludedBundles);
    publishers = List.copyOf(publishers);
    contentCategories = List.copyOf(contentCategories);
    segments = List.copyOf(segments);
    keywords = List.copyOf(keywords);
    hoursOfWeek = List.copyOf(hoursOfWeek);
    genders = List.copyOf(genders);
  }

  /** No condition at all. */
  public static Targeting everywhere() {
    return new Targeting(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        Integer.MAX_VALUE,
        List.of());
  }

  /** Everything within {@code radiusKm} of a point. */
  public record Circle(double lat, double lon, double radiusKm) {}

  /**
   * An operating system.
   *
   * @param minVersion such as {@code 14.2}, compared number by number; empty for any
   * @param maxVersion last one included, likewise: {@code 14} includes 14.2
   */
  public record OperatingSystem(String name, String minVersion, String maxVersion) {}
}
