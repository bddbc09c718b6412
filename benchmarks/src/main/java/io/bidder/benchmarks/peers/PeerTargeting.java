package io.bidder.benchmarks.peers;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.targeting.InventoryRule;
import io.bidder.bidder.campaign.targeting.TargetingRule;
import io.bidder.bidder.campaign.targeting.TargetingRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which ads may bid for an impression: one campaign after the other is held against the request. A
 * condition that is not known here is one that does not hold.
 */
final class PeerTargeting {
  private static final List<TargetingRule<?>> UNKNOWN =
      unknown(
          Set.of(
              TargetingRules.COUNTRIES,
              TargetingRules.REGIONS,
              TargetingRules.CITIES,
              TargetingRules.DEVICE_TYPES,
              TargetingRules.CONNECTION_TYPES,
              TargetingRules.LANGUAGES,
              TargetingRules.PUBLISHERS,
              TargetingRules.GENDERS,
              TargetingRules.INVENTORY,
              TargetingRules.INVENTORY_EXCLUDED,
              TargetingRules.CONTENT_CATEGORIES,
              TargetingRules.SEGMENTS));

  private final List<PeerAd> ads;

  PeerTargeting(List<PeerAd> ads) {
    this.ads = ads;
  }

  private static List<TargetingRule<?>> unknown(Set<TargetingRule<?>> known) {
    List<TargetingRule<?>> unknown = new ArrayList<>(TargetingRules.ALL);
    unknown.removeAll(known);
    return List.copyOf(unknown);
  }

  /** The facts of a request that campaigns are checked against, looked up once. */
  private record Facts(
      String country,
      String region,
      String city,
      int deviceType,
      int connectionType,
      String language,
      String domain,
      String bundle,
      String publisher,
      Set<String> categories,
      Set<String> segments,
      String gender,
      Set<String> blockedCategories,
      Set<String> blockedDomains) {

    static Facts of(JsonNode request) {
      JsonNode device = request.path("device");
      JsonNode geo = device.path("geo");
      JsonNode place = request.has("app") ? request.path("app") : request.path("site");
      Set<String> segments = new HashSet<>();
      for (JsonNode data : request.path("user").path("data")) {
        for (JsonNode segment : data.path("segment")) {
          segments.add(segment.path("id").asString(""));
        }
      }
      return new Facts(
          geo.path("country").asString(""),
          geo.path("region").asString(""),
          geo.path("city").asString(""),
          device.path("devicetype").asInt(0),
          device.path("connectiontype").asInt(0),
          device.path("language").asString(""),
          place.path("domain").asString(""),
          place.path("bundle").asString(""),
          place.path("publisher").path("id").asString(""),
          texts(place.path("cat")),
          segments,
          request.path("user").path("gender").asString(""),
          texts(request.path("bcat")),
          texts(request.path("badv")));
    }
  }

  /** The ads that may bid for each of a request's impressions. */
  List<List<PeerAd>> eligible(JsonNode request, Instant now) {
    Facts facts = Facts.of(request);
    List<PeerAd> targeted = new ArrayList<>();
    for (PeerAd ad : ads) {
      if (isOn(ad.campaign(), now) && isAllowed(ad, facts) && matches(ad.campaign(), facts)) {
        targeted.add(ad);
      }
    }
    List<List<PeerAd>> byImp = new ArrayList<>();
    for (JsonNode imp : request.path("imp")) {
      List<PeerAd> fitting = new ArrayList<>();
      Set<String> blocked = texts(imp.path("banner").path("battr"));
      for (PeerAd ad : targeted) {
        if (fits(ad, imp, blocked)) {
          fitting.add(ad);
        }
      }
      byImp.add(fitting);
    }
    return byImp;
  }

  private static boolean isOn(Campaign campaign, Instant now) {
    return (campaign.start() == null || !now.isBefore(campaign.start()))
        && (campaign.end() == null || now.isBefore(campaign.end()))
        && campaign.openAuction();
  }

  private static boolean isAllowed(PeerAd ad, Facts facts) {
    if (facts.blockedDomains.contains(ad.campaign().advertiser().domain())) {
      return false;
    }
    for (String category : ad.campaign().advertiser().categories()) {
      if (facts.blockedCategories.contains(category)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(Campaign campaign, Facts facts) {
    Targeting targeting = campaign.targeting();
    return isOneOf(targeting.get(TargetingRules.COUNTRIES), facts.country)
        && isOneOf(targeting.get(TargetingRules.REGIONS), facts.region)
        && isOneOf(targeting.get(TargetingRules.CITIES), facts.city)
        && isOneOf(targeting.get(TargetingRules.DEVICE_TYPES), facts.deviceType)
        && isOneOf(targeting.get(TargetingRules.CONNECTION_TYPES), facts.connectionType)
        && isOneOf(targeting.get(TargetingRules.LANGUAGES), facts.language)
        && isOneOf(targeting.get(TargetingRules.PUBLISHERS), facts.publisher)
        && isOneOf(targeting.get(TargetingRules.GENDERS), facts.gender)
        && isOnInventory(targeting, facts)
        && hasOne(targeting.get(TargetingRules.CONTENT_CATEGORIES), facts.categories)
        && hasOne(targeting.get(TargetingRules.SEGMENTS), facts.segments)
        && hasNoOther(targeting);
  }

  private static boolean isOnInventory(Targeting targeting, Facts facts) {
    InventoryRule.Listed wanted = targeting.get(TargetingRules.INVENTORY);
    InventoryRule.Listed unwanted = targeting.get(TargetingRules.INVENTORY_EXCLUDED);
    return (wanted == null || isListed(wanted, facts))
        && (unwanted == null || !isListed(unwanted, facts));
  }

  private static boolean isListed(InventoryRule.Listed listed, Facts facts) {
    return isOfDomain(listed.domains(), facts.domain) || listed.bundles().contains(facts.bundle);
  }

  private static boolean isOfDomain(List<String> domains, String domain) {
    for (String listed : domains) {
      if (domain.equals(listed) || domain.endsWith("." + listed)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasNoOther(Targeting targeting) {
    for (TargetingRule<?> rule : UNKNOWN) {
      if (targeting.get(rule) != null) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(PeerAd ad, JsonNode imp, Set<String> blockedAttributes) {
    JsonNode banner = imp.path("banner");
    if (!isOfSize(ad, banner) || (imp.path("secure").asInt(0) == 1 && !ad.creative().secure())) {
      return false;
    }
    for (int attribute : ad.creative().attributes()) {
      if (blockedAttributes.contains(Integer.toString(attribute))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfSize(PeerAd ad, JsonNode banner) {
    int w = ad.banner().w();
    int h = ad.banner().h();
    if (banner.path("w").asInt(0) == w && banner.path("h").asInt(0) == h) {
      return true;
    }
    for (JsonNode format : banner.path("format")) {
      if (format.path("w").asInt(0) == w && format.path("h").asInt(0) == h) {
        return true;
      }
    }
    return false;
  }

  private static <T> boolean isOneOf(@Nullable List<T> wanted, T value) {
    return wanted == null || wanted.contains(value);
  }

  private static boolean hasOne(@Nullable List<String> wanted, Set<String> values) {
    if (wanted == null) {
      return true;
    }
    for (String value : wanted) {
      if (values.contains(value)) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new HashSet<>();
    for (JsonNode element : array) {
      texts.add(element.asString(""));
    }
    return texts;
  }
}
