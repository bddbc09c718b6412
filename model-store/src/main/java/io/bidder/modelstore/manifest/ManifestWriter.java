package io.bidder.modelstore.manifest;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Head;
import io.bidder.settings.Types;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@link Manifest} to JSON, fields in the record's order so that two manifests can be compared line
 * by line.
 */
final class ManifestWriter {
  private final JsonMapper mapper;

  ManifestWriter(JsonMapper mapper) {
    this.mapper = mapper;
  }

  ObjectNode manifest(Manifest manifest) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("formatVersion", manifest.formatVersion());
    root.put("id", manifest.id());
    root.put("name", manifest.name());
    root.put("createdAt", manifest.createdAt());
    root.put("parent", manifest.parent());
    ObjectNode schema = root.putObject("schema");
    schema.put("hash", manifest.schema().hash());
    ArrayNode features = schema.putArray("features");
    for (Feature feature : manifest.schema().features()) {
      feature(feature, features.addObject());
    }
    ArrayNode heads = root.putArray("heads");
    for (Head head : manifest.heads()) {
      heads.add(Types.name(head));
    }
    network(manifest.network(), root.putObject("network"));
    ArrayNode tables = root.putArray("tables");
    for (Manifest.Table table : manifest.tables()) {
      table(table, tables.addObject());
    }
    root.put("calibration", manifest.calibration());
    root.set("training", FreeForm.toNode(mapper, manifest.training()));
    root.set("metrics", FreeForm.toNode(mapper, manifest.metrics()));
    ObjectNode files = root.putObject("files");
    for (Map.Entry<String, Manifest.FileEntry> file : new TreeMap<>(manifest.files()).entrySet()) {
      ObjectNode entry = files.putObject(file.getKey());
      entry.put("sha256", file.getValue().sha256());
      entry.put("bytes", file.getValue().bytes());
    }
    return root;
  }

  private static void feature(Feature feature, ObjectNode node) {
    switch (feature) {
      case Feature.Categorical f -> {
        common(node, FeatureKind.CATEGORICAL, f);
        node.put("source", f.source());
        node.put("buckets", f.buckets());
      }
      case Feature.Bag f -> {
        common(node, FeatureKind.BAG, f);
        node.put("source", f.source());
        node.put("buckets", f.buckets());
        node.put("maxValues", f.maxValues());
        node.put("pooling", Types.name(f.pooling()));
      }
      case Feature.Bucketised f -> {
        common(node, FeatureKind.BUCKETISED, f);
        node.put("source", f.source());
        ArrayNode boundaries = node.putArray("boundaries");
        f.boundaries().forEach(boundaries::add);
      }
      case Feature.Cross f -> {
        common(node, FeatureKind.CROSS, f);
        node.put("first", f.first());
        node.put("second", f.second());
        node.put("buckets", f.buckets());
      }
      case Feature.Numeric f -> {
        common(node, FeatureKind.NUMERIC, f);
        node.put("source", f.source());
        node.put("transform", Types.name(f.transform()));
        node.put("mean", f.mean());
        node.put("standardDeviation", f.standardDeviation());
        node.put("clip", f.clip());
        node.put("missing", f.missing());
      }
    }
  }

  private static void common(ObjectNode node, FeatureKind kind, Feature feature) {
    node.put("kind", Types.name(kind));
    node.put("name", feature.name());
    node.put("side", Types.name(feature.side()));
  }

  private static void network(Manifest.Network network, ObjectNode node) {
    node.put("file", network.file());
    inputs(network.inputs(), node.putArray("inputs"));
    ArrayNode outputs = node.putArray("outputs");
    for (Manifest.Output output : network.outputs()) {
      ObjectNode entry = outputs.addObject();
      entry.put("tensor", output.tensor());
      entry.put("head", Types.name(output.head()));
      entry.put("form", Types.name(output.form()));
      entry.put("column", output.column());
    }
    if (network.split() != null) {
      split(network.split(), node.putObject("split"));
    }
  }

  private static void inputs(List<Manifest.Input> inputs, ArrayNode node) {
    for (Manifest.Input input : inputs) {
      ObjectNode entry = node.addObject();
      entry.put("tensor", input.tensor());
      entry.put("role", Types.name(input.role()));
      ArrayNode names = entry.putArray("features");
      input.features().forEach(names::add);
    }
  }

  private static void split(Manifest.Split split, ObjectNode node) {
    node.put("requestFile", split.requestFile());
    node.put("candidateFile", split.candidateFile());
    inputs(split.requestInputs(), node.putArray("requestInputs"));
    inputs(split.candidateInputs(), node.putArray("candidateInputs"));
    ArrayNode carried = node.putArray("carried");
    for (Manifest.Carried tensor : split.carried()) {
      ObjectNode entry = carried.addObject();
      entry.put("tensor", tensor.tensor());
      ArrayNode dims = entry.putArray("dims");
      tensor.dims().forEach(dims::add);
    }
    node.put("precision", Types.name(split.precision()));
  }

  private static void table(Manifest.Table table, ObjectNode node) {
    node.put("feature", table.feature());
    node.put("rows", table.rows());
    node.put("dimension", table.dimension());
    node.put("type", Types.name(table.type()));
    node.put("offsetBytes", table.offsetBytes());
    node.put("rowStrideBytes", table.rowStrideBytes());
  }
}
