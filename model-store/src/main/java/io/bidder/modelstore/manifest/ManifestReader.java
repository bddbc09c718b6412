package io.bidder.modelstore.manifest;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads a {@link Manifest} from its JSON fields. */
final class ManifestReader {
  private static final int MAX = Integer.MAX_VALUE;
  private static final FeatureSchema NO_SCHEMA = FeatureSchema.of(List.of());
  private static final Feature NO_FEATURE =
      new Feature.Categorical("none", "none", Side.REQUEST, 1);

  /** Set if fields that the store fills in, or that have an empty value, may be left out. */
  private final boolean draft;

  ManifestReader(boolean draft) {
    this.draft = draft;
  }

  Manifest manifest(Section fields) {
    return new Manifest(
        fields
            .get("formatVersion", Types.integer(Manifest.FORMAT_VERSION, Manifest.FORMAT_VERSION))
            .required(),
        absent(fields, "id") ? "" : fields.get("id", Types.ANY_TEXT).required(),
        fields.get("name", Types.ANY_TEXT).required(),
        absent(fields, "createdAt") ? "" : fields.get("createdAt", Types.ANY_TEXT).required(),
        fields.get("parent", Types.ANY_TEXT).orNull(),
        fields.requiredMap("schema", ManifestReader::schema),
        fields.list("heads", Types.choice(Head.class)).required(),
        fields.requiredMap("network", this::network),
        absent(fields, "tables")
            ? List.of()
            : fields.maps("tables", ManifestReader::table).required(),
        !absent(fields, "calibration") && fields.get("calibration", Types.FLAG).required(),
        absent(fields, "training") ? Map.of() : fields.freeForm("training").required(),
        absent(fields, "metrics") ? Map.of() : fields.freeForm("metrics").required(),
        absent(fields, "files") ? Map.of() : fields.requiredMap("files", ManifestReader::files));
  }

  private boolean absent(Section fields, String name) {
    return draft && !fields.keys().contains(name);
  }

  private static FeatureSchema schema(Section fields) {
    String hash = fields.get("hash", Types.ANY_TEXT).required();
    List<Feature> features = fields.maps("features", ManifestReader::feature).required();
    return fields.build(() -> new FeatureSchema(hash, features), NO_SCHEMA);
  }

  private static Feature feature(Section fields) {
    FeatureKind kind = fields.get("kind", Types.choice(FeatureKind.class)).required();
    String name = fields.get("name", Types.ANY_TEXT).required();
    Side side = fields.get("side", Types.choice(Side.class)).required();
    return switch (kind) {
      case CATEGORICAL -> {
        String source = fields.get("source", Types.ANY_TEXT).required();
        int buckets = fields.get("buckets", Types.integer(1, Feature.MAX_BUCKETS)).required();
        yield build(fields, () -> new Feature.Categorical(name, source, side, buckets));
      }
      case BAG -> {
        String source = fields.get("source", Types.ANY_TEXT).required();
        int buckets = fields.get("buckets", Types.integer(1, Feature.MAX_BUCKETS)).required();
        int maxValues =
            fields.get("maxValues", Types.integer(1, Feature.MAX_BAG_VALUES)).required();
        Pooling pooling = fields.get("pooling", Types.choice(Pooling.class)).required();
        yield build(fields, () -> new Feature.Bag(name, source, side, buckets, maxValues, pooling));
      }
      case BUCKETISED -> {
        String source = fields.get("source", Types.ANY_TEXT).required();
        List<Double> boundaries = fields.list("boundaries", Types.NUMBER).required();
        yield build(fields, () -> new Feature.Bucketised(name, source, side, boundaries));
      }
      case CROSS -> {
        String first = fields.get("first", Types.ANY_TEXT).required();
        String second = fields.get("second", Types.ANY_TEXT).required();
        int buckets = fields.get("buckets", Types.integer(1, Feature.MAX_BUCKETS)).required();
        yield build(fields, () -> new Feature.Cross(name, first, second, side, buckets));
      }
      case NUMERIC -> {
        String source = fields.get("source", Types.ANY_TEXT).required();
        Transform transform = fields.get("transform", Types.choice(Transform.class)).required();
        double mean = fields.get("mean", Types.NUMBER).required();
        double deviation = fields.get("standardDeviation", Types.NUMBER).required();
        double clip = fields.get("clip", Types.NUMBER).required();
        double missing = fields.get("missing", Types.NUMBER).required();
        yield build(
            fields,
            () ->
                new Feature.Numeric(name, source, side, transform, mean, deviation, clip, missing));
      }
    };
  }

  private static Feature build(Section fields, Supplier<Feature> constructor) {
    return fields.build(constructor, NO_FEATURE);
  }

  private Manifest.Network network(Section fields) {
    return new Manifest.Network(
        fields.get("file", Types.ANY_TEXT).required(),
        fields.maps("inputs", ManifestReader::input).required(),
        fields.maps("outputs", this::output).required(),
        fields.isSet("split") ? fields.map("split", ManifestReader::split) : null);
  }

  private static Manifest.Split split(Section fields) {
    return new Manifest.Split(
        fields.get("requestFile", Types.ANY_TEXT).required(),
        fields.get("candidateFile", Types.ANY_TEXT).required(),
        fields.maps("requestInputs", ManifestReader::input).required(),
        fields.maps("candidateInputs", ManifestReader::input).required(),
        fields.maps("carried", ManifestReader::carried).required(),
        fields.get("precision", Types.choice(Manifest.Precision.class)).required());
  }

  private static Manifest.Carried carried(Section fields) {
    return new Manifest.Carried(
        fields.get("tensor", Types.ANY_TEXT).required(),
        fields.list("dims", Types.integer(1, Manifest.Carried.MAX_FLOATS)).required());
  }

  private static Manifest.Input input(Section fields) {
    return new Manifest.Input(
        fields.get("tensor", Types.ANY_TEXT).required(),
        fields.get("role", Types.choice(Manifest.InputRole.class)).required(),
        fields.list("features", Types.ANY_TEXT).required());
  }

  private Manifest.Output output(Section fields) {
    return new Manifest.Output(
        fields.get("tensor", Types.ANY_TEXT).required(),
        fields.get("head", Types.choice(Head.class)).required(),
        fields.get("form", Types.choice(Manifest.OutputForm.class)).required(),
        absent(fields, "column") ? 0 : fields.get("column", Types.integer(0, MAX)).required());
  }

  private static Manifest.Table table(Section fields) {
    return new Manifest.Table(
        fields.get("feature", Types.ANY_TEXT).required(),
        fields.get("rows", Types.integer(1L, Long.MAX_VALUE)).required(),
        fields.get("dimension", Types.integer(1, MAX)).required(),
        fields.get("type", Types.choice(Manifest.TableType.class)).required(),
        fields.get("offsetBytes", Types.integer(0L, Long.MAX_VALUE)).required(),
        fields.get("rowStrideBytes", Types.integer(1, MAX)).required());
  }

  private static Map<String, Manifest.FileEntry> files(Section fields) {
    Map<String, Manifest.FileEntry> files = new LinkedHashMap<>();
    for (String name : fields.keys()) {
      files.put(name, fields.map(name, ManifestReader::file));
    }
    return files;
  }

  private static Manifest.FileEntry file(Section fields) {
    return new Manifest.FileEntry(
        fields.get("sha256", Types.ANY_TEXT).required(),
        fields.get("bytes", Types.integer(0L, Long.MAX_VALUE)).required());
  }
}
