package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.modelstore.schema.Decimals;
import io.bidder.modelstore.testing.Cases;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampFormatTest {

  @ParameterizedTest
  @CsvSource({
    "iso, UTC, 2017-11-06T16:00:09Z, 2017-11-06T16:00:09Z",
    "iso, UTC, 2017-11-06T16:00:09, 2017-11-06T16:00:09Z",
    "iso, UTC, 2017-11-06 16:00:09, 2017-11-06T16:00:09Z",
    "iso, Asia/Shanghai, 2017-11-06T16:00:09, 2017-11-06T08:00:09Z",
    "iso, Asia/Shanghai, 2017-11-06T16:00:09Z, 2017-11-06T16:00:09Z",
    "iso, UTC, 2019-11-24 00:01:03.979311+00:00, 2019-11-24T00:01:03.979Z",
    "iso, UTC, 2019-11-24T02:01:03.5+0200, 2019-11-24T00:01:03.500Z",
    "iso, Europe/Berlin, 2024-07-01, 2024-06-30T22:00:00Z",
    "iso, UTC, 2026-01-05 00:00:37.1 UTC, 2026-01-05T00:00:37.100Z",
    "iso, UTC, 2026-01-05 00:00:37.1 -0800, 2026-01-05T08:00:37.100Z",
    "iso, UTC, 2026-01-05 00:00:37 -08:00, 2026-01-05T08:00:37Z",
    "iso, UTC, 2026-01-05T00:00:37+05:30, 2026-01-04T18:30:37Z",
    "iso, UTC, 2026-01-05t00:00:37.123456789z, 2026-01-05T00:00:37.123Z",
    "iso, UTC, 2026-01-05 00:00:37.99999999999999 GMT, 2026-01-05T00:00:37.999Z",
    "iso, UTC, '2026-01-05 00:00:37,125', 2026-01-05T00:00:37.125Z",
    "iso, UTC, 2026-01-05 00:00:37 UTC+02:00, 2026-01-04T22:00:37Z",
    "iso, UTC, 2026-01-05 00:00:37 +02, 2026-01-04T22:00:37Z",
    "iso, UTC, 2026-01-05T00:00, 2026-01-05T00:00:00Z",
    "iso, UTC, 2026-01-05T00Z, 2026-01-05T00:00:00Z",
    "iso, UTC, 20260105T000037Z, 2026-01-05T00:00:37Z",
    "iso, UTC, 20260105T000037.25-0800, 2026-01-05T08:00:37.250Z",
    "iso, Europe/Berlin, 20260105, 2026-01-04T23:00:00Z",
    "iso, UTC, 2026-01-05 00:00:37.100 America/Los_Angeles, 2026-01-05T08:00:37.100Z",
    "iso, UTC, '2026-07-05T00:00:37+02:00[Europe/Berlin]', 2026-07-04T22:00:37Z",
    "iso, UTC, ' 2026-01-05  00:00:37  utc ', 2026-01-05T00:00:37Z",
    "iso, Europe/Berlin, 2026-07-05 00:00:37.5, 2026-07-04T22:00:37.500Z",
    "iso, UTC, 1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500Z",
    "epoch-seconds, UTC, 1500000000, 2017-07-14T02:40:00Z",
    "epoch-seconds, UTC, 1500000000.25, 2017-07-14T02:40:00.250Z",
    "epoch-millis, UTC, 1500000000123, 2017-07-14T02:40:00.123Z",
    "yyyyMMddHHmmssSSS, UTC, 20131019163012345, 2013-10-19T16:30:12.345Z",
    "yyyy-MM-dd HH:mm:ss, Europe/Berlin, 2024-01-01 00:00:00, 2023-12-31T23:00:00Z",
    "yyyy-MM-dd HH:mm:ss, Europe/Berlin, 2024-02-29 12:00:00, 2024-02-29T11:00:00Z",
    "d MMM yyyy HH:mm, UTC, 3 Feb 2020 04:05, 2020-02-03T04:05:00Z",
    "yyMMddHH, UTC, 14102117, 2014-10-21T17:00:00Z",
  })
  void timestampShouldBeReadWhenItHasTheFormat(
      String format, String zone, String text, String expected) {
    assertEquals(Instant.parse(expected).toEpochMilli(), read(format, ZoneId.of(zone), text));
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 06.11.2017",
    "iso, 2017-13-01",
    "iso, 1500000000",
    "iso, 2026-01-05 00:00:37.",
    "iso, 2026-01-05T",
    "iso, 2026-01-05 00:00:37 PST",
    "iso, 2026-01-05 24:00:00",
    "iso, 2026-01-05 00:00:61",
    "iso, 2026-02-30",
    "iso, 2026-01-05 UTC",
    "iso, 2026-01-05 00:00:37 -99:00",
    "iso, 2026-01-05 00:00:37 Nowhere/Town",
    "iso, 2026-01-05T00:0",
    "iso, 26-01-05",
    "iso, 01/05/2026",
    "iso, 2026-01-05 12:00 AM",
    "epoch-seconds, 2017-11-06",
    "epoch-seconds, 1500000000123456",
    "epoch-millis, NaN",
    "yyyy-MM-dd HH:mm:ss, 2017-02-30 00:00:00",
    "yyyy-MM-dd HH:mm:ss, 2017-02-03 24:00:00",
    "yyyy-MM-dd HH:mm:ss, 2017-02-03T23:00:00",
    "yyyy-MM-dd HH:mm:ss, 2017-02-03",
  })
  void timestampShouldBeUnreadableWhenItHasAnotherFormat(String format, String text) {
    assertEquals(TimestampFormat.UNREADABLE, read(format, ZoneOffset.UTC, text));
  }

  @Test
  void fixedPatternShouldReadWhatTheFormatterWrites() {
    Cases.forAll(
        20261123,
        500,
        draw -> {
          long epochSecond = draw.longBetween(0, 4_000_000_000L);

          String pattern = "dd.MM.yyyy HH:mm:ss";
          String text =
              LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC)
                  .format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));

          assertEquals(epochSecond * 1000, read(pattern, ZoneOffset.UTC, text));
        });
  }

  private static long read(String format, ZoneId zone, String text) {
    TimestampFormat reader = TimestampFormat.of(format, zone.normalized());
    if (reader.isNumber()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return reader.ofNumber(Decimals.parse(bytes, 0, bytes.length));
    }
    byte[] bytes = (text + "  ").getBytes(StandardCharsets.UTF_8);
    return reader.ofText(bytes, bytes.length - 2);
  }
}
