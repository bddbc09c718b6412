package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogSchemaTest {
  private static final String FULL =
      """
      name: everything
      log:
        format: tsv
        missing: ["null", Na]
        labels: {click: click, conversion: bought, value: spend, weight: w}
        timestamp: {column: at, format: "yyyy-MM-dd HH:mm:ss", zone: Asia/Shanghai}
        utcOffsetMinutes: tz
        never: [market_price]
      features:
        - {name: domain, kind: categorical, source: site.domain, column: host, side: request}
        - {name: creative, kind: categorical, side: candidate, buckets: 500}
        - {name: i1, kind: numeric, column: I1, transform: log1p, clip: 4, missing: -1}
        - {name: i1_bin, kind: bucketised, column: I1, quantiles: 16}
        - {name: age, kind: bucketised, boundaries: [18, 35.5]}
        - {name: tags, kind: bag, column: usertag, separator: ",", pooling: sum, maxValues: 8}
        - {name: both, kind: cross, of: [domain, creative], buckets: 64}
        - {name: hour, kind: categorical, source: time.localHour}
      """;

  @Test
  void parseShouldGiveEveryFieldWhenTheFileIsGood() {
    LogSchema schema = LogSchema.parse(FULL, "full.yaml");

    assertEquals("everything", schema.name());
    assertEquals(FULL, schema.text());
    assertFalse(schema.clicksOnly());
    assertTrue(schema.hasConversion() && schema.hasValue() && schema.hasTimestamp());
    assertEquals(
        FeatureSchema.of(
            List.of(
                new Feature.Categorical("domain", "site.domain", Side.REQUEST, 1),
                new Feature.Categorical("creative", "log.creative", Side.CANDIDATE, 500),
                new Feature.Numeric("i1", "log.I1", Side.REQUEST, Transform.LOG1P, 0, 1, 4, -1),
                new Feature.Bucketised("i1_bin", "log.I1", Side.REQUEST, List.of()),
                new Feature.Bucketised("age", "log.age", Side.REQUEST, List.of(18.0, 35.5)),
                new Feature.Bag("tags", "log.usertag", Side.REQUEST, 1, 8, Pooling.SUM),
                new Feature.Cross("both", "domain", "creative", Side.CANDIDATE, 64),
                new Feature.Categorical("hour", "time.localHour", Side.REQUEST, 1))),
        schema.draft());
    assertEquals("host", schema.features().getFirst().column());
    assertEquals(null, schema.features().getLast().column());
  }

  @Test
  void parseShouldUseTheFileNameWhenTheSchemaHasNone() {
    LogSchema schema =
        LogSchema.parse(
            """
            log: {labels: {click: {always: 1}, conversion: c}}
            features: [{name: a, kind: categorical}]
            """,
            "dir/installs.yaml");

    assertEquals("installs", schema.name());
    assertTrue(schema.clicksOnly());
  }

  @Test
  void parseShouldTellEveryProblemAtOnceWithItsLine() {
    String text =
        """
        log:
          fromat: csv
          labels: {click: click, value: v}
          timestamp: {column: t, format: "yyyy-QQQQQQQ", zone: Mars}
          never: [price]
        features:
          - {name: a, kind: categorial}
          - {name: b, kind: numeric, column: price, clip: -2}
          - {name: c, kind: bag, maxValues: 0, pooling: max}
          - {name: d, kind: cross, of: [b, nope]}
          - {name: e, kind: bucketised}
          - {name: e, kind: bucketised, boundaries: [2, 1]}
          - {kind: categorical, bucket: 5}
          - {name: f, kind: categorical, column: click}
          - {name: g, kind: categorical, source: time.localHours}
        """;

    assertProblems(
        text,
        "x.yaml:3: log.labels.value: an order value needs a conversion label",
        "x.yaml:4: log.timestamp.zone is 'Mars', expected a time zone such as UTC, Asia/Shanghai or"
            + " +08:00",
        "x.yaml:4: log.timestamp.format is 'yyyy-QQQQQQQ', expected iso, epoch-seconds,"
            + " epoch-millis or a pattern such as yyyy-MM-dd HH:mm:ss",
        "x.yaml:2: log.fromat: unknown key, did you mean 'format'?",
        "x.yaml:7: features[0].kind is 'categorial', expected one of categorical, numeric,"
            + " bucketised, bag, cross, did you mean 'categorical'?",
        "x.yaml:8: features[1].clip is '-2', expected a number above 0",
        "x.yaml:8: features[1].column: 'price' is in log.never: it is not known when bidding",
        "x.yaml:9: features[2].maxValues is '0', expected a whole number from 1 to 4096",
        "x.yaml:9: features[2].pooling is 'max', expected one of sum, mean",
        "x.yaml:10: features[3].of: 'b' is no categorical, bucketised or cross feature",
        "x.yaml:10: features[3].of: 'nope' is no feature before this one",
        "x.yaml:11: features[4].quantiles: expected either quantiles: N or boundaries: [...]",
        "x.yaml:12: features[5].boundaries: 1.0 follows 2.0, expected ascending numbers",
        "x.yaml:12: features[5].name is 'e', expected a name that no feature before it has",
        "x.yaml:13: features[6].name is missing, expected a text",
        "x.yaml:13: features[6].bucket: unknown key, did you mean 'buckets'?",
        "x.yaml:14: features[7].column: 'click' is a label, which no feature may read",
        "x.yaml:15: features[8].source is 'time.localHours', expected one of time.localHour,"
            + " time.localDayOfWeek, time.localHourOfWeek, did you mean 'time.localHour'?");
  }

  @Test
  void parseShouldTellWhenSourcesDoNotFitTogether() {
    assertProblems(
        """
        log: {labels: {click: click}}
        features:
          - {name: a, kind: categorical, source: user.consent, column: a}
          - {name: b, kind: categorical, source: user.ext.consent, column: b}
          - {name: tags, kind: bag, separator: "|"}
          - {name: tag, kind: categorical, column: tags}
          - {name: hour, kind: categorical, source: time.localHour}
          - {name: day, kind: categorical, source: time.localDayOfWeek, column: weekday}
        """,
        "x.yaml:4: features[1].column: source user.ext.consent is column 'a' for feature 'a': give"
            + " one of the two another source",
        "x.yaml:6: features[3].separator: source log.tags is separated by '|' for feature 'tags':"
            + " give one of the two another source",
        "x.yaml:7: features[4].source: derived from log.timestamp, which is missing; or name a"
            + " column",
        "x.yaml:8: features[5].source: 'day' reads its time from a column and 'hour' derives it"
            + " from the timestamp: expected the one or the other");
  }

  @Test
  void parseShouldTellWhenTheFileIsNotOne() {
    assertProblems("", "x.yaml:1: the file is empty, expected a mapping");
    assertProblems(
        "name: x",
        "x.yaml:1: log is missing, expected a mapping",
        "x.yaml:1: features is missing, expected a list");
    assertProblems("a: [1\nb: 2\n", "x.yaml:2: no YAML: expected ',' or ']', but got :");
    assertProblems(
        "log: {labels: {click: c}}\nfeatures: []\n",
        "x.yaml:2: features is an empty list, expected a list of 1 to 10000");
    assertProblems(
        "log: {labels: {click: c}, labels: {click: d}}\nfeatures: [7]\n",
        "x.yaml:1: 'labels' comes twice",
        "x.yaml:2: features[0] is '7', expected a mapping");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{labels: {click: {always: 0}, conversion: c}}"
            + "| log.labels.click.always is '0', expected 1, for a log of clicks",
        "{labels: {click: {always: 1}}} | log.labels.click: a log of clicks needs a conversion"
            + " label, or there is nothing to learn",
        "{labels: {conversion: c}} | log.labels.click is missing, expected a text",
        "{labels: {click: c}, format: parquet}"
            + "| log.format is 'parquet', expected one of csv, tsv, jsonl",
        "{labels: {click: c}, utcOffsetMinutes: tz} | log.utcOffsetMinutes: only useful with"
            + " log.timestamp, which is missing",
        "{labels: {click: c}, timestamp: {column: t}, utcOffsetMinutes: {always: 900}}"
            + "| log.utcOffsetMinutes.always is '900', expected a whole number from -840 to 840",
        "{labels: {click: c}, timestamp: {format: iso}} | log.timestamp.column is missing, expected"
            + " a text",
        "{labels: {click: c}, never: price} | log.never is 'price', expected a list",
      })
  void parseShouldTellWhenTheLogPartIsWrong(String log, String problem) {
    assertProblems(
        "log: " + log + "\nfeatures: [{name: a, kind: categorical}]\n", "x.yaml:1: " + problem);
  }

  @Test
  void readShouldNameTheFileWhenItIsMissing(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("none.yaml");
    assertEquals(
        file + ": there is no such file",
        Logs.message(InvalidInputException.class, () -> LogSchema.read(file)));

    Files.writeString(file, FULL);
    assertEquals(FULL, LogSchema.read(file).text());
  }

  private static void assertProblems(String text, String... expected) {
    String message =
        Logs.message(InvalidInputException.class, () -> LogSchema.parse(text, "x.yaml"));

    assertEquals(List.of(expected), message.lines().toList());
  }
}
