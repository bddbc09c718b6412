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

/** JSON fields to {@link Manifest}; what is wrong goes to the fields' list of problems. */
final class ManifestReader {
  private static final int MAX = Integer.MAX_VALUE;

  /** Whether fields that the store fills in, or that have an empty value, may be left out. */
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
        fields.object("schema", ManifestReader::schema, new FeatureSchema("", List.of())),
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
    return new FeatureSchema(
        fields.string("hash"), fields.objects("features", ManifestReader::feature));
  }

  private static Feature feature(JsonFields fields) {
    FeatureKind kind = fields.choice("kind", FeatureKind.class);
    String name = fields.string("name");
    Side side = fields.choice("side", Side.class);
    return switch (kind) {
      case CATEGORICAL ->
          new Feature.Categorical(
              name, fields.string("source"), side, fields.integer("buckets", 1, MAX - 1));
      case BAG ->
          new Feature.Bag(
              name,
              fields.string("source"),
              side,
              fields.integer("buckets", 1, MAX - 1),
              fields.integer("maxValues", 1, ManifestCheck.MAX_BAG_VALUES),
              fields.choice("pooling", Pooling.class));
      case BUCKETISED ->
          new Feature.Bucketised(name, fields.string("source"), side, fields.numbers("boundaries"));
      case CROSS ->
          new Feature.Cross(
              name,
              fields.string("first"),
              fields.string("second"),
              side,
              fields.integer("buckets", 1, MAX - 1));
      case NUMERIC ->
          new Feature.Numeric(
              name,
              fields.string("source"),
              side,
              fields.choice("transform", Transform.class),
              fields.number("mean"),
              fields.number("standardDeviation"),
              fields.number("clip"),
              fields.number("missing"));
    };
  }

  private Manifest.Network network(JsonFields fields) {
    return new Manifest.Network(
        fields.string("file"),
        fields.objects("inputs", ManifestReader::input),
        fields.objects("outputs", this::output));
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
