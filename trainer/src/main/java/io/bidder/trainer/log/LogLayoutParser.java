package io.bidder.trainer.log;

import io.bidder.settings.YamlMap;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code log} part of a schema file: format, labels, time, and what no feature may read.
 */
final class LogLayoutParser {
  private static final Map<String, LogFormat> FORMATS = new LinkedHashMap<>();

  static {
    FORMATS.put("csv", LogFormat.CSV);
    FORMATS.put("tsv", LogFormat.TSV);
    FORMATS.put("jsonl", LogFormat.JSONL);
  }

  private static final String ALWAYS = "always";

  /** The offsets of the world's zones lie within 12 hours west and 14 east. */
  static final int MAX_UTC_OFFSET_MINUTES = 14 * 60;

  private final YamlMap log;

  LogLayoutParser(YamlMap log) {
    this.log = log;
  }

  /** Columns that are not known when bidding. */
  List<String> never() {
    return log.texts("never");
  }

  LogSchema.LogLayout parse() {
    log.allow(
        List.of("format", "header", "missing", "labels", "timestamp", "utcOffsetMinutes", "never"));
    LogFormat format = log.has("format") ? log.choice("format", FORMATS, LogFormat.CSV) : null;
    YamlMap labels = log.map("labels");
    if (!log.has("labels")) {
      log.missing("labels");
    }
    labels.allow(List.of("click", "conversion", "value", "weight"));
    String click = clickColumn(labels);
    String conversion = labels.text("conversion");
    if (labels.isMap("click") && conversion == null) {
      labels.remark(
          "click", "a log of clicks needs a conversion label, or there is nothing to learn");
    }
    String value = labels.text("value");
    if (value != null && conversion == null) {
      labels.remark("value", "an order value needs a conversion label");
    }
    if (log.has("utcOffsetMinutes") && !log.has("timestamp")) {
      log.remark("utcOffsetMinutes", "only useful with log.timestamp, which is missing");
    }
    YamlMap timestamp = log.map("timestamp");
    timestamp.allow(List.of("column", "format", "zone"));
    String timestampColumn = log.has("timestamp") ? timestamp.requiredText("column") : null;
    boolean fixedOffset = log.isMap("utcOffsetMinutes");
    return new LogSchema.LogLayout(
        format,
        header(format),
        log.texts("missing"),
        click,
        conversion,
        value,
        labels.text("weight"),
        timestampColumn,
        timestampFormat(timestamp),
        fixedOffset ? null : log.text("utcOffsetMinutes"),
        fixedOffset ? fixedOffset() : 0);
  }

  private List<String> header(@Nullable LogFormat format) {
    List<String> header = log.texts("header");
    if (format == LogFormat.JSONL && !header.isEmpty()) {
      log.remark("header", "JSON lines name their fields themselves");
    } else if (Set.copyOf(header).size() < header.size()) {
      log.remark("header", "expected each column once");
    }
    return header;
  }

  private @Nullable String clickColumn(YamlMap labels) {
    if (!labels.isMap("click")) {
      return log.has("labels") ? labels.requiredText("click") : "";
    }
    YamlMap always = labels.map("click");
    always.allow(List.of(ALWAYS));
    if (!"1".equals(always.requiredText(ALWAYS))) {
      always.problem(ALWAYS, "1, for a log of clicks");
    }
    return null;
  }

  private int fixedOffset() {
    YamlMap always = log.map("utcOffsetMinutes");
    always.allow(List.of(ALWAYS));
    always.requiredText(ALWAYS);
    return always.integer(ALWAYS, 0, -MAX_UTC_OFFSET_MINUTES, MAX_UTC_OFFSET_MINUTES);
  }

  private static TimestampFormat timestampFormat(YamlMap timestamp) {
    ZoneId zone = ZoneOffset.UTC;
    try {
      zone = ZoneId.of(timestamp.text("zone", "UTC")).normalized();
    } catch (DateTimeException e) {
      timestamp.problem("zone", "a time zone such as UTC, Asia/Shanghai or +08:00");
    }
    try {
      return TimestampFormat.of(timestamp.text("format", TimestampFormat.ISO), zone);
    } catch (IllegalArgumentException e) {
      timestamp.problem(
          "format", "iso, epoch-seconds, epoch-millis or a pattern such as yyyy-MM-dd HH:mm:ss");
      return TimestampFormat.of(TimestampFormat.ISO, zone);
    }
  }
}
