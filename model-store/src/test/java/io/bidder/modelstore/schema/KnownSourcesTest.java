package io.bidder.modelstore.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownSourcesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "site.domain",
        "device.geo.accuracy",
        "imp.banner.format.w",
        "user.ext.consent",
        "source.ext.schain.nodes.asi",
        "ext.exchange",
        "imp.ext.visibility",
        "imp.pmp.deals.ext.tier",
        "campaign.margin",
        "creative.price",
        "time.localHourOfWeek",
        "device.browser",
      })
  void sourceShouldBeKnownWhenABidCanHaveIt(String source) {
    assertEquals(List.of(), problems(source));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "site.domian | site.domain",
        "Site.Domain | site.domain",
        "geo.city | user.geo.city or device.geo.city",
        "geo.ctiy | user.geo.city or device.geo.city",
        "gender | user.gender",
        "stie.ext.section | site.ext.section",
        "time.localhour | time.localHour",
      })
  void problemShouldNameTheNearestPathsWhenNoBidHasTheSource(String source, String nearest) {
    assertEquals(
        List.of(
            "feature 'f0' reads " + source + ", which no bid has, did you mean " + nearest + "?"),
        problems(source));
  }

  @Test
  void problemShouldSayWhatWasExpectedWhenNothingIsNear() {
    assertEquals(
        List.of(
            "feature 'f0' reads weather.celsius, which no bid has: expected an OpenRTB field, an"
                + " attribute (campaign.…, creative.…) or a time.… source"),
        problems("weather.celsius"));
  }

  @Test
  void columnsOfALogShouldShareALine() {
    assertEquals(
        List.of(
            "features 'f0', 'f1', 'f2' and 2 more read log.a, log.b, log.c and 2 more, which no"
                + " bid has: their source is to say where a bid has the same value"),
        problems("log.a", "log.b", "log.c", "log.d", "log.e"));
  }

  private static List<String> problems(String... sources) {
    List<Feature> features =
        Stream.of(sources)
            .<Feature>map(source ->
                new Feature.Categorical(
                    "f" + List.of(sources).indexOf(source), source, Side.CANDIDATE, 10))
            .toList();
    return KnownSources.problems(FeatureSchema.of(features));
  }
}
