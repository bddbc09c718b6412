package io.bidder.trainer.log;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import io.bidder.settings.Suggestions;
import io.bidder.settings.YamlMap;
import io.bidder.settings.YamlProblems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the features and the whole of a schema file; {@link LogLayoutParser} reads its log part.
 */
final class LogSchemaParser {
  private static final Map<String, Side> SIDES =
      ordered("request", Side.REQUEST, "candidate", Side.CANDIDATE);
  private static final Map<String, Transform> TRANSFORMS =
      ordered("identity", Transform.IDENTITY, "log1p", Transform.LOG1P);
  private static final Map<String, Pooling> POOLINGS =
      ordered("mean", Pooling.MEAN, "sum", Pooling.SUM);

  /** The keys that each kind of feature has beside name, kind, source, column and side. */
  private static final Map<String, List<String>> KEYS_BY_KIND = new LinkedHashMap<>();

  static {
    KEYS_BY_KIND.put("categorical", List.of("buckets"));
    KEYS_BY_KIND.put("numeric", List.of("transform", "clip", "missing"));
    KEYS_BY_KIND.put("bucketised", List.of("quantiles", "boundaries"));
    KEYS_BY_KIND.put("bag", List.of("buckets", "separator", "pooling", "maxValues"));
    KEYS_BY_KIND.put("cross", List.of("of", "buckets"));
  }

  private static final int AUTO_BUCKETS_PLACEHOLDER = 1;
  private static final int DEFAULT_BAG_VALUES = 16;
  private static final int MAX_QUANTILES = 1024;
  private static final double DEFAULT_CLIP = 10;

  private final String text;
  private final String displayName;
  private final YamlProblems problems;

  /** Features read so far, by name, for crosses and against doubles. */
  private final Map<String, Feature> before = new HashMap<>();

  LogSchemaParser(String text, String displayName) {
    this.text = text;
    this.displayName = displayName;
    this.problems = new YamlProblems(displayName);
  }

  LogSchema parse() {
    YamlMap root = YamlMap.parse(text, problems);
    root.allow(List.of("name", "log", "features"));
    if (!root.has("log")) {
      root.missing("log");
    }
    LogLayoutParser log = new LogLayoutParser(root.map("log"));
    LogSchema.LogLayout layout = log.parse();
    if (!root.has("features")) {
      root.missing("features");
    }
    SourceChecks sources = new SourceChecks(layout, log.never());
    List<FeatureSpec> features = new ArrayList<>();
    for (YamlMap feature : root.maps("features")) {
      FeatureSpec spec = feature(feature);
      if (spec != null) {
        features.add(spec);
        sources.check(feature, spec);
      }
    }
    if (root.has("features") && features.isEmpty() && problems.isEmpty()) {
      root.problem("features", "at least one feature");
    }
    problems.throwIfAny();
    return new LogSchema(root.text("name", baseName()), text, layout, features);
  }

  private @Nullable FeatureSpec feature(YamlMap map) {
    String name = map.requiredText("name");
    String kind = map.requiredText("kind");
    List<String> keys = KEYS_BY_KIND.get(kind);
    if (keys == null) {
      if (!kind.isEmpty()) {
        map.choice("kind", KEYS_BY_KIND, List.of());
      }
      return null;
    }
    Set<String> allowed = new LinkedHashSet<>(List.of("name", "kind"));
    if (!kind.equals("cross")) {
      allowed.addAll(List.of("source", "column", "side"));
    }
    allowed.addAll(keys);
    map.allow(allowed);
    if (name.isBlank()) {
      if (!name.isEmpty()) {
        map.problem("name", "a name");
      }
      return null;
    }
    FeatureSpec spec = kind.equals("cross") ? cross(map, name) : ofColumn(map, name, kind);
    if (spec != null && before.put(name, spec.draft()) != null) {
      map.problem("name", "a name that no feature before it has");
      return null;
    }
    return spec;
  }

