package io.bidder.market.replay.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.testing.SharedData;
import io.bidder.trainer.log.EncodedLog;
import io.bidder.trainer.log.Labels;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row that comes as a bid request is to the bidder what it is to the trainer. */
class SameFeaturesTest {
  private static final String SCHEMA =
      """
      log:
        labels: {click: click}
        timestamp: {column: at, format: epoch-seconds}
        utcOffsetMinutes: offset
      features:
        - {name: hour, kind: categorical, source: time.localHour, buckets: 50000}
        - {name: day, kind: categorical, source: time.localDayOfWeek, buckets: 50000}
        - {name: bundle, kind: categorical, source: app.bundle, buckets: 50000}
        - {name: cat, kind: bag, source: app.cat, separator: "|", buckets: 50000, maxValues: 3}
        - {name: tags, kind: bag, source: user.data.segment.id, separator: "|", buckets: 50000}
        - {name: more, kind: bag, source: user.ext.more, separator: "|", buckets: 50000}
        - {name: age, kind: bucketised, source: user.yob, boundaries: [1960, 1980, 2000]}
        - {name: type, kind: categorical, source: device.devicetype, buckets: 50000}
        - {name: browser, kind: categorical, source: device.browser, buckets: 50000}
        - {name: os, kind: categorical, source: device.os, buckets: 50000}
        - {name: lat, kind: numeric, source: device.geo.lat}
        - {name: days, kind: numeric, source: user.ext.days, transform: log1p}
        - {name: days_text, kind: categorical, source: user.ext.code, column: days, buckets: 50000}
        - {name: width, kind: categorical, source: imp.banner.w, buckets: 50000}
        - {name: os_x_width, kind: cross, of: [os, width], buckets: 50000}
      """;

  @TempDir private Path directory;

  @Test
  void featuresShouldBeTheSameWhenValuesOfEveryKindComeAndMiss() throws IOException {
    Random random = new Random(5);
    StringBuilder csv =
        new StringBuilder(
            "click,at,offset,bundle,cat,tags,more,age,type,browser,os,lat,days,width\n");
    for (int row = 0; row < 500; row++) {
      csv.append(random.nextInt(2)).append(',').append(random.nextInt(1_000_000)).append(',');
      csv.append(random.nextInt(-720, 841)).append(',');
      csv.append(some(random, "com.example", "Ünïcode \u65e5\u672c", "0042", "7"));
      csv.append(some(random, "IAB1", "IAB1|IAB2-3", "a|b|c|d", "x| y ||z"));
      csv.append(some(random, "1|2|3", "07", "tag with space"));
      csv.append(some(random, "1", "1|2", "b|a|b"));
      csv.append(some(random, "1950", "1980", "2004"));
      csv.append(some(random, "1", "2", "7"));
      csv.append(some(random, "Chrome", "Edge", "Firefox", "Opera", "Safari", "Samsung"));
      csv.append(some(random, "iOS", "Android", "windows 7"));
      csv.append(some(random, "52.5", "-0.125", "52.50000", "3"));
      csv.append(some(random, "0.1", "1e2", "12", "6.30"));
      csv.append(random.nextBoolean() ? "320" : "300").append('\n');
    }
    Path log = Files.writeString(directory.resolve("log.csv"), csv, StandardCharsets.UTF_8);

    assertSameFeatures(log, LogSchema.parse(SCHEMA, "s"));
  }

  @Test
  void featuresShouldBeTheSameWhenRowsAreRealRequests() throws IOException {
    assertSameFeatures(
        SharedData.require("data/requests-2997/train.csv.gz"),
        LogSchema.read(Path.of("..", "trainer", "schemas", "requests-2997.yaml")));
  }

  private static void assertSameFeatures(Path log, LogSchema schema) throws IOException {
    List<LogRequests.Made> made =
        new LogRequests(schema, Map.of(), 300, 250, 100).read(List.of(log), ReadOptions.defaults());
    try (EncodedLog encoded = EncodedLog.read(List.of(log), schema, ReadOptions.defaults())) {
      FeatureSchema features = encoded.featureSchema();
      EncodedRows expected = new EncodedRows(features, 1);
      EncodedRows served = new EncodedRows(features, 1);
      Labels labels = new Labels(1);
      FeatureInputs inputs = new FeatureInputs(features);
      FeatureEncoder encoder = new FeatureEncoder(features);
      RawValues values = new RawValues(features);
      BidRequestReader reader = new BidRequestReader();
      BidRequest request = new BidRequest();
      assertEquals(encoded.rows(), made.size());
      for (int row = 0; row < made.size(); row++) {
        byte[] body = made.get(row).body();
        encoded.read(row, 1, expected, labels);
        assertNull(reader.read(body, 0, body.length, inputs.extraPaths(), request));
        values.clear();
        inputs.putRequest(request, request.imps.get(0), made.get(row).epochMillis(), values);
        encoder.encode(values, served, 0);
        String shown = new String(body, StandardCharsets.UTF_8);
        assertEquals(Arrays.toString(expected.ids()), Arrays.toString(served.ids()), shown);
        assertEquals(
            Arrays.toString(expected.numerics()), Arrays.toString(served.numerics()), shown);
      }
    }
  }

  /** One of the values or none, and a comma. */
  private static String some(Random random, String... values) {
    return (random.nextInt(5) == 0 ? "" : values[random.nextInt(values.length)]) + ",";
  }
}
