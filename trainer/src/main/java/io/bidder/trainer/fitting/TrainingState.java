package io.bidder.trainer.fitting;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.tensors.TensorReader;
import io.bidder.modelstore.tensors.TensorWriter;
import io.bidder.trainer.learning.SharedRows;
import io.bidder.trainer.learning.TrainedNetwork;
import io.bidder.trainer.learning.TrainingOptions;
import io.bidder.trainer.learning.ValueCounts;
import io.bidder.trainer.linear.LogisticRegression;
import io.bidder.trainer.network.NetworkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that training goes on from, kept with a version as {@value #FILE}: weights, Adagrad's sums,
 * how well each of the regression's weights is known, how often each value was seen, and how it was
 * trained. Immutable.
 *
 * <p>The file is one of tensors ({@link TensorWriter}); its metadata are {@code format}, {@code
 * version} and, as JSON, {@code training}. Member {@code m} of the networks, each head {@code h}
 * and each embedded feature {@code f} have
 *
 * <pre>
 *   counts.f                    I32 [values of f]           times each value was seen, the missing one first
 *   regression.h.weights        F64 [all values, numbers, 1]   a value each, a number each, the bias
 *   regression.h.precisions     F64 [the same]              one over the variance of each weight
 *   network.m.dense             F32 [n]                     DenseLayout's
 *   network.m.dense.squares     F32 [n]                     sums of squared gradients
 *   network.m.rows.f            F32 [rows in use, k]        latent vector | first-order weights | their sums
 * </pre>
 *
 * <p>Rows in use, ascending, are those of the missing value, of each value seen {@code
 * minimumCount} times, and of the first rarer one, which all rarer values share.
 *
 * @param model the weights, and the counts of the rows that they were learnt from
 * @param options how a member was trained
 * @param minimumCount values seen fewer times share one row
 */
public record TrainingState(FittedModel model, TrainingOptions options, int minimumCount) {
  public static final String FILE = ModelVersion.TRAINING_STATE;

  private static final String FORMAT = "bidder-training-state";
  private static final String VERSION = "1";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * Facts that the file has beside its tensors.
   *
   * @param lambdas of the regressions, one a head
   * @param shares of the networks, one a head
   * @param rows that it was trained on, those of the versions that it started from included
   * @param weight of these rows
   * @param clicks weighted
   * @param conversions weighted
   */
  private record Facts(
      NetworkSpec network,
      int members,
      TrainingOptions options,
      int minimumCount,
      List<Double> lambdas,
      List<Double> shares,
      long rows,
      double weight,
      double clicks,
      double conversions) {}

  /** Writes the file, which must not be there yet. */
  public void write(Path file) throws IOException {
    ValueCounts counts = model.counts();
    List<Head> heads = model.spec().heads();
    Facts facts =
        new Facts(
            model.spec(),
            model.members(),
            // How many threads computed is of no matter to the result.
            options.with().threads(1).build(),
            minimumCount,
            model.regressions().stream().map(LogisticRegression::lambda).toList(),
            heads.stream().map(model::networkShare).toList(),
            counts.rows(),
            counts.weight(),
            counts.clicks(),
            counts.conversions());
    TensorWriter tensors =
        new TensorWriter(
            Map.of(
                "format", FORMAT, "version", VERSION, "training", JSON.writeValueAsString(facts)));
    counts.addTo(tensors, model.schema());
    for (LogisticRegression regression : model.regressions()) {
      regression.addTo(tensors, prefix(regression.head()));
    }
    for (int m = 0; m < model.members(); m++) {
      model.networks().get(m).addTo(tensors, prefix(m));
    }
    tensors.write(file);
  }

  /**
   * Reads a version's file.
   *
   * @param schema the version's
   * @throws InvalidVersionException if the file is no such state, or one for another schema; the
   *     message names the file, what is wrong and what was expected
   */
  public static TrainingState read(Path file, FeatureSchema schema) throws IOException {
    try (TensorReader tensors = new TensorReader(file)) {
      require(tensors, "format", FORMAT);
      require(tensors, "version", VERSION);
      Facts facts = facts(tensors);
      NetworkSpec spec = facts.network;
      int heads = spec.headCount();
      if (spec.featureCount() != schema.embedded().size()
          || spec.numericCount() != schema.numeric().size()
          || facts.lambdas.size() != heads
          || facts.shares.size() != heads) {
        throw tensors.invalid(
            "a network of %d embedded and %d numeric features, %d precisions and %d shares; the manifest has %d, %d and %d heads"
                .formatted(
                    spec.featureCount(),
                    spec.numericCount(),
                    facts.lambdas.size(),
                    facts.shares.size(),
                    schema.embedded().size(),
                    schema.numeric().size(),
                    heads));
      }
      ValueCounts counts =
          ValueCounts.read(
              tensors, schema, facts.rows, facts.weight, facts.clicks, facts.conversions);
      SharedRows shared = SharedRows.rarerThan(facts.minimumCount, counts);
      List<LogisticRegression> regressions = new ArrayList<>();
      for (int h = 0; h < heads; h++) {
        Head head = spec.heads().get(h);
        regressions.add(
            LogisticRegression.read(
                tensors, prefix(head), head, facts.lambdas.get(h), schema, shared));
      }
      List<TrainedNetwork> members = new ArrayList<>();
      for (int m = 0; m < facts.members; m++) {
        members.add(TrainedNetwork.read(tensors, prefix(m), schema, spec, counts, shared));
      }
      double[] shares = facts.shares.stream().mapToDouble(Double::doubleValue).toArray();
      FittedModel model = new FittedModel(schema, spec, members, regressions, shares, counts);
      return new TrainingState(model, facts.options, facts.minimumCount);
    }
  }

  private static void require(TensorReader tensors, String name, String expected) {
    String actual = tensors.metadata(name);
    if (!actual.equals(expected)) {
      throw tensors.invalid(name + " '" + actual + "', expected '" + expected + "'");
    }
  }

  private static Facts facts(TensorReader tensors) {
    try {
      return JSON.readValue(tensors.metadata("training"), Facts.class);
    } catch (JacksonException e) {
      throw tensors.invalid("metadata 'training': " + e.getOriginalMessage());
    }
  }

  private static String prefix(Head head) {
    return "regression." + head.id() + ".";
  }

  private static String prefix(int member) {
    return "network." + member + ".";
  }
}