  private FeatureSpec ofColumn(YamlMap map, String name, String kind) {
    String given = map.text("source");
    String column = map.text("column");
    if (column == null && !(given != null && given.startsWith(SourceChecks.TIME))) {
      column = name;
    }
    String source = given == null ? "log." + column : given;
    Side side = map.choice("side", SIDES, Side.REQUEST);
    boolean autoBuckets = "auto".equals(map.text("buckets", "auto"));
    int buckets =
        autoBuckets
            ? AUTO_BUCKETS_PLACEHOLDER
            : map.integer("buckets", AUTO_BUCKETS_PLACEHOLDER, 1, Feature.MAX_BUCKETS);
    return switch (kind) {
      case "categorical" ->
          new FeatureSpec(
              new Feature.Categorical(name, source, side, buckets),
              source,
              column,
              "",
              autoBuckets,
              0);
      case "bag" ->
          new FeatureSpec(
              new Feature.Bag(
                  name,
                  source,
                  side,
                  buckets,
                  map.integer("maxValues", DEFAULT_BAG_VALUES, 1, Feature.MAX_BAG_VALUES),
                  map.choice("pooling", POOLINGS, Pooling.MEAN)),
              source,
              column,
              map.text("separator", ""),
              autoBuckets,
              0);
      case "bucketised" -> bucketised(map, name, source, column, side);
      default -> new FeatureSpec(numeric(map, name, source, side), source, column, "", false, 0);
    };
  }

  private static FeatureSpec bucketised(
      YamlMap map, String name, String source, @Nullable String column, Side side) {
    if (map.has("quantiles") == map.has("boundaries")) {
      map.remark(
          map.has("quantiles") ? "boundaries" : "quantiles",
          "expected either quantiles: N or boundaries: [...]");
    }
    int quantiles = map.integer("quantiles", 0, 2, MAX_QUANTILES);
    List<Double> boundaries = map.numbers("boundaries");
    for (int i = 1; i < boundaries.size(); i++) {
      if (!(boundaries.get(i - 1) < boundaries.get(i))) {
        map.remark(
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
        quantiles);
  }

  private static Feature numeric(YamlMap map, String name, String source, Side side) {
    double clip = map.number("clip", DEFAULT_CLIP);
    if (clip <= 0) {
      map.problem("clip", "a number above 0");
      clip = DEFAULT_CLIP;
    }
    return new Feature.Numeric(
        name,
        source,
        side,
        map.choice("transform", TRANSFORMS, Transform.IDENTITY),
        0,
        1,
        clip,
        map.number("missing", 0));
  }

  private @Nullable FeatureSpec cross(YamlMap map, String name) {
    List<String> of = map.texts("of");
    if (of.size() != 2) {
      map.problem("of", "the names of two features");
      return null;
    }
    Side first = operandSide(map, of.get(0));
    Side second = operandSide(map, of.get(1));
    boolean autoBuckets = "auto".equals(map.text("buckets", "auto"));
    int buckets =
        autoBuckets
            ? AUTO_BUCKETS_PLACEHOLDER
            : map.integer("buckets", AUTO_BUCKETS_PLACEHOLDER, 1, Feature.MAX_BUCKETS);
    if (first == null || second == null) {
      return null;
    }
    Side later = first == Side.CANDIDATE ? first : second;
    return new FeatureSpec(
        new Feature.Cross(name, of.get(0), of.get(1), later, buckets),
        "",
        null,
        "",
        autoBuckets,
        0);
  }

  private @Nullable Side operandSide(YamlMap map, String operand) {
    Feature feature = before.get(operand);
    if (feature == null) {
      map.remark(
          "of", "'" + operand + "' is no feature before this one" + hint(operand, before.keySet()));
      return null;
    }
    if (feature instanceof Feature.Bag || feature instanceof Feature.Numeric) {
      map.remark("of", "'" + operand + "' is no categorical, bucketised or cross feature");
      return null;
    }
    return feature.side();
  }

  private static String hint(String word, Set<String> known) {
    return Suggestions.didYouMean(word, known);
  }

  private String baseName() {
    String file = displayName.substring(displayName.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  private static <T> Map<String, T> ordered(
      String firstName, T first, String secondName, T second) {
    Map<String, T> map = new LinkedHashMap<>();
    map.put(firstName, first);
    map.put(secondName, second);
    return map;
  }
}
