package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodedLogTest {
  @TempDir Path directory;

  @Test
  void labelsShouldBeReadWhenTheLogHasThem() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            """
            log:
              missing: [Na]
              labels: {click: c, conversion: b, value: v, weight: w}
              timestamp: {column: t, format: epoch-seconds}
            features: [{name: x, kind: numeric}]
            """,
            "s.yaml");
    Path file =
        Logs.write(
            directory,
            "log.csv",
            """
            t,c,b,v,w,x,true
            10,0,0,,1,5,0.25
            11,1,1,12.5,0.5,Na,
            11,1,0,Na,2,oops,0.5
            """);
    ReadOptions options =
        ReadOptions.defaults().withFitFraction(1).withExtraColumns(List.of("true"));
    try (EncodedLog log = EncodedLog.read(List.of(file), schema, options)) {
      assertEquals(
          List.of(
              new Logs.Row(List.of(), List.of(0f), 0, 0, 1, 0, 10_000),
              new Logs.Row(List.of(), List.of(0f), 1, 1, 0.5f, 12.5, 11_000),
              new Logs.Row(List.of(), List.of(0f), 1, 0, 2, 0, 11_000)),
          Logs.rows(log));
      assertArrayEquals(new double[] {0.25, Double.NaN, 0.5}, log.extra("true"));
      assertThrows(IllegalArgumentException.class, () -> log.extra("x"));
      LogSummary summary = log.summary();
      assertEquals(3, summary.rows());
      assertEquals(2, summary.clicks());
      assertEquals(1, summary.conversions());
      assertEquals(1, summary.unreadableNumbers());
      assertEquals("1970-01-01T00:00:10Z", summary.firstTimestamp());
      assertEquals("1970-01-01T00:00:11Z", summary.lastTimestamp());
      assertEquals(Map.of("x", 2 / 3.0), summary.missingShare());
      assertEquals(
          List.of(new LogSummary.LogFile(file.toString(), sha256(file), Files.size(file), 3)),
          summary.files());
    }
  }

  @Test
  void featuresShouldBeLearntFromTheFirstRowsOnly() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: c}}
            features:
              - {name: x, kind: numeric}
              - {name: l, kind: numeric, column: x, transform: log1p}
              - {name: q, kind: bucketised, column: x, quantiles: 4}
              - {name: k, kind: categorical}
              - {name: tags, kind: bag, separator: "|"}
              - {name: kq, kind: cross, of: [k, q]}
              - {name: constant, kind: numeric, column: one}
            """,
            "s.yaml");
    StringBuilder text = new StringBuilder("c,x,k,tags,one\n");
    for (int i = 0; i < 100; i++) {
      // The second half would move every statistic.
      int far = i < 50 ? 0 : 1_000_000;
      text.append("0,%d,k%d,t%d|t%d,1\n".formatted(i + far, i % 20 + far, i % 7 + far, i % 5));
    }
    Path file = Logs.write(directory, "log.csv", text.toString());
    try (EncodedLog log =
        EncodedLog.read(List.of(file), schema, ReadOptions.defaults().withFitFraction(0.5))) {
      List<Feature> features = log.featureSchema().features();
      Feature.Numeric x = (Feature.Numeric) features.get(0);
      assertEquals(24.5, x.mean(), 1e-9);
      assertEquals(Math.sqrt((50 * 50 - 1) / 12.0), x.standardDeviation(), 1e-9);
      Feature.Numeric logX = (Feature.Numeric) features.get(1);
      double[] logs = new double[50];
      Arrays.setAll(logs, Math::log1p);
      assertEquals(Arrays.stream(logs).average().orElseThrow(), logX.mean(), 1e-9);
      assertEquals(List.of(12.0, 25.0, 37.0), ((Feature.Bucketised) features.get(2)).boundaries());
      assertEquals(128, ((Feature.Categorical) features.get(3)).buckets());
      assertEquals(32, ((Feature.Bag) features.get(4)).buckets());
      assertEquals(16, ((Feature.Bag) features.get(4)).maxValues());
      // 50 rows have 20 keys in 4 quarters: 47 pairs came, each wants 4 buckets.
      assertEquals(256, ((Feature.Cross) features.get(5)).buckets());
      Feature.Numeric constant = (Feature.Numeric) features.get(6);
      assertEquals(1, constant.mean());
      assertEquals(1, constant.standardDeviation());
      assertEquals(50, log.fitRows());
    }
  }

  @Test
  void rowsShouldBeInTheOrderOfTimeWhenTheFileIsNot() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: c}, timestamp: {column: t, format: epoch-millis}}
            features: [{name: x, kind: bucketised, boundaries: [0.5]}]
            """,
            "s.yaml");
    Random random = new Random(3);
    StringBuilder text = new StringBuilder("t,x,c,row\n");
    int rows = 10_000;
    int[] times = new int[rows];
    for (int row = 0; row < rows; row++) {
      times[row] = random.nextInt(2000);
      text.append("%d,%d,%d,%d%n".formatted(times[row], row % 2, row % 3 == 0 ? 1 : 0, row));
    }
    Path file = Logs.write(directory, "log.csv", text.toString());
    ReadOptions options = ReadOptions.defaults().withExtraColumns(List.of("row"));
    try (EncodedLog log = EncodedLog.read(List.of(file), schema, options)) {
      assertTrue(log.summary().timeOrdered());
      double[] order = log.extra("row");
      List<Logs.Row> read = Logs.rows(log);
      for (int i = 0; i < rows; i++) {
        int row = (int) order[i];
        assertEquals(times[row], read.get(i).timestampMillis());
        assertEquals(row % 2 + 1, read.get(i).ids().getFirst());
        assertEquals(row % 3 == 0 ? 1 : 0, read.get(i).click());
        if (i > 0) {
          int before = (int) order[i - 1];
          assertTrue(times[before] < times[row] || (times[before] == times[row] && before < row));
        }
      }
    }
  }

  @Test
  void filesShouldBeOneLogInTheOrderGiven() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: c}}
            features: [{name: x, kind: numeric}]
            """,
            "s.yaml");
    Path second = Logs.write(directory, "a.csv", "c,x\n0,1\n1,2\n");
    Path first = Logs.write(directory, "b.csv", "y,x,c\n9,3,1\n");
    ReadOptions options = ReadOptions.defaults().withExtraColumns(List.of("x"));
    try (EncodedLog log = EncodedLog.read(List.of(first, second), schema, options)) {
      assertArrayEquals(new double[] {3, 1, 2}, log.extra("x"));
      assertEquals(
          List.of(1L, 2L), log.summary().files().stream().map(LogSummary.LogFile::rows).toList());
    }
  }

  @Test
  void encodingShouldBeTheBiddersWhenValuesAreTheSame() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            """
            log:
              labels: {click: c}
              timestamp: {column: t, format: epoch-seconds}
              utcOffsetMinutes: tz
            features:
              - {name: domain, kind: categorical, source: site.domain, column: host}
              - {name: size, kind: numeric, source: imp.banner.w, column: w, transform: log1p}
              - {name: size_id, kind: categorical, source: imp.banner.w, column: w}
              - {name: tags, kind: bag, source: user.data, column: tags, separator: ";"}
              - {name: hour, kind: categorical, source: time.localHour}
              - {name: domain_hour, kind: cross, of: [domain, hour]}
            """,
            "s.yaml");
    StringBuilder text = new StringBuilder("t,tz,c,host,w,tags\n");
    Random random = new Random(5);
    int rows = 300;
    List<Object[]> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      String host = random.nextInt(10) == 0 ? "" : "münchen" + random.nextInt(40) + ".de";
      int width = random.nextInt(1000);
      int[] tags = random.ints(random.nextInt(4), 0, 50).toArray();
      int offset = 60 * random.nextInt(-12, 15);
      values.add(new Object[] {row * 1000L, offset, host, width, tags});
      text.append(row * 1000L).append(',').append(offset).append(",0,").append(host).append(',');
      text.append(width).append(',');
      text.append(String.join("; ", Arrays.stream(tags).mapToObj(tag -> "t" + tag).toList()));
      text.append('\n');
    }
    Path file = Logs.write(directory, "log.csv", text.toString());
    try (EncodedLog log = EncodedLog.read(List.of(file), schema, ReadOptions.defaults())) {
      FeatureSchema features = log.featureSchema();
      FeatureEncoder encoder = new FeatureEncoder(features);
      RawValues raw = new RawValues(features);
      EncodedRows expected = new EncodedRows(features, rows);
      for (int row = 0; row < rows; row++) {
        Object[] value = values.get(row);
        raw.clear();
        raw.putText(raw.source("site.domain"), (String) value[2]);
        raw.putLong(raw.source("imp.banner.w"), (int) value[3]);
        for (int tag : (int[]) value[4]) {
          raw.putText(raw.source("user.data"), "t" + tag);
        }
        raw.time((long) value[0] * 1000, (int) value[1]);
        encoder.encode(raw, expected, row);
      }
      EncodedRows actual = new EncodedRows(features, rows);
      log.read(0, rows, actual, new Labels(rows));
      assertArrayEquals(expected.ids(), actual.ids());
      assertArrayEquals(expected.numerics(), actual.numerics());
    }
  }

  @Test
  void rowsShouldBeTheSameWhenFeaturesAreGivenAndThreadsDiffer() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: c}}
            features:
              - {name: x, kind: numeric}
              - {name: q, kind: bucketised, column: x, quantiles: 8}
              - {name: tags, kind: bag, separator: ","}
            """,
            "s.yaml");
    Random random = new Random(11);
    StringBuilder text = new StringBuilder("c,x,tags\n");
    // More than several chunks of the encoder and several buffers of the raw records.
    for (int row = 0; row < 20_000; row++) {
      text.append("%d,%d,\"%d,%d\"%n".formatted(row % 2, random.nextInt(99), row % 50, row % 7));
    }
    Path file = Logs.write(directory, "log.csv", text.toString());
    ReadOptions options = ReadOptions.defaults().withTemporaryDirectory(directory);
    try (EncodedLog one = EncodedLog.read(List.of(file), schema, options.withThreads(1));
        EncodedLog four =
            EncodedLog.read(
                List.of(file),
                schema,
                options.withThreads(4).withFeatureSchema(one.featureSchema()))) {
      assertEquals(one.featureSchema(), four.featureSchema());
      List<Logs.Row> all = Logs.rows(one);
      assertEquals(all, Logs.rows(four));

      EncodedRows some = new EncodedRows(one.featureSchema(), 3);
      Labels labels = new Labels(3);
      four.read(19_998, 2, some, labels);
      assertEquals(2, some.size());
      assertEquals(
          all.get(19_999).ids(),
          Arrays.stream(some.ids(), some.slotCount(), 2 * some.slotCount()).boxed().toList());
      assertThrows(IndexOutOfBoundsException.class, () -> four.read(19_999, 2, some, labels));
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void readShouldRefuseFeaturesWhoseSourceTheSchemaDoesNotFill() throws IOException {
    LogSchema first =
        LogSchema.parse(
            """
            log: {labels: {click: c}}
            features: [{name: x, kind: numeric}, {name: y, kind: categorical, source: site.id}]
            """,
            "s.yaml");
    LogSchema second =
        LogSchema.parse(
            """
            log: {labels: {click: c}}
            features: [{name: x, kind: numeric}]
            """,
            "other.yaml");
    Path file = Logs.write(directory, "log.csv", "c,x,y\n0,1,2\n");
    ReadOptions options = ReadOptions.defaults().withFeatureSchema(first.draft());

    assertEquals(
        "the model's features read site.id, for which schema 'other' has no column",
        Logs.problem(() -> EncodedLog.read(List.of(file), second, options)));
  }

  @Test
  void readShouldNameTheDirectoryWhenRowsCannotBeKeptThere() {
    LogSchema schema =
        LogSchema.parse(
            "log: {labels: {click: c}}\nfeatures: [{name: x, kind: numeric}]\n", "s.yaml");
    Path file = Logs.write(directory, "log.csv", "c,x\n0,1\n");
    Path none = directory.resolve("none");
    ReadOptions options = ReadOptions.defaults().withTemporaryDirectory(none);

    String message =
        Logs.message(
            ModelStoreException.class, () -> EncodedLog.read(List.of(file), schema, options));
    assertTrue(
        message.startsWith(none.resolve("bidder-log-") + "*.raw: cannot be written ("), message);
  }

  @Test
  void hourShouldBeANumberWhenItComesFromAColumn() throws IOException {
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: c}}
            features: [{name: hour, kind: categorical, source: time.localHour, column: hour}]
            """,
            "s.yaml");
    Path file = Logs.write(directory, "log.csv", "c,hour\n0,02\n0,2\n0,noon\n");
    try (EncodedLog log = EncodedLog.read(List.of(file), schema, ReadOptions.defaults())) {
      RawValues raw = new RawValues(log.featureSchema());
      raw.time(2 * 3_600_000, 0);
      EncodedRows expected = new EncodedRows(log.featureSchema(), 1);
      new FeatureEncoder(log.featureSchema()).encode(raw, expected, 0);

      int two = expected.ids()[0];
      assertEquals(
          List.of(two, two, 0), Logs.rows(log).stream().map(row -> row.ids().getFirst()).toList());
      assertEquals(1, log.summary().unreadableNumbers());
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
