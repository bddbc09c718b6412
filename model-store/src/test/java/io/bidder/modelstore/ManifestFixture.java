package io.bidder.modelstore;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Manifests that are valid but describe no real network. */
public final class ManifestFixture {
  public static final String ID = "20260131-120000-dlrm-00ff";

  private ManifestFixture() {}

  /** One feature of every kind, tables outside the graph of every type. */
  public static Manifest full() {
    FeatureSchema schema =
        new FeatureSchema(
            FeatureSchema.XXH64,
            List.of(
                new Feature.Categorical("site", "site.domain", Side.REQUEST, 1000),
                new Feature.Bag("cat", "site.cat", Side.REQUEST, 50, 4, Pooling.MEAN),
                new Feature.Bucketised(
                    "width", "imp.banner.w", Side.REQUEST, List.of(0.1, 300.0, 1e300)),
                new Feature.Categorical("creative", "creative.id", Side.CANDIDATE, 20),
                new Feature.Cross("site x creative", "site", "creative", Side.CANDIDATE, 500),
                new Feature.Numeric(
                    "floor", "imp.bidfloor", Side.REQUEST, Transform.LOG1P, 0.1, 1 / 3.0, 5, -1)));
    List<String> embedded = List.of("site", "cat", "width", "creative", "site x creative");
    return new Manifest(
        Manifest.FORMAT_VERSION,
        ID,
        "dlrm",
        "2026-01-31T12:00:00Z",
        "20260130-120000-dlrm-00fe",
        schema,
        List.of(Head.CTR, Head.CVR),
        new Manifest.Network(
            "model.onnx",
            List.of(
                new Manifest.Input("dense", Manifest.InputRole.NUMERIC, List.of("floor")),
                new Manifest.Input("sparse", Manifest.InputRole.EMBEDDINGS, embedded)),
            List.of(
                new Manifest.Output("p", Head.CTR, Manifest.OutputForm.PROBABILITY, 0),
                new Manifest.Output("p", Head.CVR, Manifest.OutputForm.LOGIT, 1))),
        List.of(
            new Manifest.Table("site", 1001, 16, Manifest.TableType.FLOAT32, 0, 64),
            new Manifest.Table("cat", 51, 16, Manifest.TableType.FLOAT16, 64_064, 64),
            new Manifest.Table("width", 5, 16, Manifest.TableType.INT8, 67_328, 64),
            new Manifest.Table("creative", 21, 16, Manifest.TableType.FLOAT32, 67_648, 64),
            new Manifest.Table("site x creative", 501, 16, Manifest.TableType.FLOAT32, 68_992, 64)),
        true,
        Map.of("rows", 3_000_000_000L, "seed", 7L, "logs", List.of("a.csv", "b.csv")),
        Map.of("heads", Map.of("ctr", Map.of("auc", 0.1 + 0.2, "rows", 5L, "whole", 1.0))),
        Map.of(
            "model.onnx", new Manifest.FileEntry("0".repeat(64), 5_000_000_000L),
            "tables.bin", new Manifest.FileEntry("f".repeat(64), 101_056),
            "calibration.json", new Manifest.FileEntry("9".repeat(64), 0)));
  }

  /** The same, its network split. */
  public static Manifest split() {
    Manifest full = full();
    Map<String, Manifest.FileEntry> files = new TreeMap<>(full.files());
    files.put("request.onnx", new Manifest.FileEntry("1".repeat(64), 10));
    files.put("candidate.onnx", new Manifest.FileEntry("2".repeat(64), 20));
    Manifest.Split split =
        new Manifest.Split(
            "request.onnx",
            "candidate.onnx",
            List.of(
                new Manifest.Input("request dense", Manifest.InputRole.NUMERIC, List.of("floor")),
                new Manifest.Input(
                    "request sparse",
                    Manifest.InputRole.EMBEDDINGS,
                    List.of("site", "cat", "width"))),
            List.of(
                new Manifest.Input(
                    "candidate sparse",
                    Manifest.InputRole.EMBEDDINGS,
                    List.of("creative", "site x creative"))),
            List.of(
                new Manifest.Carried("top", List.of(64)),
                new Manifest.Carried("rows", List.of(4, 16))),
            Manifest.Precision.INT8);
    return full.withNetwork(full.network().withSplit(split)).withFiles(files);
  }

  /** A manifest without tables, for a stage that holds model.onnx. */
  public static Manifest small(String id, String createdAt) {
    return new Manifest(
        Manifest.FORMAT_VERSION,
        id,
        "small",
        createdAt,
        null,
        new FeatureSchema(
            FeatureSchema.XXH64,
            List.of(new Feature.Categorical("site", "site.domain", Side.REQUEST, 10))),
        List.of(Head.CTR),
        new Manifest.Network(
            "model.onnx",
            List.of(new Manifest.Input("ids", Manifest.InputRole.IDS, List.of("site"))),
            List.of(new Manifest.Output("p", Head.CTR, Manifest.OutputForm.PROBABILITY, 0))),
        List.of(),
        false,
        Map.of(),
        Map.of(),
        Map.of());
  }
}
