package io.bidder.modelstore.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Cases;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawValuesTest {
  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of(
              new Feature.Categorical("domain", "site.domain", Side.REQUEST, 100),
              new Feature.Bag("tags", "user.tags", Side.REQUEST, 100, 3, Pooling.MEAN),
              new Feature.Numeric(
                  "w", "imp.banner.w", Side.REQUEST, Transform.IDENTITY, 0, 1, 1e9, 0),
              new Feature.Categorical("width", "imp.banner.w", Side.REQUEST, 100),
              new Feature.Categorical("consent", "user.ext.consent", Side.REQUEST, 100),
              new Feature.Categorical("creative", "creative.id", Side.CANDIDATE, 100),
              new Feature.Categorical("late", "site.domain", Side.CANDIDATE, 100),
              new Feature.Categorical("page", "site.page", Side.CANDIDATE, 100),
              new Feature.Categorical("hour", "time.localHour", Side.REQUEST, 24),
              new Feature.Categorical("day", "time.localDayOfWeek", Side.REQUEST, 7),
              new Feature.Categorical("week", "time.localHourOfWeek", Side.REQUEST, 168)));

  private final RawValues raw = new RawValues(SCHEMA);

  @Test
  void sourceShouldBeFoundUnderEitherOpenRtbPosition() {
    assertEquals(raw.source("user.consent"), raw.source("user.ext.consent"));
    assertTrue(raw.source("user.consent") >= 0);
    assertEquals(-1, raw.source("regs.gdpr"));
    assertEquals(-1, raw.source("regs.ext.gdpr"));
  }

  @Test
  void valueShouldBeTheSameWhenPutAsTextBytesOrNumber() {
    int width = raw.source("imp.banner.w");
    raw.putText(width, "300");
    long hash = raw.valueHash(width, 0);
    double number = raw.number(width);

    raw.clear();
    raw.putLong(width, 300);
    assertEquals(hash, raw.valueHash(width, 0));
    assertEquals(number, raw.number(width));

    raw.clear();
    raw.putDouble(width, 300.0);
    assertEquals(hash, raw.valueHash(width, 0));

    raw.clear();
    raw.putUtf8(width, " 300 ".getBytes(StandardCharsets.UTF_8), 1, 3);
    assertEquals(hash, raw.valueHash(width, 0));

    raw.clear();
    raw.putText(width, "2.5");
    hash = raw.valueHash(width, 0);
    raw.clear();
    raw.putDouble(width, 2.5);
    assertEquals(hash, raw.valueHash(width, 0));
    assertEquals(2.5, raw.number(width));
  }

  @Test
  void hashShouldBeThatOfTheUtf8BytesWhenTextIsNotAscii() {
    int domain = raw.source("site.domain");
    for (String text : List.of("münchen.de", "日本.jp", "a\uD83D\uDE00b", "lone\uD800x", "\uDC00")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      raw.clear();
      raw.putText(domain, CharBuffer.wrap(text));

      assertEquals(XxHash64.hash(bytes, 0, bytes.length), raw.valueHash(domain, 0), text);
    }
  }

  @Test
  void hashShouldBeThatOfTheWholeTextWhenTextIsLong() {
    String text = "ü".repeat(5000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    raw.putText(raw.source("site.domain"), text);

    assertEquals(
        XxHash64.hash(bytes, 0, bytes.length), raw.valueHash(raw.source("site.domain"), 0));
  }

  @Test
  void numberShouldBeMissingAndCountedWhenTextIsUnreadable() {
    int width = raw.source("imp.banner.w");
    raw.putText(width, "wide");

    assertTrue(Double.isNaN(raw.number(width)));
    assertNotEquals(0, raw.valueHash(width, 0));
    assertEquals(1, raw.unreadableNumbers());

    raw.clear();
    raw.putDouble(width, Double.NaN);
    raw.putDouble(width, Double.NEGATIVE_INFINITY);
    assertEquals(0, raw.valueCount(width));
    assertEquals(3, raw.unreadableNumbers());
  }

  @Test
  void valuesShouldBeLeftOutAndCountedWhenBeyondTheLimit() {
    int tags = raw.source("user.tags");
    for (int i = 0; i < 5; i++) {
      raw.putLong(tags, i);
    }

    assertEquals(3, raw.valueCount(tags));
    assertEquals(2, raw.valuesLeftOut());

    int domain = raw.source("site.domain");
    raw.putText(domain, "a");
    long first = raw.valueHash(domain, 0);
    raw.putText(domain, "b");
    raw.putDouble(domain, 0.5);
    assertEquals(first, raw.valueHash(domain, 0));
    assertEquals(4, raw.valuesLeftOut());
  }

  @Test
  void nothingShouldHappenWhenTextIsEmptyOrSourceUnused() {
    raw.putText(raw.source("site.domain"), "");
    raw.putText(-1, "x");
    raw.putLong(-1, 1);
    raw.putDouble(-1, 1);
    raw.putUtf8(-1, new byte[1], 0, 1);

    for (int source = 0; source < SCHEMA.sources().size(); source++) {
      assertEquals(0, raw.valueCount(source));
    }
  }

  @Test
  void clearCandidateShouldKeepWhatARequestSays() {
    int domain = raw.source("site.domain");
    int page = raw.source("site.page");
    int creative = raw.source("creative.id");
    raw.putText(domain, "a");
    raw.putText(page, "b");
    raw.putText(creative, "7");
    raw.clearCandidate();

    assertEquals(1, raw.valueCount(domain));
    assertEquals(1, raw.valueCount(page));
    assertEquals(0, raw.valueCount(creative));
    assertEquals(0, raw.valueHash(creative, 0));
  }

  @Test
  void timeShouldBeTheUsersLocalTime() {
    Cases.forAll(
        20261123,
        300,
        draw -> {
          long epochMillis = draw.longBetween(-4_000_000_000_000L, 4_000_000_000_000L);
          int offsetMinutes = draw.intBetween(-720, 840);

          RawValues values = new RawValues(SCHEMA);
          values.time(0, 0);
          values.time(epochMillis, offsetMinutes);
          ZonedDateTime local =
              Instant.ofEpochMilli(epochMillis)
                  .atZone(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));

          RawValues expected = new RawValues(SCHEMA);
          int day = local.getDayOfWeek().getValue();
          for (var value :
              List.of(
                  List.of("time.localHour", local.getHour()),
                  List.of("time.localDayOfWeek", day),
                  List.of("time.localHourOfWeek", (day - 1) * 24 + local.getHour()))) {
            int source = values.source((String) value.get(0));
            expected.putLong(source, (int) value.get(1));
            assertEquals(expected.valueHash(source, 0), values.valueHash(source, 0));
            assertEquals(1, values.valueCount(source));
          }
        });
  }

  @Test
  void copyShouldRestoreValuesWhenReadBack() {
    raw.putText(raw.source("site.domain"), "a");
    raw.putLong(raw.source("user.tags"), 1);
    raw.putLong(raw.source("user.tags"), 1);
    raw.putText(raw.source("imp.banner.w"), "320");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(raw.copyBytes() + 3);
      raw.copyTo(segment, 3);
      RawValues restored = new RawValues(SCHEMA);
      restored.putText(restored.source("creative.id"), "gone");
      restored.copyFrom(segment, 3);

      for (int source = 0; source < SCHEMA.sources().size(); source++) {
        assertEquals(raw.valueCount(source), restored.valueCount(source));
        for (int i = 0; i < raw.valueCount(source); i++) {
          assertEquals(raw.valueHash(source, i), restored.valueHash(source, i));
        }
        assertEquals(raw.number(source), restored.number(source));
      }
    }
  }
}
