package io.bidder.benchmarks.subject;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import java.util.ArrayList;
import java.util.List;

/**
 * The features of the benchmarks' network: 26 single-valued embedded ones, the first {@value
 * #REQUEST_FEATURES} of them of the request's side, and 13 numbers, all of the request's. Each is
 * said by every generated request or every ad of the catalogues.
 */
final class BenchSchema {
  /** Embedded features of the request's side; those of the candidate's follow them. */
  static final int REQUEST_FEATURES = 16;

  private static final List<String> REQUEST_SOURCES =
      List.of(
          "site.domain",
          "site.publisher.id",
          "site.page",
          "site.cat",
          "imp.tagid",
          "imp.banner.pos",
          "device.devicetype",
          "device.make",
          "device.model",
          "device.os",
          "device.carrier",
          "device.connectiontype",
          "device.geo.country",
          "device.geo.region",
          "device.geo.city",
          "user.id");

  private static final List<String> CANDIDATE_SOURCES =
      List.of(
          "campaign.id",
          "campaign.advertiser",
          "campaign.category",
          "campaign.brand",
          "creative.id",
          "creative.w",
          "creative.template",
          "creative.headline",
          "creative.product",
          "creative.price");

  private record NumberOf(String source, double mean, double standardDeviation) {}

  private static final List<NumberOf> NUMBERS =
      List.of(
          new NumberOf("device.w", 1000.5, 500),
          new NumberOf("device.h", 1200.5, 500),
          new NumberOf("device.geo.lat", 40.02, 15),
          new NumberOf("device.geo.lon", 0.02, 60),
          new NumberOf("device.geo.utcoffset", 10, 300),
          new NumberOf("user.yob", 1980.5, 15),
          new NumberOf("user.ext.visits", 9.5, 8),
          new NumberOf("imp.bidfloor", 0.245, 0.4),
          new NumberOf("imp.banner.w", 401, 250),
          new NumberOf("imp.banner.h", 251, 200),
          new NumberOf("imp.exp", 600.5, 400),
          new NumberOf("imp.ext.viewability", 0.605, 0.2),
          new NumberOf("site.content.len", 450.5, 200));

  private BenchSchema() {}

  /**
   * The schema.
   *
   * @param tableRows rows of every embedded feature's table, at least 2
   */
  static FeatureSchema of(int tableRows) {
    List<Feature> features = new ArrayList<>();
    REQUEST_SOURCES.forEach(source -> features.add(embedded(source, Side.REQUEST, tableRows)));
    CANDIDATE_SOURCES.forEach(source -> features.add(embedded(source, Side.CANDIDATE, tableRows)));
    for (NumberOf number : NUMBERS) {
      features.add(
          new Feature.Numeric(
              "number." + number.source,
              number.source,
              Side.REQUEST,
              Transform.IDENTITY,
              number.mean,
              number.standardDeviation,
              4,
              0));
    }
    return FeatureSchema.of(features);
  }

  private static Feature embedded(String source, Side side, int tableRows) {
    return new Feature.Categorical(source, source, side, tableRows - 1);
  }
}
