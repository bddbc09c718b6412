package io.bidder.modelstore.manifest;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.VersionId;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Side;
import io.bidder.settings.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks a manifest's network against its features, heads and tables. */
final class NetworkCheck {
  /** Besides the impressions; more than any network needs. */
  private static final int MAX_CARRIED_DIMS = 6;

  private final FieldProblems problems;
  private final Manifest manifest;
  private final Map<String, Feature> featureByName;
  private final Map<String, Integer> dimensionByFeature = new HashMap<>();

  NetworkCheck(FieldProblems problems, Manifest manifest, Map<String, Feature> featureByName) {
    this.problems = problems;
    this.manifest = manifest;
    this.featureByName = featureByName;
    for (Manifest.Table table : manifest.tables()) {
      dimensionByFeature.put(table.feature(), table.dimension());
    }
  }

  void check() {
    Set<String> used = inputs("network.inputs", manifest.network().inputs());
    unused(used);
    outputs();
    Manifest.Split split = manifest.network().split();
    if (split != null) {
      split(split, used);
    }
  }

  /** Checks the entries at {@code field} each for itself; the features that they name. */
  private Set<String> inputs(String field, List<Manifest.Input> inputs) {
    problems.require(!inputs.isEmpty(), field, "[]", "at least one input");
    Set<String> tensors = new HashSet<>();
    Set<String> used = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      Manifest.Input input = inputs.get(i);
      String at = field + "[" + i + "]";
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
        String featureField = at + ".features[" + f + "]";
        problems.require(inInput.add(name), featureField, name, "each feature once");
        inputFeature(featureField, input, name);
      }
      used.addAll(inInput);
    }
    return used;
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

  private void split(Manifest.Split split, Set<String> whole) {
    fileOfItsOwn("network.split.requestFile", split.requestFile(), manifest.network().file());
    fileOfItsOwn("network.split.candidateFile", split.candidateFile(), manifest.network().file());
    fileOfItsOwn("network.split.candidateFile", split.candidateFile(), split.requestFile());
    side("network.split.requestInputs", split.requestInputs(), Side.REQUEST, whole);
    side("network.split.candidateInputs", split.candidateInputs(), Side.CANDIDATE, whole);
    carried(split);
  }

  private void fileOfItsOwn(String field, String file, String other) {
    problems.require(VersionId.isValid(file), field, file, "a file's name, " + VersionId.RULE);
    problems.require(!file.equals(other), field, file, "a file other than the network's others");
  }

  /** A split's inputs on one side are the features that the whole network has on that side. */
  private void side(String at, List<Manifest.Input> inputs, Side side, Set<String> whole) {
    Set<String> used = inputs(at, inputs);
    String sideId = Types.name(side);
    for (int i = 0; i < inputs.size(); i++) {
      for (int f = 0; f < inputs.get(i).features().size(); f++) {
        String name = inputs.get(i).features().get(f);
        Feature feature = featureByName.get(name);
        problems.require(
            feature != null && feature.side() == side && whole.contains(name),
            at + "[" + i + "].features[" + f + "]",
            name,
            "a feature of side " + sideId + " that network.inputs has");
      }
    }
    for (Feature feature : manifest.schema().features()) {
      String name = feature.name();
      problems.require(
          feature.side() != side || !whole.contains(name) || used.contains(name),
          at,
          used.stream().sorted().toList(),
          "also " + name + ", of side " + sideId + " in network.inputs");
    }
  }

  private void carried(Manifest.Split split) {
    String at = "network.split.carried";
    problems.require(!split.carried().isEmpty(), at, "[]", "at least one tensor");
    Set<String> tensors = new HashSet<>();
    split.requestInputs().forEach(input -> tensors.add(input.tensor()));
    split.candidateInputs().forEach(input -> tensors.add(input.tensor()));
    long left = Manifest.Carried.MAX_FLOATS;
    for (int i = 0; i < split.carried().size(); i++) {
      Manifest.Carried carried = split.carried().get(i);
      String field = at + "[" + i + "]";
      problems.require(
          !carried.tensor().isBlank(), field + ".tensor", carried.tensor(), "a tensor's name");
      problems.require(
          tensors.add(carried.tensor()),
          field + ".tensor",
          carried.tensor(),
          "a tensor that neither graph has as another input");
      boolean whole = !carried.dims().isEmpty() && carried.dims().size() <= MAX_CARRIED_DIMS;
      for (int dim : carried.dims()) {
        whole &= dim >= 1;
      }
      problems.require(
          whole, field + ".dims", carried.dims(), "1 to " + MAX_CARRIED_DIMS + " sizes above 0");
      if (whole) {
        long floats = floats(carried);
        problems.require(
            floats <= left,
            field + ".dims",
            carried.dims(),
            "at most " + Manifest.Carried.MAX_FLOATS + " floats in all carried tensors");
        left = Math.max(0, left - floats);
      }
    }
  }

  private static long floats(Manifest.Carried carried) {
    try {
      return carried.floats();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
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
