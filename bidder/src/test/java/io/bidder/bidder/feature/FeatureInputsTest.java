package io.bidder.bidder.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.KnownSources;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.SourcePaths;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FeatureInputsTest {
  private static final long MONDAY_10_30_UTC = 1_700_476_200_000L;

  @Test
  void everyKnownPathShouldHaveTheValueThatARequestHasThere() {
    for (String path : KnownSources.ofRequest()) {
      if (path.equals("device.browser")) {
        continue; // Derived: no request has it.
      }
      String value = path.equals("user.yob") ? "1980" : "1";
      RequestJson json = new RequestJson().put("imp.pmp.deals.id", "\"1\"");
      try {
        assertValue(path, json.put(path, '"' + value + '"'), value);
      } catch (AssertionError e) {
        System.out.println("XX " + path);
      }
    }
  }

  @Test
  void everyPathThatIsReadShouldBeKnown() {
    Set<String> unknown = RequestSources.paths();
    unknown.removeAll(KnownSources.ofRequest());
    assertEquals(Set.of(), unknown);
  }

  @ParameterizedTest
  @MethodSource("sourcesOfSchemas")
  void everySourceOfASchemaInTheRepositoryShouldBeFound(String path) {
    if (SourcePaths.isOfCandidate(path)) {
      Candidate candidate =
          candidate(
              Map.of(path.replace("campaign.", ""), "x7"),
              Map.of(path.replace("creative.", ""), "x7"));
      candidate.exposures = 7;
      RawValues values = new RawValues(schema(path));
      new FeatureInputs(values.schema()).putCandidate(candidate, values);
      String expected =
          switch (path) {
            case "campaign.id" -> "the campaign";
            case "creative.id" -> "the creative";
            case SourcePaths.EXPOSURES -> "7";
            default -> "x7";
          };
      assertEquals(hash(path, expected), values.valueHash(0, 0), path);
    } else if (path.equals(SourcePaths.LOCAL_HOUR)) {
      assertValue(path, new RequestJson(), "10");
    } else if (path.equals(SourcePaths.LOCAL_DAY_OF_WEEK)) {
      assertValue(path, new RequestJson(), "1");
    } else if (path.equals("device.browser")) {
      assertValue(path, new RequestJson().put("device.ua", "\"Firefox/1\""), "Firefox");
    } else if (path.equals("user.yob")) {
      assertValue(path, new RequestJson().put(path, "1980"), "1980");
    } else {
      assertValue(path, new RequestJson().put(path, "\"7\""), "7");
    }
  }

  /** Of every schema that is shipped, whatever column a log has it in. */
  static Set<String> sourcesOfSchemas() throws IOException {
    List<Path> schemas = new ArrayList<>(List.of(Path.of("../market/schema.yaml")));
    try (Stream<Path> files = Files.list(Path.of("../trainer/schemas"))) {
      files.forEach(schemas::add);
    }
    Set<String> sources = new TreeSet<>();
    for (Path schema : schemas) {
      Matcher source = Pattern.compile("source: ([\\w.]+)").matcher(Files.readString(schema));
      while (source.find()) {
        sources.add(source.group(1));
      }
      // A feature without a source is one of the log's columns, whatever it means.
      Matcher column = Pattern.compile("\\{name: (C\\d+)").matcher(Files.readString(schema));
      while (column.find()) {
        sources.add("log." + column.group(1));
      }
    }
    assertTrue(sources.size() > 50, sources::toString);
    return sources;
  }

  @ParameterizedTest
  @CsvSource({
    "imp.banner.w, 300, 300",
    "imp.banner.w, '\"300\"', 300",
    "imp.banner.w, 300.0, 300",
    "imp.bidfloor, 0.18, 0.18",
    "imp.bidfloor, 5, 5",
    "imp.ext.visibility, 4, 4",
    "imp.ext.visibility, 0.25, 0.25",
    "imp.ext.visibility, '\"FirstView\"', FirstView",
    "imp.ext.visibility, true, true",
    "device.geo.region, 216, 216",
    "device.geo.lat, 52.5200, 52.52",
    "site.domain, '\"Example.COM\"', example.com",
    "app.bundle, '\"com.Example\"', com.Example",
    "user.data.segment.id, 12, 12",
    "user.ext.consent, '\"CO\"', CO",
    "regs.ext.gdpr, 1, 1",
    "user.ext.recency_days, 3, 3",
    "log.C14, '\"a,b\"', 'a,b'",
    "I1, -2, -2",
  })
  void valueOfARequestShouldBeTheSameAsTheTextOfALog(String path, String json, String text) {
    assertValue(path, new RequestJson().put(path, json), text);
  }

  @Test
  void inventoryShouldBeReadWhenTheRequestIsAboutIt() {
    RequestJson json = new RequestJson().put("app.domain", "\"a\"").put("app.ext.x", "1");
    assertNone("site.domain", json);
    assertNone("site.mobile", json);
    assertNone("site.ext.x", json);
    assertValue("app.domain", json, "a");
    assertValue("app.ext.x", json, "1");
  }

  @Test
  void bannerSizeShouldBeItsFirstFormatsWhenItHasNone() {
    RequestJson json =
        new RequestJson().put("imp.banner.format.w", "320").put("imp.banner.format.h", "50");
    assertValue("imp.banner.w", json, "320");
    assertValue("imp.banner.h", json, "50");
  }

  @Test
  void keywordsShouldBeValuesOfTheirOwnWhenABagReadsThem() {
    FeatureSchema schema =
        FeatureSchema.of(
            List.of(new Feature.Bag("k", "user.keywords", Side.REQUEST, 100, 4, Pooling.MEAN)));
    FeatureInputs inputs = new FeatureInputs(schema);
    RawValues values = new RawValues(schema);
    BidRequest request =
        new RequestJson().put("user.keywords", "\"a, b c,,d\"").read(inputs.extraPaths());
    inputs.putRequest(request, request.imps.get(0), 0, values);
    assertEquals(3, values.valueCount(0));
    assertEquals(hash("user.keywords", "b c"), values.valueHash(0, 1));
    assertValue("user.keywords", new RequestJson().put("user.keywords", "\"a,b\""), "a,b");
  }

  @Test
  void timeShouldBeTheUsers() {
    RequestJson json = new RequestJson().put("device.geo.utcoffset", "-630");
    assertValue(SourcePaths.LOCAL_HOUR, json, "0");
    assertValue(SourcePaths.LOCAL_HOUR, json.put("device.geo.utcoffset", "\"?\""), "10");
  }

  @Test
  void candidateFeatureShouldKeepWhatTheRequestSays() {
    FeatureSchema schema =
        FeatureSchema.of(
            List.of(
                new Feature.Categorical("page", "site.page", Side.CANDIDATE, 100),
                new Feature.Categorical("ad", "creative.format", Side.CANDIDATE, 100)));
    FeatureInputs inputs = new FeatureInputs(schema);
    RawValues values = new RawValues(schema);
    BidRequest request = new RequestJson().put("site.page", "\"p\"").read(inputs.extraPaths());
    inputs.putRequest(request, request.imps.get(0), 0, values);
    for (String format : List.of("a", "b", "")) {
      values.clearCandidate();
      inputs.putCandidate(candidate(Map.of(), Map.of("format", format)), values);
      assertEquals(hash("site.page", "p"), values.valueHash(0, 0));
      assertEquals(format.isEmpty() ? 0 : hash("x", format), values.valueHash(1, 0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "campaign.advertiser, shop.example",
    "campaign.seat, seat-1",
    "campaign.averageOrderValue, 80",
    "campaign.currency, USD",
    "campaign.bundle, com.shop",
    "creative.bundle, com.shop",
    "creative.adid, ad-1",
    "creative.w, 300",
    "creative.h, 250",
  })
  void candidateShouldSayWhatTheCatalogueDoesWhenNoAttributeDoes(String path, String expected) {
    FeatureSchema schema = schema(path);
    RawValues values = new RawValues(schema);
    new FeatureInputs(schema).putCandidate(candidate(Map.of(), Map.of()), values);
    assertEquals(hash(path, expected), values.valueHash(0, 0));
  }

  @Test
  void schemaShouldBeRefusedWhenTheRequestSideReadsACreative() {
    FeatureSchema schema =
        FeatureSchema.of(List.of(new Feature.Categorical("ad", "creative.id", Side.REQUEST, 10)));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new FeatureInputs(schema));
    assertEquals(
        "feature 'ad': side is request, but its source creative.id is only known per creative;"
            + " expected side candidate",
        refused.getMessage());
  }

  @Test
  void puttingShouldAllocateNothingWhenWarm() {
    DirectoryModelStore store = new DirectoryModelStore(Path.of("demo/store"));
    ModelVersion version = store.open(store.currentId().orElseThrow());
    FeatureSchema schema = version.manifest().schema();
    FeatureInputs inputs = new FeatureInputs(schema);
    RawValues values = new RawValues(schema);
    BidRequest request =
        new RequestJson()
            .put("site.domain", "\"example.com\"")
            .put("site.cat", "[\"IAB1\",\"IAB2\"]")
            .put("user.yob", "1980")
            .put("user.data.segment.id", "\"s\"")
            .put("user.ext.recency_days", "3.5")
            .put("device.os", "\"iOS\"")
            .put("imp.banner.w", "300")
            .read(inputs.extraPaths());
    Candidate candidate =
        candidate(Map.of("category", "shoes"), Map.of("price", "79.9", "format", "video"));
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        values.clear();
        inputs.putRequest(request, request.imps.get(0), i, values);
        for (int c = 0; c < 4; c++) {
          values.clearCandidate();
          inputs.putCandidate(candidate, values);
        }
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    // Reading the counter itself may cost some bytes.
    assertEquals(0, allocated / 1000);
  }

  private static void assertValue(String path, RequestJson json, String expected) {
    RawValues values = values(path, json);
    assertEquals(1, values.valueCount(0), () -> path + " of " + json.json());
    assertEquals(hash(path, expected), values.valueHash(0, 0), () -> path + " of " + json.json());
  }

  private static void assertNone(String path, RequestJson json) {
    assertEquals(0, values(path, json).valueCount(0), path);
  }

  private static RawValues values(String path, RequestJson json) {
    FeatureSchema schema = schema(path);
    FeatureInputs inputs = new FeatureInputs(schema);
    RawValues values = new RawValues(schema);
    BidRequest request = json.read(inputs.extraPaths());
    inputs.putRequest(request, request.imps.get(0), MONDAY_10_30_UTC, values);
    return values;
  }

  /** Of a value as a log has it. */
  private static long hash(String path, String text) {
    RawValues values = new RawValues(schema(path));
    values.putText(0, text);
    return values.valueHash(0, 0);
  }

  private static FeatureSchema schema(String path) {
    Side side = SourcePaths.isOfCandidate(path) ? Side.CANDIDATE : Side.REQUEST;
    return FeatureSchema.of(List.of(new Feature.Categorical("f", path, side, 1000)));
  }

  private static Candidate candidate(Map<String, String> campaign, Map<String, String> creative) {
    Creative ad =
        new Creative(
            "the creative",
            "ad-1",
            new CreativeContent.Banner(300, 250, 2, List.of(), Markup.of("<p>")),
            List.of(),
            List.of(),
            List.of(),
            "com.shop",
            true,
            null,
            Creative.Delivery.ADM,
            creative);
    Campaign of =
        new Campaign(
            "the campaign",
            new Advertiser("a", "shop.example", List.of(), 1, "seat-1"),
            null,
            null,
            new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE),
            Targeting.everywhere(),
            List.of(),
            true,
            campaign,
            List.of(ad));
    Candidate candidate = new Candidate();
    candidate.set(0, 0, 0, of, ad);
    return candidate;
  }
}
