package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.Targeting.Circle;
import io.bidder.bidder.campaign.Targeting.OperatingSystem;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Gathers the dimensions of {@link Targeting}, campaign by campaign in ascending order. */
final class TargetingBuilders {
  private static final Map<String, String> ALPHA_2_BY_ALPHA_3 = alpha2ByAlpha3();

  final Dimension.Builder exchanges;
  final Dimension.Builder countries;
  final Dimension.Builder regions;
  final Dimension.Builder cities;
  final Dimension.Builder metros;
  final Dimension.Builder near;
  final Circles.Builder circles = new Circles.Builder();
  final Dimension.Builder deviceTypes;
  final Dimension.Builder systems;
  final OperatingSystems.Builder systemsByName = new OperatingSystems.Builder();
  final Dimension.Builder browsers;
  final Dimension.Builder connectionTypes;
  final Dimension.Builder languages;
  final Dimension.Builder domains;
  final Dimension.Builder bundles;
  final Dimension.Builder excludedDomains;
  final Dimension.Builder excludedBundles;
  final Dimension.Builder publishers;
  final Dimension.Builder contentCategories;
  final Dimension.Builder segments;
  final Dimension.Builder keywords;
  final Dimension.Builder hoursOfWeek;
  final Dimension.Builder ages;
  final Ages.Builder ageRanges = new Ages.Builder();
  final Dimension.Builder genders;

  TargetingBuilders(int campaigns) {
    exchanges = new Dimension.Builder(campaigns, false);
    countries = new Dimension.Builder(campaigns, true);
    regions = new Dimension.Builder(campaigns, false);
    cities = new Dimension.Builder(campaigns, true);
    metros = new Dimension.Builder(campaigns, false);
    near = new Dimension.Builder(campaigns, false);
    deviceTypes = new Dimension.Builder(campaigns, false);
    systems = new Dimension.Builder(campaigns, true);
    browsers = new Dimension.Builder(campaigns, true);
    connectionTypes = new Dimension.Builder(campaigns, false);
    languages = new Dimension.Builder(campaigns, true);
    domains = new Dimension.Builder(campaigns, true);
    bundles = new Dimension.Builder(campaigns, false);
    excludedDomains = new Dimension.Builder(campaigns, true);
    excludedBundles = new Dimension.Builder(campaigns, false);
    publishers = new Dimension.Builder(campaigns, false);
    contentCategories = new Dimension.Builder(campaigns, true);
    segments = new Dimension.Builder(campaigns, false);
    keywords = new Dimension.Builder(campaigns, true);
    hoursOfWeek = new Dimension.Builder(campaigns, false);
    ages = new Dimension.Builder(campaigns, false);
    genders = new Dimension.Builder(campaigns, true);
  }

  private static Map<String, String> alpha2ByAlpha3() {
    Map<String, String> codes = new HashMap<>();
    for (String alpha2 : Locale.getISOCountries()) {
      codes.put(Locale.of("", alpha2).getISO3Country(), alpha2);
    }
    return Map.copyOf(codes);
  }

  void addPlaces(int campaign, Targeting targeting) {
    exchanges.addTexts(campaign, targeting.exchanges());
    for (String country : targeting.countries()) {
      countries.addText(campaign, country);
      String alpha2 = ALPHA_2_BY_ALPHA_3.get(country);
      if (alpha2 != null) {
        countries.addText(campaign, alpha2);
      }
    }
    regions.addTexts(campaign, targeting.regions());
    cities.addTexts(campaign, targeting.cities());
    metros.addTexts(campaign, targeting.metros());
    for (Circle circle : targeting.near()) {
      near.bind(campaign);
      circles.add(campaign, circle);
    }
  }

  void addDevices(int campaign, Targeting targeting) {
    deviceTypes.addCodes(campaign, targeting.deviceTypes());
    for (OperatingSystem system : targeting.operatingSystems()) {
      systems.bind(campaign);
      systemsByName.add(campaign, system);
    }
    browsers.addTexts(campaign, targeting.browsers());
    connectionTypes.addCodes(campaign, targeting.connectionTypes());
    languages.addTexts(campaign, targeting.languages());
  }

  void addInventory(int campaign, Targeting targeting) {
    domains.addTexts(campaign, targeting.domains());
    bundles.addTexts(campaign, targeting.bundles());
    if (!targeting.domains().isEmpty() || !targeting.bundles().isEmpty()) {
      domains.bind(campaign);
      bundles.bind(campaign);
    }
    excludedDomains.addTexts(campaign, targeting.excludedDomains());
    excludedBundles.addTexts(campaign, targeting.excludedBundles());
    publishers.addTexts(campaign, targeting.publishers());
    contentCategories.addTexts(campaign, targeting.contentCategories());
  }

  void addPeople(int campaign, Targeting targeting) {
    segments.addTexts(campaign, targeting.segments());
    keywords.addTexts(campaign, targeting.keywords());
    hoursOfWeek.addCodes(campaign, targeting.hoursOfWeek());
    if (targeting.minAge() > 0 || targeting.maxAge() < Integer.MAX_VALUE) {
      ages.bind(campaign);
      ageRanges.add(campaign, targeting.minAge(), targeting.maxAge());
    }
    genders.addTexts(campaign, targeting.genders());
  }
}
