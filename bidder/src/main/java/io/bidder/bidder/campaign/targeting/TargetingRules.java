package io.bidder.bidder.campaign.targeting;

import static io.bidder.bidder.campaign.targeting.TextMatch.EXACTLY;
import static io.bidder.bidder.campaign.targeting.TextMatch.WHATEVER_CASE;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.targeting.TextRule.Reader;
import io.bidder.bidder.campaign.targeting.ValueTypes.Codes;
import io.bidder.bidder.names.Regions;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Every rule of targeting: its key in the catalogue, its values, and what it reads of a request. A
 * rule of one of these kinds is one constant here, its place in {@link #ALL} and its {@link Rule}.
 */
public final class TargetingRules {
  public static final TextRule EXCHANGES =
      new TextRule(
          Rule.EXCHANGE, "exchanges", null, EXACTLY, Reader.text(TargetedRequest::exchange));

  public static final TextRule COUNTRIES =
      new TextRule(
          Rule.COUNTRY,
          "countries",
          ValueTypes.COUNTRY,
          WHATEVER_CASE,
          Reader.text(r -> r.request().device.geo.countryCode));

  public static final TextRule REGIONS =
      new TextRule(
          Rule.REGION,
          "regions",
          ValueTypes.REGION,
          WHATEVER_CASE,
          (r, sink) -> {
            CharSequence region = r.request().device.geo.regionCode;
            sink.text(region, 0, region.length());
            int code = Regions.codeStart(region);
            if (code > 0) {
              sink.text(region, code, region.length());
            }
          });

  public static final TextRule CITIES =
      new TextRule(
          Rule.CITY,
          "cities",
          Types.WORDS,
          WHATEVER_CASE,
          Reader.text(r -> r.request().device.geo.city));

  public static final TextRule METROS =
      new TextRule(
          Rule.METRO,
          "metros",
          Types.WORDS,
          EXACTLY,
          Reader.text(r -> r.request().device.geo.metro));

  public static final TextRule ZIPS =
      new TextRule(
          Rule.ZIP,
          "zips",
          Types.WORDS,
          WHATEVER_CASE,
          Reader.text(r -> r.request().device.geo.zip));

  public static final CircleRule NEAR = new CircleRule(Rule.LOCATION, "near");

  /**
   * OpenRTB's list "Device Types". A request that says no more than that it is from a phone or a
   * tablet is from either.
   */
  public static final CodeRule DEVICE_TYPES =
      codes(
          Rule.DEVICE_TYPE,
          "deviceTypes",
          new Codes(
                  "mobile",
                  "computer",
                  "tv",
                  "phone",
                  "tablet",
                  "connected",
                  "set-top-box",
                  "screen")
              .joining("mobile", "phone", "tablet"),
          r -> r.request().device.kind);

  public static final SystemRule OPERATING_SYSTEMS =
      new SystemRule(Rule.OPERATING_SYSTEM, "operatingSystems");

  public static final TextRule BROWSERS =
      new TextRule(
          Rule.BROWSER,
          "browsers",
          Types.WORDS,
          WHATEVER_CASE,
          Reader.text(r -> r.request().device.browser));

  /** OpenRTB's list "Connection Types". */
  public static final CodeRule CONNECTION_TYPES =
      codes(
          Rule.CONNECTION,
          "connectionTypes",
          new Codes("ethernet", "wifi", "cellular", "2g", "3g", "4g", "5g"),
          r -> r.request().device.connectiontype);

  public static final TextRule LANGUAGES =
      new TextRule(
          Rule.LANGUAGE,
          "languages",
          ValueTypes.LANGUAGE,
          TextMatch.LANGUAGE,
          Reader.text(r -> r.request().device.language));

  public static final InventoryRule INVENTORY =
      new InventoryRule(Rule.INVENTORY, "domains", "bundles", false);

  public static final InventoryRule INVENTORY_EXCLUDED =
      new InventoryRule(Rule.INVENTORY_EXCLUDED, "excludedDomains", "excludedBundles", true);

  public static final TextRule PUBLISHERS =
      new TextRule(
          Rule.PUBLISHER,
          "publishers",
          Types.WORDS,
          EXACTLY,
          Reader.text(r -> r.request().inventory.publisherId));

  /** Of site or app, section, page or content. */
  public static final TextRule CONTENT_CATEGORIES =
      new TextRule(
          Rule.CONTENT_CATEGORY,
          "contentCategories",
          Types.WORDS,
          TextMatch.CATEGORY,
          (r, sink) -> {
            sink.texts(r.request().inventory.cat);
            sink.texts(r.request().inventory.sectioncat);
            sink.texts(r.request().inventory.pagecat);
            sink.texts(r.request().inventory.content.cat);
          });

  public static final TextRule SEGMENTS =
      new TextRule(
          Rule.SEGMENT,
          "segments",
          Types.WORDS,
          EXACTLY,
          (r, sink) -> sink.texts(r.request().user.segments));

  /** Of site, app, content or user. */
  public static final TextRule KEYWORDS =
      new TextRule(
          Rule.KEYWORD,
          "keywords",
          ValueTypes.KEYWORD,
          WHATEVER_CASE,
          (r, sink) -> {
            sink.separatedTexts(r.request().inventory.keywords);
            sink.separatedTexts(r.request().inventory.content.keywords);
            sink.separatedTexts(r.request().user.keywords);
          });

  /** 0 (Monday 00:00) to 167, at {@link BidRequest#utcOffsetMinutes}. */
  public static final CodeRule HOURS_OF_WEEK =
      new CodeRule(
          Rule.HOUR,
          section -> ValueTypes.hours(section, "hours"),
          HoursOfWeek::show,
          TargetedRequest::hourOfWeek);

  /** In years, by year of birth. */
  public static final RangeRule AGE = new RangeRule(Rule.AGE, "age", 150, TargetedRequest::age);

  public static final TextRule GENDERS =
      new TextRule(
          Rule.GENDER,
          "genders",
          ValueTypes.GENDER,
          WHATEVER_CASE,
          Reader.text(r -> r.request().user.gender));

  /** In {@link Rule}'s order. */
  public static final List<TargetingRule<?>> ALL =
      List.of(
          EXCHANGES,
          COUNTRIES,
          REGIONS,
          CITIES,
          METROS,
          ZIPS,
          NEAR,
          DEVICE_TYPES,
          OPERATING_SYSTEMS,
          BROWSERS,
          CONNECTION_TYPES,
          LANGUAGES,
          INVENTORY,
          INVENTORY_EXCLUDED,
          PUBLISHERS,
          CONTENT_CATEGORIES,
          SEGMENTS,
          KEYWORDS,
          HOURS_OF_WEEK,
          AGE,
          GENDERS);

  private TargetingRules() {}

  /**
   * The targeting of a campaign.
   *
   * @param exchange the type of exchanges' labels
   */
  public static Targeting read(Section section, Type<String> exchange) {
    Targeting targeting = Targeting.everywhere();
    for (TargetingRule<?> rule : ALL) {
      targeting = rule.readInto(targeting, section, exchange);
    }
    return targeting;
  }

  /** The first rule that a request breaks, in {@link Rule}'s order; null for none. */
  public static @Nullable Rule firstBroken(Targeting targeting, TargetedRequest request) {
    for (TargetingRule<?> rule : ALL) {
      if (!rule.isMet(targeting, request)) {
        return rule.rule();
      }
    }
    return null;
  }

  /** Tells what a broken rule wants and what the request has; null for a rule of another kind. */
  public static @Nullable String why(Rule broken, Targeting targeting, TargetedRequest request) {
    for (TargetingRule<?> rule : ALL) {
      if (rule.rule() == broken) {
        return rule.why(targeting, request);
      }
    }
    return null;
  }

  private static CodeRule codes(
      Rule rule, String key, Codes codes, ToIntFunction<TargetedRequest> reader) {
    return new CodeRule(rule, section -> codes.read(section, key), codes::show, reader);
  }
}
