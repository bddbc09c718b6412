package io.bidder.trainer.log;

import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code log} part of a schema file: format, labels, time, and what no feature may read.
 */
final class LogLayoutParser {
  private static final String ALWAYS = "always";

  /** The offsets of the world's zones lie within 12 hours west and 14 east. */
  static final int MAX_UTC_OFFSET_MINUTES = 14 * 60;

  private static final Type<ZoneId> ZONE =
      Type.of(
          "a time zone such as UTC, Asia/Shanghai or +08:00",
          ZoneOffset.UTC,
          text -> {
            try {
              return Optional.of(ZoneId.of(text).normalized());
            } catch (DateTimeException e) {
              return Optional.empty();
            }
          });

  private static final Type<Character> DELIMITER =
      Type.of(
          "a character such as ; or |, no quote, backslash, letter, digit or line's end",
          ',',
          text ->
              text.length() == 1
                      && "\"\\\r\n".indexOf(text.charAt(0)) < 0
                      && !Character.isLetterOrDigit(text.charAt(0))
                  ? Optional.of(text.charAt(0))
                  : Optional.empty());

  private static final Type<Quoting> QUOTING =
      Types.choice(
          new TreeMap<>(
              Map.of(
                  "none", Quoting.NONE,
                  "doubled", Quoting.DOUBLED,
                  "backslash", Quoting.BACKSLASH)));

  private static final Type<Charset> ENCODING =
      Type.of(
          "an encoding such as UTF-8, windows-1252 or UTF-16LE",
          StandardCharsets.UTF_8,
          text -> {
            try {
              return Optional.of(Charset.forName(text));
            } catch (IllegalArgumentException e) {
              return Optional.empty();
            }
          });

  private final Section log;

  private LogLayoutParser(Section log) {
    this.log = log;
  }

  /** Columns of labels; without one for the click, every row is a click. */
  private record Labels(
      @Nullable String click,
      @Nullable String conversion,
      @Nullable String value,
      @Nullable String weight,
      boolean counts,
      boolean viewThrough) {}

  /** A column of times, if there is one, and how they are written. */
  private record Timestamp(@Nullable String column, TimestampFormat format) {}

  /** The part's content, and the columns that are not known when bidding. */
  record Parsed(LogSchema.LogLayout layout, List<String> never) {}

  static Parsed parse(Section log) {
    return new Parsed(
        new LogLayoutParser(log).layout(), log.list("never", Types.ANY_TEXT).or(List.of()));
  }

  private LogSchema.LogLayout layout() {
    LogForm form = form();
    List<String> missing = log.list("missing", Types.ANY_TEXT).or(List.of());
    Labels labels = log.requiredMap("labels", LogLayoutParser::labels);
    Timestamp timestamp =
        log.isSet("timestamp")
            ? log.map("timestamp", LogLayoutParser::timestamp)
            : new Timestamp(null, TimestampFormat.of(TimestampFormat.ISO, ZoneOffset.UTC));
    if (log.isSet("utcOffsetMinutes") && timestamp.column == null) {
      log.remark("utcOffsetMinutes", "only useful with log.timestamp, which is missing");
    }
    boolean fixedOffset = log.isMap("utcOffsetMinutes");
    return new LogSchema.LogLayout(
        form,
        missing,
        labels.click,
        labels.conversion,
        labels.value,
        labels.weight,
        labels.counts,
        labels.viewThrough,
        timestamp.column,
        timestamp.format,
        fixedOffset ? null : log.get("utcOffsetMinutes", Types.TEXT).orNull(),
        fixedOffset ? log.map("utcOffsetMinutes", LogLayoutParser::fixedOffset) : 0);
  }

  private LogForm form() {
    LogFormat format = log.get("format", Types.choice(LogFormat.class)).orNull();
    Character delimiter = log.get("delimiter", DELIMITER).orNull();
    Quoting quoting = log.get("quoting", QUOTING).orNull();
    List<String> header = log.list("header", Types.ANY_TEXT).or(List.of());
    if (format == LogFormat.JSONL) {
      for (String key : List.of("delimiter", "quoting", "header")) {
        if (log.isSet(key)) {
          log.remark(key, "JSON lines name and part their fields themselves");
        }
      }
    } else if (Set.copyOf(header).size() < header.size()) {
      log.remark("header", "expected each column once");
    }
    return new LogForm(
        format,
        delimiter,
        quoting,
        log.get("encoding", ENCODING).or(StandardCharsets.UTF_8),
        header);
  }

  private static Labels labels(Section labels) {
    boolean always = labels.isMap("click");
    String conversion = labels.get("conversion", Types.TEXT).orNull();
    if (always && conversion == null) {
      labels.remark(
          "click", "a log of clicks needs a conversion label, or there is nothing to learn");
    }
    String value = labels.get("value", Types.TEXT).orNull();
    if (value != null && conversion == null) {
      labels.remark("value", "an order value needs a conversion label");
    }
    boolean viewThrough = labels.get("viewThrough", Types.FLAG).or(false);
    if (viewThrough && (always || conversion == null)) {
      labels.remark("viewThrough", "only useful with a click's and a conversion's column");
    }
    return new Labels(
        always
            ? labels.map("click", LogLayoutParser::always)
            : labels.get("click", Types.TEXT).required(),
        conversion,
        value,
        labels.get("weight", Types.TEXT).orNull(),
        labels.get("counts", Types.FLAG).or(false),
        viewThrough);
  }

  /** Every row is a click: there is no column for it. */
  private static @Nullable String always(Section click) {
    click.get(ALWAYS, Types.code("1, for a log of clicks", Set.of("1"))).required();
    return null;
  }

  private static int fixedOffset(Section offset) {
    return offset
        .get(ALWAYS, Types.integer(-MAX_UTC_OFFSET_MINUTES, MAX_UTC_OFFSET_MINUTES))
        .required();
  }

  private static Timestamp timestamp(Section timestamp) {
    ZoneId zone = timestamp.get("zone", ZONE).or(ZoneOffset.UTC);
    Type<TimestampFormat> format =
        Type.of(
            "iso, epoch-seconds, epoch-millis or a pattern such as yyyy-MM-dd HH:mm:ss",
            TimestampFormat.of(TimestampFormat.ISO, zone),
            text -> {
              try {
                return Optional.of(TimestampFormat.of(text, zone));
              } catch (IllegalArgumentException e) {
                return Optional.empty();
              }
            });
    return new Timestamp(
        timestamp.get("column", Types.TEXT).required(),
        timestamp.get("format", format).or(TimestampFormat.of(TimestampFormat.ISO, zone)));
  }
}
