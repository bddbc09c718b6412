package io.bidder.trainer.log;

import io.bidder.modelstore.schema.FeatureSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one log: parse, order, learn, encode. Used once. */
final class LogReading {
  private final List<Path> files;
  private final @Nullable EventRows events;
  private final LogSchema schema;
  private final ReadOptions options;
  private final BrokenRows broken;
  private final @Nullable TimeOrder timeOrder;
  private final List<LogSummary.LogFile> readFiles = new ArrayList<>();

  LogReading(List<Path> files, LogSchema schema, ReadOptions options) {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("expected at least one log file");
    }
    this(List.copyOf(files), null, schema, options);
  }

  LogReading(EventRows events, LogSchema schema, ReadOptions options) {
    this(List.of(), events, schema.withoutTranslation(), options);
  }

  private LogReading(
      List<Path> files, @Nullable EventRows events, LogSchema schema, ReadOptions options) {
    this.files = files;
    this.events = events;
    this.schema = schema;
    this.options = options;
    this.broken = new BrokenRows(options.brokenShare());
    this.timeOrder = schema.hasTimestamp() ? new TimeOrder() : null;
  }

  /** Hands every good row to {@code each}, and returns what it made of them in time order. */
  <T> List<T> readWritten(Function<SourceRow, T> each) throws IOException {
    List<T> made = new ArrayList<>();
    FeatureSchema draft = schema.draft();
    int extras = options.extraColumns().size();
    try (RawRecords records = new RawRecords(draft, extras, options.temporaryDirectory())) {
      parse(draft, records, row -> made.add(each.apply(row)));
    }
    int[] order = timeOrder == null ? null : timeOrder.order();
    return order == null ? made : Arrays.stream(order).mapToObj(made::get).toList();
  }

  EncodedLog read() throws IOException {
    FeatureSchema given = options.featureSchema();
    FeatureSchema draft = given == null ? schema.draft() : given;
    int extras = options.extraColumns().size();
    try (RawRecords records = new RawRecords(draft, extras, options.temporaryDirectory())) {
      RowCollector rows = parse(draft, records, null);
      int[] order = timeOrder == null ? null : timeOrder.order();
      long fitRows = Math.max(1, (long) (rows.rows() * options.fitFraction()));
      FeatureSchema features = given == null ? learn(draft, records, order, fitRows) : given;
      EncodedFile file =
          new EncodedFile(features, rows.rows(), extras, options.temporaryDirectory());
      try {
        RowEncoder encoder = new RowEncoder(features, records, order, rows.rows(), extras, file);
        encoder.encode(
            options.threads(),
            done -> options.progress().advanced("encode", done, done / (double) rows.rows()));
        LogSummary summary = summary(rows, records, order, fitRows, encoder);
        return new EncodedLog(features, file, options.extraColumns(), summary);
      } catch (IOException | RuntimeException | Error e) {
        file.close();
        throw e;
      }
    }
  }

  private RowCollector parse(
      FeatureSchema draft, RawRecords records, @Nullable Consumer<SourceRow> listener)
      throws IOException {
    LogColumns columns = new LogColumns(schema, draft, options.extraColumns());
    RowCollector rows =
        new RowCollector(
            schema,
            columns,
            draft,
            options.extraColumns().size(),
            records,
            broken,
            timeOrder,
            listener);
    JsonLogReader json = new JsonLogReader(rows);
    boolean anyJson = false;
    if (events != null) {
      readFiles.add(
          events.collect(
              schema, rows, read -> options.progress().advanced("join", read, Double.NaN)));
    }
    for (Path file : files) {
      LogFormat format = format(file);
      anyJson |= format == LogFormat.JSONL;
      parse(file, format, rows, json);
    }
    if (rows.rows() == 0 && broken.count() == 0) {
      throw new InvalidLogException(names() + ": there is no row to read");
    }
    broken.check(rows.rows());
    if (anyJson) {
      json.checkColumns(names());
    }
    if (rows.rows() == 0) {
      throw new InvalidLogException(names() + ": every row is broken");
    }
    records.finish();
    return rows;
  }

  private void parse(Path file, LogFormat format, RowCollector rows, JsonLogReader json)
      throws IOException {
    long before = rows.rows();
    long brokenBefore = broken.count();
    try (LogInput input = new LogInput(file)) {
      Runnable advanced =
          () ->
              options
                  .progress()
                  .advanced(
                      "read", rows.rows(), input.bytesRead() / (double) Math.max(1, input.bytes()));
      try {
        switch (format) {
          case CSV, TSV -> CsvLogReader.read(input, schema.layout().form(), format, rows, advanced);
          case JSONL -> json.read(input, schema.layout().form().encoding(), advanced);
        }
        String sha256 = input.sha256();
        readFiles.add(
            new LogSummary.LogFile(file.toString(), sha256, input.bytes(), rows.rows() - before));
      } catch (IOException e) {
        throw input.explained(e, rows.rows() - before + broken.count() - brokenBefore);
      }
    }
  }

  private LogFormat format(Path file) {
    LogFormat format = schema.layout().form().formatOf(file);
    if (format == null) {
      throw new InvalidLogException(
          file
              + ": the name does not say whether this is csv, tsv or jsonl (.gz or not); give"
              + " log.format in schema '"
              + schema.name()
              + "'");
    }
    return format;
  }

  private FeatureSchema learn(
      FeatureSchema draft, RawRecords records, int @Nullable [] order, long fitRows) {
    FeatureLearner.LogRows byTime =
        order == null ? records::read : (row, raw) -> records.read(order[(int) row], raw);
    return new FeatureLearner(schema.features(), byTime, fitRows, options.seed())
        .learn(draft, done -> options.progress().advanced("learn", done, done / (double) fitRows));
  }

  private LogSummary summary(
      RowCollector rows,
      RawRecords records,
      int @Nullable [] order,
      long fitRows,
      RowEncoder encoder) {
    return new LogSummary(
        List.copyOf(readFiles),
        rows.rows(),
        fitRows,
        broken.count(),
        broken.reports(),
        rows.clicks(),
        rows.conversions(),
        rows.viewThrough(),
        order != null,
        timestamp(records, order == null ? 0 : order[0]),
        timestamp(records, order == null ? rows.rows() - 1 : order[order.length - 1]),
        rows.raw().unreadableNumbers(),
        rows.raw().valuesLeftOut(),
        encoder.missingShare());
  }

  private @Nullable String timestamp(RawRecords records, long record) {
    if (!schema.hasTimestamp()) {
      return null;
    }
    RawRecords.Row row = new RawRecords.Row(options.extraColumns().size());
    records.read(record, row);
    return Instant.ofEpochMilli(row.timestampMillis).toString();
  }

  private String names() {
    if (events != null) {
      return events.directory().toString();
    }
    return files.stream().map(Path::toString).collect(Collectors.joining(", "));
  }
}
