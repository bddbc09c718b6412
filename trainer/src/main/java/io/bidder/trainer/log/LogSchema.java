package io.bidder.trainer.log;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.KnownSources;
import io.bidder.modelstore.schema.SourcePaths;
import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mapping of a log's columns to labels and features, as a schema file has it. docs/reference
 * describes the file. Immutable.
 *
 * <p>A version carries {@link #text()} as {@value #FILE_NAME}, so that its log can be read again
 * for evaluation.
 */
public final class LogSchema {
  /** The schema file's name inside a model version. */
  public static final String FILE_NAME = "log-schema.yaml";

  private static final long MAX_BYTES = 16 << 20;

  private final String name;
  private final String text;
  private final LogLayout layout;
  private final List<FeatureSpec> features;
  private final Map<String, ColumnValues> columns;

  LogSchema(
      String name,
      String text,
      LogLayout layout,
      List<FeatureSpec> features,
      Map<String, ColumnValues> columns) {
    this.name = name;
    this.text = text;
    this.layout = layout;
    this.features = List.copyOf(features);
    this.columns = Map.copyOf(columns);
  }

  /**
   * Reads a schema file.
   *
   * @throws InvalidInputException with every problem of the file, each with its line
   */
  public static LogSchema read(Path file) {
    return parse(Document.text(file, MAX_BYTES), file.toString());
  }

  /**
   * Reads a schema file's text.
   *
   * @param displayName how messages call the file
   * @throws InvalidInputException with every problem of the text, each with its line
   */
  public static LogSchema parse(String text, String displayName) {
    return Document.yaml(displayName, text, new Problems())
        .read(root -> new LogSchemaParser(text, displayName).parse(root));
  }

  /** The name that the file gives itself, otherwise its file name without extension. */
  public String name() {
    return name;
  }

  /** The file's text, verbatim. */
  public String text() {
    return text;
  }

  /** Tells whether every row is a click, so that only the conversion is learnt. */
  public boolean clicksOnly() {
    return layout.click() == null;
  }

  /** Tells whether the log has a conversion label. */
  public boolean hasConversion() {
    return layout.conversion() != null;
  }

  /** Tells whether rows carry an order value. */
  public boolean hasValue() {
    return layout.value() != null;
  }

  /** Tells whether rows carry a time, by which they are put in order. */
  public boolean hasTimestamp() {
    return layout.timestamp() != null;
  }

  /**
   * The sources that the features read, in order of first use; a row of {@link SourceRows} has
   * values by index in this list.
   */
  public List<LogSource> sources() {
    FeatureSchema draft = draft();
    return draft.sources().stream()
        .map(path ->
            LogSource.of(
                path,
                features.stream()
                    .filter(spec -> SourcePaths.canonical(spec.source()).equals(path))
                    .toList()))
        .toList();
  }

  /** Tells whether any feature has several values at once. */
  public boolean hasBags() {
    return features.stream().anyMatch(spec -> spec.draft() instanceof Feature.Bag);
  }

  /**
   * Refuses a schema file whose features are not those of a model, but for what is learnt from a
   * log: the model's tables would mean something else.
   *
   * @throws InvalidLogException naming the first feature that differs, and the model's
   */
  public void requireFeatures(FeatureSchema model) {
    List<Feature> own = draft().features();
    for (int i = 0; i < own.size(); i++) {
      Feature expected = i < model.features().size() ? model.features().get(i) : null;
      Feature actual = expected == null ? own.get(i) : features.get(i).learnt(own.get(i), expected);
      if (!actual.equals(expected)) {
        throw new InvalidLogException(
            "schema '%s': feature %d is %s, expected %s as in the model"
                .formatted(name, i + 1, actual, expected == null ? "no more than " + i : expected));
      }
    }
    if (own.size() < model.features().size()) {
      throw new InvalidLogException(
          "schema '%s': feature %d is missing, expected %s as in the model"
              .formatted(name, own.size() + 1, model.features().get(own.size())));
    }
  }

  /** The features that read what no bid has, a line each. */
  public List<String> unknownSources() {
    return KnownSources.problems(draft());
  }

  /** The features with placeholders for what the log has yet to teach. */
  FeatureSchema draft() {
    return FeatureSchema.of(features.stream().map(FeatureSpec::draft).toList());
  }

  /** The schema for rows whose values are those of bid requests already. */
  LogSchema withoutTranslation() {
    return new LogSchema(name, text, layout, features, Map.of());
  }

  /** The translations of columns whose values are not those of a bid request, by column. */
  Map<String, ColumnValues> columns() {
    return columns;
  }

  LogLayout layout() {
    return layout;
  }

  List<FeatureSpec> features() {
    return features;
  }

  /**
   * Everything of a schema file but the features.
   *
   * @param form of the files
   * @param missing texts that mean "no value" beside the empty one
   * @param click the click's column, or null where every row is a click
   * @param counts whether the labels are counts, of which one above 1 is 1
   * @param viewThrough whether there may be a conversion without a click, which is taken as none
   * @param timestampFormat reads the timestamp's column
   * @param utcOffsetMinutes the offset of rows that have no column for it, or no value in it
   */
  record LogLayout(
      LogForm form,
      List<String> missing,
      @Nullable String click,
      @Nullable String conversion,
      @Nullable String value,
      @Nullable String weight,
      boolean counts,
      boolean viewThrough,
      @Nullable String timestamp,
      TimestampFormat timestampFormat,
      @Nullable String utcOffsetColumn,
      int utcOffsetMinutes) {

    LogLayout {
      missing = List.copyOf(missing);
    }
  }
}
