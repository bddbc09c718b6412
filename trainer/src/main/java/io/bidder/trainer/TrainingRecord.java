package io.bidder.trainer;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.fitting.FittedModel;
import io.bidder.trainer.fitting.Slices;
import io.bidder.trainer.learning.RowRange;
import io.bidder.trainer.log.LogSummary;
import io.bidder.trainer.report.Report;
import io.bidder.trainer.version.ServedForm;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a manifest, {@code training}, that says how a version came to be, and what an
 * evaluation reads back from it.
 */
final class TrainingRecord {
  private static final String FILES = "log";
  private static final String SHA256 = "sha256";
  private static final String START = "startedFrom";
  private static final String BASE_RATES = "baseRates";
  private static final String SETTINGS = "settings";
  private static final String LAST_TIMESTAMP = "lastTimestamp";
  private static final String ROWS = "rows";
  private static final String VALID_ROWS = "validRows";
  private static final String SERVED_ROWS = "servedRows";
  private static final String VALID_FRACTION = "validFraction";
  private static final String VALIDATED_ON = "validatedOn";
  private static final String HELD_OUT = "held-out bids";

  private TrainingRecord() {}

  static Map<String, Object> of(
      TrainingRows rows,
      RowRange served,
      TrainOptions options,
      @Nullable ModelVersion start,
      Map<Head, Double> baseRates,
      FittedModel model,
      Report.Training training) {
    LogSummary log = rows.summary();
    Slices slices = rows.slices();
    Map<String, Object> record = new LinkedHashMap<>();
    List<Object> files = new ArrayList<>();
    for (LogSummary.LogFile file : log.files()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("file", Path.of(file.file()).getFileName().toString());
      entry.put(SHA256, file.sha256());
      entry.put("bytes", file.bytes());
      entry.put(ROWS, file.rows());
      files.add(entry);
    }
    record.put(FILES, files);
    putIfThere(record, START, start == null ? null : start.id());
    record.put(ROWS, log.rows());
    record.put("brokenRows", log.brokenRows());
    record.put("fitRows", slices.fit().rows());
    record.put("stopRows", slices.stop().rows());
    record.put("calibrateRows", slices.calibrate().rows());
    record.put(VALID_ROWS, slices.valid().rows());
    record.put(SERVED_ROWS, served.rows());
    if (rows.heldOut()) {
      record.put(VALIDATED_ON, HELD_OUT);
    } else {
      record.put(VALID_FRACTION, options.validFraction);
    }
    putIfThere(record, "firstTimestamp", log.firstTimestamp());
    putIfThere(record, LAST_TIMESTAMP, log.lastTimestamp());
    Map<String, Object> rates = new LinkedHashMap<>();
    baseRates.forEach((head, rate) -> rates.put(head.id(), rate));
    record.put(BASE_RATES, rates);
    Map<String, Object> settings = new LinkedHashMap<>();
    putIfThere(settings, "went on from", start == null ? null : start.id());
    settings.put("architecture", model.spec().architecture().id());
    settings.put("dimension", model.spec().dimension());
    settings.put("bottom", model.spec().bottom().toString());
    settings.put("top", model.spec().top().toString());
    settings.put("members", model.members());
    settings.put("seed", options.seed);
    for (Head head : model.spec().heads()) {
      settings.put(head.id() + " share of the networks", model.networkShare(head));
    }
    record.put(SETTINGS, settings);
    record.putAll(rows.record());
    record.put("epochs", training.epochs());
    record.put("seconds", training.seconds());
    record.put("rowsPerSecond", training.rowsPerSecond());
    return record;
  }

  /** The manifest of a version in its form, which its training's record and settings then say. */
  static Manifest with(ServedForm served) {
    Manifest manifest = served.version().manifest();
    Map<String, Object> record = new LinkedHashMap<>(manifest.training());
    record.put("served", served.record());
    Map<String, Object> settings = settings(manifest);
    settings.put("scored", served.text());
    record.put(SETTINGS, settings);
    return manifest.withRecord(record, manifest.metrics());
  }

  private static void putIfThere(Map<String, Object> record, String key, @Nullable String value) {
    if (value != null) {
      record.put(key, value);
    }
  }

  /**
   * The settings that the network was made with, name to value; empty for a version that was not
   * made here.
   */
  static Map<String, Object> settings(Manifest manifest) {
    return map(manifest.training().get(SETTINGS));
  }

  /** The rates of the training rows, which a baseline predicts. */
  static Map<Head, Double> baseRates(Manifest manifest) {
    Map<String, Object> stored = map(manifest.training().get(BASE_RATES));
    Map<Head, Double> rates = new EnumMap<>(Head.class);
    for (Head head : Head.values()) {
      if (stored.get(head.id()) instanceof Number rate) {
        rates.put(head, rate.doubleValue());
      }
    }
    return rates;
  }

  /** The time of the newest row that a version was made of; null if nobody has noted it. */
  static @Nullable Instant lastTimestamp(Manifest manifest) {
    return manifest.training().get(LAST_TIMESTAMP) instanceof String text
        ? Instant.parse(text)
        : null;
  }

  /** The version that one validated on held-out bids went on from; null for any other. */
  static @Nullable String startOfHeldOut(Manifest manifest) {
    return HELD_OUT.equals(manifest.training().get(VALIDATED_ON))
            && manifest.training().get(START) instanceof String id
        ? id
        : null;
  }

  /** The share of the rows it was validated on, if {@code log} is the very log it was made from. */
  static @Nullable Double validFractionOf(Manifest manifest, LogSummary log) {
    if (!(manifest.training().get(FILES) instanceof List<?> files)
        || files.size() != log.files().size()
        || !(manifest.training().get(VALID_FRACTION) instanceof Number fraction)) {
      return null;
    }
    for (int i = 0; i < files.size(); i++) {
      if (!log.files().get(i).sha256().equals(map(files.get(i)).get(SHA256))) {
        return null;
      }
    }
    return fraction.doubleValue();
  }

  /**
   * Tells whether what is served was fitted on the rows of its report too, whose figures are of a
   * fit that had not seen them.
   */
  static boolean sawValidRows(Manifest manifest) {
    Map<String, Object> record = manifest.training();
    return record.get(SERVED_ROWS) instanceof Number served
        && record.get(ROWS) instanceof Number rows
        && record.get(VALID_ROWS) instanceof Number valid
        && served.longValue() > rows.longValue() - valid.longValue();
  }

  /** The newest rows of a log in words: if it has no time, those that its files have last. */
  static String newest(LogSummary log, double fraction) {
    return log.lastTimestamp() == null
        ? "the last " + percent(fraction) + " of the rows in file order (the log has no time)"
        : "the newest " + percent(fraction) + " of the rows";
  }

  /** The files among those of {@code log} that the version was trained on. */
  static List<String> seenBy(ModelVersion version, LogSummary log) {
    Set<Object> seen = new HashSet<>();
    if (version.manifest().training().get(FILES) instanceof List<?> files) {
      files.forEach(file -> seen.add(map(file).get(SHA256)));
    }
    return log.files().stream()
        .filter(file -> seen.contains(file.sha256()))
        .map(file -> Path.of(file.file()).getFileName().toString())
        .toList();
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%s %%", Math.round(share * 1000) / 10.0);
  }

  private static Map<String, Object> map(@Nullable Object value) {
    Map<String, Object> result = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, entry) -> result.put(String.valueOf(key), entry));
    }
    return result;
  }
}
