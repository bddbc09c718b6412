package io.bidder.trainer.log;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import io.bidder.settings.Section;
import io.bidder.settings.Suggestions;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the features and the whole of a schema file; {@link LogLayoutParser} reads its log part.
 */
final class LogSchemaParser {
  /** The kinds of features. */
  private enum Kind {
    CATEGORICAL,
    NUMERIC,
    BUCKETISED,
    BAG,
    CROSS
  }

  /** Until the log has told how many there are. */
  private static final int AUTO_BUCKETS = 1;

  private static final int MAX_FEATURES = 10_000;
  private static final int DEFAULT_BAG_VALUES = 16;
  private static final int MAX_QUANTILES = 1024;
  private static final double DEFAULT_CLIP = 10;
  private static final Type<Double> ABOVE_0 =
      Types.number("a number above 0", Double.MIN_NORMAL, Double.MAX_VALUE);
  private static final Type<Integer> BUCKETS =
      Types.choiceOr(
          Map.of("auto", 0),
          "a whole number from 1 to " + Feature.MAX_BUCKETS,
          Types.integer(1, Feature.MAX_BUCKETS));

  private final String text;
  private final String displayName;

  /** Features read so far, by name, for crosses and against doubles. */
  private final Map<String, Feature> before = new HashMap<>();

  LogSchemaParser(String text, String displayName) {
    this.text = text;
    this.displayName = displayName;
  }

  LogSchema parse(Section root) {
    LogLayoutParser.Parsed log = root.requiredMap("log", LogLayoutParser::parse);
    SourceChecks sources = new SourceChecks(log.layout(), log.never());
    List<FeatureSpec> features =
        root.maps("features", 1, MAX_FEATURES, feature -> feature(feature, sources)).required();
    Map<String, ColumnValues> columns = root.map("columns", sources::translations);
    String name = root.get("name", Types.TEXT).or(baseName());
    return new LogSchema(name, text, log.layout(), features, columns);
  }

  private @Nullable FeatureSpec feature(Section section, SourceChecks sources) {
    String name = section.get("name", Types.WORDS).required();
    Kind kind = section.get("kind", Types.choice(Kind.class)).requiredOrNull();
    if (kind == null) {
      section.skipRest();
      return null;
    }
    String nameOrAny = name.isEmpty() ? "unnamed" : name;
    FeatureSpec spec =
        kind == Kind.CROSS ? cross(section, nameOrAny) : ofColumn(section, nameOrAny, kind);
    if (spec == null || name.isEmpty()) {
      return null;
    }
    if (before.put(name, spec.draft()) != null) {
      section.problem("name", "a name that no feature before it has");
      return null;
    }
    sources.check(section, spec);
    return spec;
  }

  private static FeatureSpec ofColumn(Section section, String name, Kind kind) {
    String given = section.get("source", Types.TEXT).orNull();
    String column = section.get("column", Types.TEXT).orNull();
    if (column == null && !(given != null && given.startsWith(SourceChecks.TIME))) {
      column = name;
    }
    String source = given == null ? "log." + column : given;
    Side side = section.get("side", Types.choice(Side.class)).or(Side.REQUEST);
    return switch (kind) {
      case CATEGORICAL -> {
        int buckets = buckets(section);
        yield new FeatureSpec(
            new Feature.Categorical(name, source, side, Math.max(buckets, AUTO_BUCKETS)),
            source,
            column,
            "",
            buckets == 0,
            0);
      }
      case BAG -> {
        int buckets = buckets(section);
        yield new FeatureSpec(
            new Feature.Bag(
                name,
                source,
                side,
                Math.max(buckets, AUTO_BUCKETS),
                section
                    .get("maxValues", Types.integer(1, Feature.MAX_BAG_VALUES))
                    .or(DEFAULT_BAG_VALUES),
                section.get("pooling", Types.choice(Pooling.class)).or(Pooling.MEAN)),
            source,
            column,
            section.get("separator", Types.TEXT).or(""),
            buckets == 0,
            0);
      }
      case BUCKETISED -> bucketised(section, name, source, column, side);
      default ->
          new FeatureSpec(
              new Feature.Numeric(
                  name,
                  source,
                  side,
                  section.get("transform", Types.choice(Transform.class)).or(Transform.IDENTITY),
                  0,
                  1,
                  section.get("clip", ABOVE_0).or(DEFAULT_CLIP),
                  section.get("missing", Types.NUMBER).or(0.0)),
              source,
              column,
              "",
              false,
              0);
    };
  }

  /** 0 for as many as the log turns out to need. */
  private static int buckets(Section section) {
    return section.get("buckets", BUCKETS).or(0);
  }

  private static FeatureSpec bucketised(
      Section section, String name, String source, @Nullable String column, Side side) {
    boolean quantiles = section.isSet("quantiles");
    if (section.isSet("boundaries") == quantiles) {
      section.remark(
          quantiles ? "boundaries" : "quantiles",
          "expected either quantiles: N or boundaries: [...]");
    }
    List<Double> boundaries = section.list("boundaries", Types.NUMBER).or(List.of());
    for (int i = 1; i < boundaries.size(); i++) {
      if (!(boundaries.get(i - 1) < boundaries.get(i))) {
        section.remark(
            "boundaries",
            boundaries.get(i)
                + " follows "
                + boundaries.get(i - 1)
                + ", expected ascending numbers");
        boundaries = List.of();
      }
    }
    return new FeatureSpec(
        new Feature.Bucketised(name, source, side, boundaries),
        source,
        column,
        "",
        false,
        section.get("quantiles", Types.integer(2, MAX_QUANTILES)).or(0));
  }

  private @Nullable FeatureSpec cross(Section section, String name) {
    int buckets = buckets(section);
    List<String> of = section.list("of", Types.TEXT, 2, 2).required();
    if (of.size() != 2) {
      return null;
    }
    Side first = operandSide(section, of.get(0));
    Side second = operandSide(section, of.get(1));
    if (first == null || second == null) {
      return null;
    }
    Side later = first == Side.CANDIDATE ? first : second;
    return new FeatureSpec(
        new Feature.Cross(name, of.get(0), of.get(1), later, Math.max(buckets, AUTO_BUCKETS)),
        "",
        null,
        "",
        buckets == 0,
        0);
  }

  private @Nullable Side operandSide(Section section, String operand) {
    Feature feature = before.get(operand);
    if (feature == null) {
      section.remark(
          "of",
          "'"
              + operand
              + "' is no feature before this one"
              + Suggestions.didYouMean(operand, before.keySet()));
      return null;
    }
    if (feature instanceof Feature.Bag || feature instanceof Feature.Numeric) {
      section.remark("of", "'" + operand + "' is no categorical, bucketised or cross feature");
      return null;
    }
    return feature.side();
  }

  private String baseName() {
    String file = displayName.substring(displayName.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }
}
