package io.bidder.modelstore.manifest;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads a {@link Manifest} from JSON fields; faults go to the fields' list of problems. */
final class ManifestReader {
  private static final int MAX = Integer.MAX_VALUE;
  private static final FeatureSchema NO_SCHEMA = FeatureSchema.of(List.of());
  private static final Feature NO_FEATURE =
      new Feature.Categorical("none", "none", Side.REQUEST, 1);
  private static final Manifest.Split NO_SPLIT =
      new Manifest.Split("", "", List.of(), List.of(), List.of(), Manifest.Precision.FLOAT32);

  /** Set if fields that the store fills in, or that have an empty value, may be left out. */
  private final boolean draft;

  ManifestReader(boolean draft) {
    this.draft = draft;
  }

  Manifest manifest(JsonFields fields) {
    return new Manifest(
        fields.integer("formatVersion", Manifest.FORMAT_VERSION, Manifest.FORMAT_VERSION),
        absent(fields, "id") ? "" : fields.string("id"),
        fields.string("name"),
        absent(fields, "createdAt") ? "" : fields.string("createdAt"),
        fields.nullableString("parent"),
        fields.object("schema", ManifestReader::schema, NO_SCHEMA),
        fields.choices("heads", Head.class),
        fields.object("network", this::network, new Manifest.Network("", List.of(), List.of())),
        absent(fields, "tables") ? List.of() : fields.objects("tables", ManifestReader::table),
        !absent(fields, "calibration") && fields.bool("calibration"),
        absent(fields, "training") ? Map.of() : fields.freeForm("training"),
        absent(fields, "metrics") ? Map.of() : fields.freeForm("metrics"),
        absent(fields, "files") ? Map.of() : fields.map("files", ManifestReader::file));
  }

  private boolean absent(JsonFields fields, String name) {
    return draft && !fields.has(name);
  }

  private static FeatureSchema schema(JsonFields fields) {
    String hash = fields.string("hash");
    List<Feature> features = fields.objects("features", ManifestReader::feature);
    return fields.build(() -> new FeatureSchema(hash, features), NO_SCHEMA);
  }

  private static Feature feature(JsonFields fields) {
    FeatureKind kind = fields.choice("kind", FeatureKind.class);
    String name = fields.string("name");
    Side side = fields.choice("side", Side.class);
    return switch (kind) {
      case CATEGORICAL -> {
        String source = fields.string("source");
        int buckets = fields.integer("buckets", 1, Feature.MAX_BUCKETS);
        yield build(fields, () -> new Feature.Categorical(name, source, side, buckets));
      }
      case BAG -> {
        String source = fields.string("source");
        int buckets = fields.integer("buckets", 1, Feature.MAX_BUCKETS);
        int maxValues = fields.integer("maxValues", 1, Feature.MAX_BAG_VALUES);
        Pooling pooling = fields.choice("pooling", Pooling.class);
        yield build(fields, () -> new Feature.Bag(name, source, side, buckets, maxValues, pooling));
      }
      case BUCKETISED -> {
        String source = fields.string("source");
        List<Double> boundaries = fields.numbers("boundaries");
        yield build(fields, () -> new Feature.Bucketised(name, source, side, boundaries));
      }
      case CROSS -> {
        String first = fields.string("first");
        String second = fields.string("second");
        int buckets = fields.integer("buckets", 1, Feature.MAX_BUCKETS);
        yield build(fields, () -> new Feature.Cross(name, first, second, side, buckets));
      }
      case NUMERIC -> {
        String source = fields.string("source");
        Transform transform = fields.choice("transform", Transform.class);
        double mean = fields.number("mean");
        double deviation = fields.number("standardDeviation");
        double clip = fields.number("clip");
        double missing = fields.number("missing");
        yield build(
            fields,
            () ->
                new Feature.Numeric(name, source, side, transform, mean, deviation, clip, missing));
      }
    };
  }

  private static Feature build(JsonFields fields, Supplier<Feature> constructor) {
    return fields.build(constructor, NO_FEATURE);
  }

  private Manifest.Network network(JsonFields fields) {
    return new Manifest.Network(
        fields.string("file"),
        fields.objects("inputs", ManifestReader::input),
        fields.objects("outputs", this::output),
        fields.isNull("split") ? null : fields.object("split", ManifestReader::split, NO_SPLIT));
  }

  private static Manifest.Split split(JsonFields fields) {
    return new Manifest.Split(
        fields.string("requestFile"),
        fields.string("candidateFile"),
        fields.objects("requestInputs", ManifestReader::input),
        fields.objects("candidateInputs", ManifestReader::input),
        fields.objects("carried", ManifestReader::carried),
        fields.choice("precision", Manifest.Precision.class));
  }

  private static Manifest.Carried carried(JsonFields fields) {
    return new Manifest.Carried(
        fields.string("tensor"), fields.integers("dims", 1, Manifest.Carried.MAX_FLOATS));
  }

  private static Manifest.Input input(JsonFields fields) {
    return new Manifest.Input(
        fields.string("tensor"),
        fields.choice("role", Manifest.InputRole.class),
        fields.strings("features"));
  }

  private Manifest.Output output(JsonFields fields) {
    return new Manifest.Output(
        fields.string("tensor"),
        fields.choice("head", Head.class),
        fields.choice("form", Manifest.OutputForm.class),
        absent(fields, "column") ? 0 : fields.integer("column", 0, MAX));
  }

  private static Manifest.Table table(JsonFields fields) {
    return new Manifest.Table(
        fields.string("feature"),
        fields.integer("rows", 1L, Long.MAX_VALUE),
        fields.integer("dimension", 1, MAX),
        fields.choice("type", Manifest.TableType.class),
        fields.integer("offsetBytes", 0L, Long.MAX_VALUE),
        fields.integer("rowStrideBytes", 1, MAX));
  }

  private static Manifest.FileEntry file(JsonFields fields) {
    return new Manifest.FileEntry(
        fields.string("sha256"), fields.integer("bytes", 0L, Long.MAX_VALUE));
  }
}
