package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The public logs with their traps: quotes, several words for missing, columns without a name. */
class SharedLogsTest {

  @Test
  void requestsShouldBeRead() throws IOException {
    assertRead(
        "requests-2997/train.csv.gz",
        """
        log: {labels: {click: click}, missing: ["null", Na], never: [market_price, published_pctr]}
        features:
          - {name: weekday, kind: categorical}
          - {name: agent, kind: categorical, column: useragent}
          - {name: city, kind: categorical, source: device.geo.city}
          - {name: domain, kind: categorical, source: site.domain}
          - {name: width, kind: numeric, column: slotwidth}
          - {name: city_agent, kind: cross, of: [city, agent]}
        """,
        26_773,
        255,
        0);
  }

  @Test
  void displayLogShouldBeRead() throws IOException {
    assertRead(
        "display-13x26/train.csv.gz",
        """
        log: {labels: {click: click}}
        features:
          - {name: I1, kind: numeric, transform: log1p}
          - {name: I2, kind: numeric, transform: log1p}
          - {name: I2_bin, kind: bucketised, column: I2, quantiles: 16}
          - {name: C1, kind: categorical}
          - {name: C22, kind: categorical}
        """,
        8_000,
        1_728,
        0);
  }

  @Test
  void mobileLogShouldBeRead() throws IOException {
    assertRead(
        "mobile-display/train.csv.gz",
        """
        log: {labels: {click: click}}
        features:
          - {name: hour, kind: categorical, source: time.localHour, column: hour}
          - {name: C14, kind: categorical}
        """,
        10_000,
        1_718,
        0);
  }

  @Test
  void searchLogShouldBeRead() throws IOException {
    assertRead(
        "search-ads/train.csv.gz",
        """
        log: {labels: {click: click}, never: [impression]}
        features:
          - {name: url_hash, kind: categorical}
          - {name: depth, kind: numeric}
        """,
        31_018,
        5_037,
        0);
  }

  @Test
  void visitsShouldBeRead() throws IOException {
    assertRead(
        "email-visits-spend/train.csv.gz",
        """
        log: {labels: {click: visit, conversion: conversion, value: spend}}
        features:
          - {name: history_segment, kind: categorical}
          - {name: history, kind: numeric, transform: log1p}
        """,
        44_893,
        6_541,
        395);
  }

  @Test
  void installsShouldBeRead() throws IOException {
    assertRead(
        "clicks-installs/clicks-2017-11-06-to-08.csv.gz",
        """
        log:
          labels: {click: {always: 1}, conversion: is_attributed}
          timestamp: {column: click_time, format: "yyyy-MM-dd HH:mm:ss"}
          utcOffsetMinutes: {always: 480}
          never: [attributed_time]
        features:
          - {name: ip, kind: categorical, column: ..ip}
          - {name: app, kind: categorical}
          - {name: hour, kind: categorical, source: time.localHour}
        """,
        71_439,
        71_439,
        168);
  }

  private static void assertRead(
      String file, String schema, long rows, long clicks, long conversions) throws IOException {
    Path log = SharedData.require("data/" + file);

    try (EncodedLog encoded =
        EncodedLog.read(List.of(log), LogSchema.parse(schema, "s.yaml"), ReadOptions.defaults())) {
      LogSummary summary = encoded.summary();
      assertEquals(List.of(), summary.broken());
      assertEquals(rows, summary.rows());
      assertEquals(clicks, summary.clicks());
      assertEquals(conversions, summary.conversions());
      assertEquals(0, summary.unreadableNumbers());
      summary
          .missingShare()
          .forEach((feature, share) -> assertTrue(share < 1, feature + " is never there"));
    }
  }
}
