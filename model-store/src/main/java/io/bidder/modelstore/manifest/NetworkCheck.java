package io.bidder.modelstore.manifest;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Head;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold between a manifest's network and its features, heads and tables. */
final class NetworkCheck {
  private final Problems problems;
  private final Manifest manifest;
  private final Map<String, Feature> featureByName;
  private final Map<String, Integer> dimensionByFeature = new HashMap<>();

  NetworkCheck(Problems problems, Manifest manifest, Map<String, Feature> featureByName) {
    this.problems = problems;
    this.manifest = manifest;
    this.featureByName = featureByName;
    for (Manifest.Table table : manifest.tables()) {
      dimensionByFeature.put(table.feature(), table.dimension());
    }
  }

  void check() {
    inputs();
    outputs();
  }

  private void inputs() {
    List<Manifest.Input> inputs = manifest.network().inputs();
    problems.require(!inputs.isEmpty(), "network.inputs", "[]", "at least one input");
    Set<String> tensors = new HashSet<>();
    Set<String> used = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      Manifest.Input input = inputs.get(i);
      String at = "network.inputs[" + i + "]";
      problems.require(
          !input.tensor().isBlank(), at + ".tensor", input.tensor(), "a tensor's name");
      problems.require(
          tensors.add(input.tensor()),
          at + ".tensor",
          input.tensor(),
          "a tensor that no other input names");
      problems.require(!input.features().isEmpty(), at + ".features", "[]", "at least one feature");
      Set<String> inInput = new HashSet<>();
      for (int f = 0; f < input.features().size(); f++) {
        String name = input.features().get(f);
        String field = at + ".features[" + f + "]";
        problems.require(inInput.add(name), field, name, "each feature once");
        inputFeature(field, input, name);
      }
      used.addAll(inInput);
    }
    unused(used);
  }

  private void inputFeature(String field, Manifest.Input input, String name) {
    Feature feature = featureByName.get(name);
    switch (input.role()) {
      case NUMERIC ->
          problems.require(
              feature instanceof Feature.Numeric, field, name, "a numeric feature of the schema");
      case IDS ->
          problems.require(
              feature instanceof Feature.Embedded,
              field,
              name,
              "a categorical, bag, bucketised or cross feature of the schema");
      case EMBEDDINGS -> {
        Integer dimension = dimensionByFeature.get(name);
        if (dimension == null) {
          problems.add(field, name, "a feature that tables has a table for");
          return;
        }
        int first = dimensionByFeature.getOrDefault(input.features().getFirst(), dimension);
        problems.require(
            dimension == first,
            field,
            name + " of dimension " + dimension,
            "dimension " + first + ", that of the tensor's first feature");
      }
    }
  }

  /**
   * A feature that is encoded for nothing is a slip in the manifest: its author meant the network
   * to see it.
   */
  private void unused(Set<String> used) {
    Set<String> known = new HashSet<>(used);
    for (Feature feature : manifest.schema().features()) {
      if (feature instanceof Feature.Cross cross) {
        known.add(cross.first());
        known.add(cross.second());
      }
    }
    List<Feature> features = manifest.schema().features();
    for (int i = 0; i < features.size(); i++) {
      String name = features.get(i).name();
      problems.require(
          known.contains(name),
          "schema.features[" + i + "].name",
          name,
          "a feature that an input of the network or a cross uses");
    }
  }

  private void outputs() {
    List<Manifest.Output> outputs = manifest.network().outputs();
    Set<String> columns = new HashSet<>();
    List<Head> heads = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Manifest.Output output = outputs.get(i);
      String at = "network.outputs[" + i + "]";
      problems.require(
          !output.tensor().isBlank(), at + ".tensor", output.tensor(), "a tensor's name");
      problems.require(output.column() >= 0, at + ".column", output.column(), "0 or more");
      problems.require(
          columns.add(output.column() + " " + output.tensor()),
          at,
          output.tensor() + " column " + output.column(),
          "a tensor and column that no other output names");
      problems.require(
          manifest.heads().contains(output.head()),
          at + ".head",
          output.head().id(),
          "one of heads, " + manifest.heads().stream().map(Head::id).toList());
      problems.require(
          !heads.contains(output.head()), at + ".head", output.head().id(), "each head once");
      heads.add(output.head());
    }
    for (Head head : manifest.heads()) {
      problems.require(
          heads.contains(head),
          "network.outputs",
          heads.stream().map(Head::id).toList(),
          "an output for head " + head.id());
    }
  }
}
