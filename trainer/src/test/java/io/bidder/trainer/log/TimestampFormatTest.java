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
