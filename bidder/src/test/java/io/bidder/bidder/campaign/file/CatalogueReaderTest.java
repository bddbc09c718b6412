package io.bidder.bidder.campaign.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Cap;
import io.bidder.bidder.campaign.Cap.Per;
import io.bidder.bidder.campaign.Cap.Window;
import io.bidder.bidder.campaign.Cap.WithoutId;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Group;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.PacingMode;
import io.bidder.bidder.campaign.Target;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.targeting.CircleRule;
import io.bidder.bidder.campaign.targeting.InventoryRule;
import io.bidder.bidder.campaign.targeting.RangeRule;
import io.bidder.bidder.campaign.targeting.SystemRule;
import io.bidder.bidder.campaign.targeting.TargetingRules;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueReaderTest {
  private static final String ADVERTISERS =
      """
      advertisers:
        - {id: shop, domain: Shop.example, seat: s1, seats: {acme: s2}, categories: [IAB1, IAB2-3], categoryTaxonomy: 1}
      """;

  private static final String VAST =
      "<VAST"
          + " version=\"4.1\"><Ad><Wrapper><MediaFile>https://a.example</MediaFile></Wrapper></Ad></VAST>";

  private static final String CAMPAIGN_OF_ORDERS =
      """
      advertisers: [{id: shop, domain: a.example, seat: s}]
      campaigns:
        - id: c
          advertiser: shop
          economics: {averageOrderValue: 80, roasCoefficient: 0.25}
          creatives: [{id: k, banner: {size: 1x1, markup: x}}]
          %s
      """;

  @TempDir private Path directory = Path.of("");

  @Test
  void readShouldUnderstandEveryKey() throws IOException {
    Files.writeString(directory.resolve("ad.html"), "\uFEFF<b>${AUCTION_PRICE:B64}</b>");
    Campaign campaign =
        read(ADVERTISERS
                + """
                campaigns:
                  - id: c
                    advertiser: shop
                    flight: {start: 2026-01-02, end: 2026-01-31}
                    economics: {averageOrderValue: 80.50, currency: EUR, targetRoas: 4, minCpm: 0.1, maxCpm: 40}
                    targeting:
                      exchanges: [acme, zeta]
                      countries: [DEU]
                      regions: [BE]
                      cities: [Berlin]
                      metros: ["501"]
                      near: [{lat: 52.5, lon: 13.4, radiusKm: 10}]
                      deviceTypes: [phone, tv, 7]
                      operatingSystems: [{name: iOS, minVersion: "14.2"}]
                      browsers: [Safari]
                      connectionTypes: [wifi, 5g]
                      languages: [de]
                      domains: [News.example]
                      excludedDomains: [example]
                      bundles: [com.one]
                      excludedBundles: ["123"]
                      publishers: [p]
                      contentCategories: [IAB3]
                      segments: ["7"]
                      keywords: [red shoes]
                      hours: ["mon 08-10", "sun 23-01"]
                      age: {min: 18, max: 30}
                      genders: [F]
                    deals: [d1, d2]
                    openAuction: true
                    attributes: {category: cars}
                    creatives:
                      - id: k1
                        adId: ad1
                        banner: {size: 300x250, type: 3, mimes: [image/png], markupFile: ad.html}
                        attributes: [1, 13]
                        languages: [de]
                        categories: [IAB4]
                        bundle: com.shop
                        secure: false
                        delivery: nurl
                        features: {format: image, price: 9.90}
                      - id: k2
                        video: {size: 640x480, durationSeconds: 15, mimes: [video/mp4], bitrateKbps: 800, linear: false, markup: '%s'}
                      - id: k3
                        audio: {durationSeconds: 20, mimes: [audio/mpeg], markup: '%s'}
                      - id: k4
                        native:
                          title: T
                          link: "https://shop.example/?i=${AUCTION_IMP_ID}"
                          images: [{type: icon, url: "https://shop.example/i.png", size: 64x64, mime: image/png}]
                          data: {sponsored: S, callToAction: Go}
                          clickTrackers: ["https://t.example/c"]
                          impressionTrackers: ["https://t.example/i"]
                """
                    .formatted(VAST, VAST.replace("4.1", "2.0")))
            .campaigns()
            .getFirst();

    assertEquals("shop.example", campaign.advertiser().domain());
    assertEquals(List.of("IAB1", "IAB2-3"), campaign.advertiser().categories());
    assertEquals("s1", campaign.advertiser().seatOn("zeta"));
    assertEquals("s2", campaign.advertiser().seatOn("acme"));
    assertEquals(Instant.parse("2026-01-02T00:00:00Z"), campaign.start());
    assertEquals(Instant.parse("2026-02-01T00:00:00Z"), campaign.end());
    assertEquals(80_500_000, campaign.economics().averageOrderValueMicros());
    assertEquals(0.25, campaign.economics().roasCoefficient());
    assertEquals(100_000, campaign.economics().minCpmMicros());
    assertEquals(40_000_000, campaign.economics().maxCpmMicros());
    assertEquals(
        Targeting.everywhere()
            .with(TargetingRules.EXCHANGES, List.of("acme", "zeta"))
            .with(TargetingRules.COUNTRIES, List.of("DEU"))
            .with(TargetingRules.REGIONS, List.of("BE"))
            .with(TargetingRules.CITIES, List.of("Berlin"))
            .with(TargetingRules.METROS, List.of("501"))
            .with(TargetingRules.NEAR, List.of(new CircleRule.Circle(52.5, 13.4, 10)))
            .with(TargetingRules.DEVICE_TYPES, List.of(4, 3, 7, 1))
            .with(
                TargetingRules.OPERATING_SYSTEMS,
                List.of(new SystemRule.OperatingSystem("iOS", "14.2", "")))
            .with(TargetingRules.BROWSERS, List.of("Safari"))
            .with(TargetingRules.CONNECTION_TYPES, List.of(2, 7))
            .with(TargetingRules.LANGUAGES, List.of("de"))
            .with(
                TargetingRules.INVENTORY,
                new InventoryRule.Listed(List.of("news.example"), List.of("com.one")))
            .with(
                TargetingRules.INVENTORY_EXCLUDED,
                new InventoryRule.Listed(List.of("example"), List.of("123")))
            .with(TargetingRules.PUBLISHERS, List.of("p"))
            .with(TargetingRules.CONTENT_CATEGORIES, List.of("IAB3"))
            .with(TargetingRules.SEGMENTS, List.of("7"))
            .with(TargetingRules.KEYWORDS, List.of("red shoes"))
            .with(TargetingRules.HOURS_OF_WEEK, List.of(0, 8, 9, 167))
            .with(TargetingRules.AGE, new RangeRule.Range(18, 30))
            .with(TargetingRules.GENDERS, List.of("F")),
        campaign.targeting());
    assertEquals(List.of("d1", "d2"), campaign.deals());
    assertTrue(campaign.openAuction());
    assertEquals(Map.of("category", "cars"), campaign.attributes());

    Creative banner = campaign.creatives().get(0);
    assertEquals(
        new Creative(
            "k1",
            "ad1",
            new CreativeContent.Banner(
                300, 250, 3, List.of("image/png"), Markup.of("<b>${AUCTION_PRICE:B64}</b>")),
            List.of(1, 13),
            List.of("de"),
            List.of("IAB4"),
            "com.shop",
            false,
            null,
            Creative.Delivery.NURL,
            Map.of("format", "image", "price", "9.90")),
        banner);
    Creative video = campaign.creatives().get(1);
    assertEquals("k2", video.adId());
    assertTrue(video.secure());
    assertEquals(
        new CreativeContent.Vast(
            false, 640, 480, 15, List.of("video/mp4"), 12, false, 800, Markup.of(VAST)),
        video.content());
    CreativeContent.Vast audio =
        assertInstanceOf(CreativeContent.Vast.class, campaign.creatives().get(2).content());
    assertTrue(audio.audio());
    assertEquals(5, audio.protocol());
    assertEquals(
        new CreativeContent.Native(
            "T",
            List.of(
                new CreativeContent.Image(
                    1, Markup.of("https://shop.example/i.png"), 64, 64, "image/png")),
            List.of(new CreativeContent.Data(1, "S"), new CreativeContent.Data(12, "Go")),
            Markup.of("https://shop.example/?i=${AUCTION_IMP_ID}"),
            List.of(Markup.of("https://t.example/c")),
            List.of(Markup.of("https://t.example/i"))),
        campaign.creatives().get(3).content());
  }

  @Test
  void readShouldTellEveryProblemAtOnceWhenTheFileHasMany() {
    String[] problems =
        problems(
            """
            advertisers:
              - {id: a, domain: "https://a", seat: s}
              - {id: a, domain: b.example}
            campaigns:
              - id: c
                advertiser: b
                flight: {start: 2026-02-01, end: 2026-01-01}
                economics: {averageOrderValue: -1, currency: Euro, roasCoefficient: 0, minCpm: 5, maxCpm: 2}
                targeting:
                  countrys: [USA]
                  countries: [DE, usa, XXX]
                  near: [{lat: 91, lon: 0, radiusKm: 0}]
                  deviceTypes: [fone]
                  operatingSystems: [{name: iOS, minVersion: latest}]
                  hours: ["mon-fri 25-26", noon]
                  age: {min: 40, max: 30}
                  genders: [X]
                  domains: ["x y"]
                  languages: [english]
                openAuction: false
                creatives:
                  - id: k
                    banner: {markup: "${AUCTION_PRIZE} ${CLICK_URL} ${AUCTION_ID:HEX} ${BIDDER_bid} ${BIDDER_IMP:B64} ${x}"}
                  - id: k
                    banner: {size: 300*250, mimes: [png], markupFile: ../secret}
                    attributes: [pop]
                  - id: v
                    video: {size: 640x480, durationSeconds: 0, mimes: [video/mp4], markup: "<VAST version='9'/>"}
                  - id: w
                    video: {size: 640x480, durationSeconds: 9, mimes: [video/mp4], markup: "<VAST version='3.0'>"}
                  - id: n
                    native: {link: nowhere, images: [{type: photo, url: "http://a.example/i", size: 1x1, mime: image/png}]}
                  - id: nothing
                  - id: insecure
                    banner: {size: 1x1, markup: "<img src='http://a.example/i'>"}
              - id: c
                advertiser: a
                economics: {averageOrderValue: 1, roasCoefficient: 1, targetRoas: 1}
                creatives: []
            """);

    List<String> expected =
        List.of(
            "c.yaml:2: advertisers[0].domain is 'https://a', expected a domain",
            "c.yaml:3: advertisers[1].id is 'a', expected an id that no advertiser before it has",
            "c.yaml:3: advertisers[1].seat is missing",
            "c.yaml:6: campaigns[0].advertiser is 'b', expected the id of one of the advertisers",
            "c.yaml:7: campaigns[0].flight.end is '2026-01-01', expected a time after the start",
            "c.yaml:20: campaigns[0].openAuction is 'false', expected true where there are no"
                + " deals",
            "economics.currency is 'Euro', expected an ISO 4217 code",
            "economics.maxCpm is '2', expected more than 0, and no less than minCpm",
            "c.yaml:8: campaigns[0].economics.averageOrderValue is '-1', expected an amount from 0",
            "economics.roasCoefficient is '0', expected a number above 0",
            "targeting.countrys: unknown key, did you mean 'countries'?",
            "targeting.age.max is '30', expected no less than min, 40",
            "countries[2] is 'XXX', expected an ISO 3166-1 code such as USA",
            "near[0].lat is '91', expected a number from -90",
            "near[0].radiusKm is '0', expected a number from",
            "c.yaml:13: campaigns[0].targeting.deviceTypes[0] is 'fone', expected mobile, computer",
            "operatingSystems[0].minVersion is 'latest', expected a version such as 14.2",
            "languages[0] is 'english', expected an ISO-639-1 code such as en",
            "domains[0] is 'x y', expected a domain such as news.example",
            "hours[0] is 'mon-fri 25-26', expected days and hours",
            "hours[1] is 'noon', expected days and hours",
            "genders[0] is 'X', expected M, F or O",
            "creatives[0].banner.size is missing",
            "unknown macro '${AUCTION_PRIZE}', did you mean 'AUCTION_PRICE'?",
            "unknown macro '${CLICK_URL}', expected one of BIDDER_CAMPAIGN",
            "unknown encoding in '${AUCTION_ID:HEX}', expected ${AUCTION_ID:B64}",
            "unknown macro '${BIDDER_bid}', did you mean 'BIDDER_BID'?",
            "unknown encoding in '${BIDDER_IMP:B64}', expected ${BIDDER_IMP}",
            "creatives[1].id is 'k', expected an id that no creative before it has",
            "creatives[1].banner.size is '300*250', expected a size such as 300x250",
            "mimes[0] is 'png', expected a MIME type",
            "markupFile is '../secret', expected a file below the catalogue's directory",
            "attributes[0] is 'pop', expected a whole number from 0",
            "creatives[2].video.markup: line 1: expected <VAST version=\"…\"> of 2.0, 3.0, 4.0,"
                + " 4.1, 4.2, 4.3",
            "durationSeconds is '0', expected a whole number from 1",
            "creatives[3].video.markup: line 1: not well-formed XML",
            "'nowhere' is not a web address, expected one such as",
            "'http://a.example/i' is not https",
            "images[0].type is 'photo', expected one of icon, main",
            "creatives[5].id: expected exactly one of banner, video, audio, native in a creative",
            "creatives[6].banner.markup: the markup loads something over http://",
            "campaigns[1].id is 'c', expected an id that no campaign before it has",
            "economics.targetRoas: expected either roasCoefficient or targetRoas",
            "campaigns[1].creatives is an empty list, expected a list of 1 to 1000");
    for (String problem : expected) {
      assertEquals(
          1,
          List.of(problems).stream().filter(p -> p.contains(problem)).count(),
          () -> problem + " in\n" + String.join("\n", problems));
    }
    assertEquals(expected.size(), problems.length, () -> String.join("\n", problems));
  }

  @Test
  void readShouldTakeAClicksWorthOrAConversionRateOfTheCampaignsOwn() throws IOException {
    assertEquals(
        new Economics("EUR", 400_000, 0, 0, 1, 0, 30_000_000),
        economics("{clickValue: 0.4, currency: EUR, maxCpm: 30}"));
    assertEquals(
        new Economics("USD", 0, 0.02, 80_000_000, 0.25, 0, Long.MAX_VALUE),
        economics("{averageOrderValue: 80, conversionRate: 0.02, roasCoefficient: 0.25}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {clickValue: 0}                    | clickValue is '0', expected an amount above 0
          {clickValue: -1}                   | clickValue is '-1', expected an amount from 0
          {clickValue: 1, targetRoas: 4}     | targetRoas: expected either this or clickValue
          {clickValue: 1, conversionRate: 1} | conversionRate: expected either this or clickValue
          {roasCoefficient: 1}               | averageOrderValue is missing
          {averageOrderValue: 1, roasCoefficient: 1, conversionRate: 2} | conversionRate is '2', expected a probability
          {clickvalue: 1}                    | clickvalue: unknown key, did you mean 'clickValue'?
          """)
  void readShouldSayWhatAClicksWorthCannotBe(String economics, String problem) {
    IllegalArgumentException e =
        assertThrows(InvalidInputException.class, () -> economics(economics));
    assertTrue(String.valueOf(e.getMessage()).contains("economics." + problem), e::getMessage);
  }

  @Test
  void readShouldTakeBudgetsOfCampaignsAndGroupsInTheAdvertisersDays() throws IOException {
    Campaign campaign =
        read("""
        advertisers: [{id: shop, domain: shop.example, seat: s, timeZone: America/New_York}]
        groups: [{id: g, advertiser: shop, budget: {daily: 20}}]
        campaigns:
          - id: c
            advertiser: shop
            group: g
            flight: {start: 2026-03-08, end: 2026-03-08}
            budget: {total: 1000.50, daily: 10, currency: USD}
            economics: {clickValue: 1}
            creatives: [{id: k, banner: {size: 1x1, markup: x}}]
        """)
            .campaigns()
            .getFirst();

    assertEquals(new Budget(1_000_500_000, 10_000_000, PacingMode.TRAFFIC, 0), campaign.budget());
    assertEquals(
        new Group(
            "g",
            campaign.advertiser(),
            "USD",
            new Budget(Long.MAX_VALUE, 20_000_000, PacingMode.TRAFFIC, 0)),
        campaign.group());
    // The clocks go forward on that day: it has 23 hours.
    assertEquals(Instant.parse("2026-03-08T05:00:00Z"), campaign.start());
    assertEquals(Instant.parse("2026-03-09T04:00:00Z"), campaign.end());
  }

  @Test
  void readShouldTakeWhatOrdersMayCost() throws IOException {
    assertEquals(new Target(4.5, 0), target("target: {roas: 4.5}"));
    assertEquals(new Target(0, 12_500_000), target("target: {costPerOrder: 12.5, currency: USD}"));
    assertEquals(Target.NONE, target(""));
  }

  private Target target(String key) throws IOException {
    return read(CAMPAIGN_OF_ORDERS.formatted(key)).campaigns().getFirst().target();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          target: {roas: 0}                         | target.roas is '0', expected a number from 0.01 to 10000
          target: {roas: -4}                        | target.roas is '-4', expected a number from 0.01
          target: {roas: 1e308}                     | target.roas is '1e308', expected a number from 0.01
          target: {costPerOrder: 0}                 | target.costPerOrder is '0', expected an amount above 0
          target: {costPerOrder: -5}                | target.costPerOrder is '-5', expected an amount above 0
          target: {costPerOrder: 1e308}             | target.costPerOrder is '1e308', expected an amount above 0
          target: {roas: 4, costPerOrder: 5}        | target.roas: expected either roas or costPerOrder
          target: {}                                | target.roas: expected either roas or costPerOrder
          target: {costPerOrder: 5, currency: EUR}  | target.currency is 'EUR', expected USD, which
          target: {cpa: 5}                          | target.cpa: unknown key
          target: 4                                 | target is '4', expected a mapping
          """)
  void readShouldSayWhatATargetCannotBe(String key, String problem) throws IOException {
    String problems = String.join("\n", problems(CAMPAIGN_OF_ORDERS.formatted(key)));
    assertTrue(problems.contains("campaigns[0]." + problem), problems);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          budget: {total: 0}                | campaigns[0].budget.total is '0', expected an amount above 0, up to 999999999999
          budget: {daily: -5}               | campaigns[0].budget.daily is '-5', expected an amount above 0
          budget: {daily: 1e308}            | campaigns[0].budget.daily is '1e308', expected an amount above 0
          budget: {daily: 11, total: 10}    | campaigns[0].budget.daily is '11', expected no more than the total
          budget: {daily: 1, currency: EUR} | campaigns[0].budget.currency is 'EUR', expected USD
          budget: {daily: 1, zone: UTC}     | campaigns[0].budget.zone: unknown key
          budget: {}                        | campaigns[0].budget.total: expected total, daily or both
          budget: 10                        | campaigns[0].budget is '10', expected a mapping
          target: {costPerOrder: 5}         | campaigns[0].target: expected none beside clickValue
          group: h                          | campaigns[0].group is 'h', expected the id of one of the groups
          group: g                          | campaigns[0].group is 'g', expected a group in the campaign's currency, USD, not EUR
          group: o                          | campaigns[0].group is 'o', expected a group of the campaign's advertiser, shop
          """)
  void readShouldSayWhatABudgetCannotBe(String key, String problem) throws IOException {
    String[] problems =
        problems(
            """
            advertisers: [{id: shop, domain: a.example, seat: s}, {id: b, domain: b.example, seat: s}]
            groups:
              - {id: g, advertiser: shop, currency: EUR, budget: {daily: 20}}
              - {id: o, advertiser: b, budget: {total: 20}}
            campaigns:
              - id: c
                advertiser: shop
                economics: {clickValue: 1}
                creatives: [{id: k, banner: {size: 1x1, markup: x}}]
                %s
            """
                .formatted(key));

    assertEquals(1, problems.length, () -> String.join("\n", problems));
    assertTrue(problems[0].contains(": " + problem), problems[0]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {impressions: 0, per: day}                           | caps[0].impressions is '0', expected a whole number from 1 to 200
          {impressions: -1, per: day}                          | caps[0].impressions is '-1', expected a whole number from 1 to 200
          {impressions: 1e3, per: day}                         | caps[0].impressions is '1e3', expected a whole number from 1 to 200
          {per: day}                                           | caps[0].impressions is missing
          {impressions: 1}                                     | caps[0].per is missing
          {impressions: 1, per: month}                         | caps[0].per is 'month', expected one of minute, hour, day, week, flight
          {impressions: 1, per: day, window: rolling}          | caps[0].window is 'rolling', expected one of sliding, calendar
          {impressions: 1, per: day, withoutId: never}         | caps[0].withoutId is 'never', expected one of bid, noBid
          {impressions: 1, per: flight, window: calendar}      | caps[0].window: expected none per flight, which is one window
          {impressions: 5, per: day}, {impressions: 9, per: hour}   | caps[1].impressions: expected no cap that never stops anything, as 9 impressions per sliding hour beside 5 impressions per sliding day
          {impressions: 9, per: hour}, {impressions: 5, per: flight} | caps[1].impressions: expected no cap that never stops anything, as 9 impressions per sliding hour beside 5 impressions per flight
          {impressions: 5, per: day}, {impressions: 6, per: day}    | caps[1].per: expected one cap of a kind, there is another: 5 impressions per sliding day
          {impressions: 5, per: day, window: calendar}, {impressions: 10, per: day} | caps[1].impressions: expected no cap that never stops anything, as 10 impressions per sliding day beside 5 impressions per calendar day
          """)
  void readShouldSayWhatACapCannotBe(String caps, String problem) throws IOException {
    String[] problems =
        problems(
            """
            advertisers: [{id: shop, domain: a.example, seat: s}]
            campaigns:
              - id: c
                advertiser: shop
                economics: {clickValue: 1}
                creatives: [{id: k, banner: {size: 1x1, markup: x}}]
                caps: [%s]
            """
                .formatted(caps));

    assertEquals(1, problems.length, () -> String.join("\n", problems));
    assertTrue(problems[0].contains(": campaigns[0]." + problem), problems[0]);
  }

  @Test
  void readShouldUnderstandCapsOfAllThatHasThem() throws IOException {
    Campaign campaign =
        read("""
        advertisers: [{id: shop, domain: a.example, seat: s, caps: [{impressions: 7, per: week, window: calendar}]}]
        campaigns:
          - id: c
            advertiser: shop
            economics: {clickValue: 1}
            caps: [{impressions: 5, per: day}, {impressions: 3, per: day, window: calendar, withoutId: noBid}]
            creatives: [{id: k, banner: {size: 1x1, markup: x}, caps: [{impressions: 200, per: flight}]}]
        """)
            .campaigns()
            .getFirst();

    assertEquals(
        List.of(new Cap(7, Per.WEEK, Window.CALENDAR, WithoutId.BID)),
        campaign.advertiser().caps());
    assertEquals(
        List.of(
            new Cap(5, Per.DAY, Window.SLIDING, WithoutId.BID),
            new Cap(3, Per.DAY, Window.CALENDAR, WithoutId.NO_BID)),
        campaign.caps());
    assertEquals(
        List.of(new Cap(200, Per.FLIGHT, Window.SLIDING, WithoutId.BID)),
        campaign.creatives().getFirst().caps());
  }

  @Test
  void readShouldSayWhatATimeZoneOrAGroupCannotBe() throws IOException {
    String[] problems =
        problems(
            """
            advertisers: [{id: shop, domain: a.example, seat: s, timeZone: America/New_Yorck}]
            groups: [{id: g, advertiser: shop}]
            campaigns:
              - {id: c, advertiser: shop, economics: {clickValue: 1}, creatives: [{id: k, banner: {size: 1x1, markup: x}}]}
            """);

    assertEquals(2, problems.length);
    assertTrue(
        problems[0].contains(
            "advertisers[0].timeZone is 'America/New_Yorck', expected a time zone such as"
                + " America/New_York, did you mean 'America/New_York'?"),
        problems[0]);
    assertTrue(
        problems[1].contains("groups[0].budget is missing, expected a mapping"), problems[1]);
  }

  private Economics economics(String economics) throws IOException {
    return read(ADVERTISERS
            + "campaigns: [{id: c, advertiser: shop, economics: "
            + economics
            + ", creatives: [{id: k, banner: {size: 1x1, markup: x}}]}]\n")
        .campaigns()
        .getFirst()
        .economics();
  }

  @Test
  void readShouldSaySoWhenThereIsNoYamlOrNoUtf8OrNoFile() throws IOException {
    assertEquals(1, problems("campaigns: [").length);
    assertTrue(problems("")[0].contains("the file is empty"));
    Files.write(directory.resolve("c.yaml"), new byte[] {'a', (byte) 0xFF});
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class, () -> CatalogueReader.read(directory.resolve("c.yaml")));
    assertEquals(directory.resolve("c.yaml") + ":1:2: byte 0xFF is no UTF-8", e.getMessage());
    assertThrows(
        InvalidInputException.class, () -> CatalogueReader.read(directory.resolve("none.yaml")));
  }

  @Test
  void readShouldTakeMoreThanAFewMegabytes() throws IOException {
    String markup = "x".repeat(MarkupReader.MAX_CHARS);
    StringBuilder text = new StringBuilder(ADVERTISERS).append("campaigns:\n");
    for (int i = 0; i < 15; i++) {
      text.append("  - {id: c").append(i).append(", advertiser: shop, ");
      text.append("economics: {averageOrderValue: 20, roasCoefficient: 0.25}, ");
      text.append("creatives: [{id: k").append(i);
      text.append(", banner: {size: 300x250, markup: ").append(markup).append("}}]}\n");
    }
    assertEquals(15, read(text.toString()).campaigns().size());
  }

  private Catalogue read(String text) throws IOException {
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, text);
    return CatalogueReader.read(file);
  }

  private String[] problems(String text) {
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> read(text));
    return String.valueOf(e.getMessage()).split("\n");
  }
}
