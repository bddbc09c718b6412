package io.bidder.trainer.fitting;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.learning.TrainedNetwork;
import io.bidder.trainer.learning.ValueCounts;
import io.bidder.trainer.linear.LogisticRegression;
import io.bidder.trainer.network.DenseLayout;
import io.bidder.trainer.network.NetworkSpec;
import io.bidder.trainer.network.ServedGraph;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks and the logistic regression of a version, folded into one graph and one row a value:
 * both are sums in the logit, so the regression's share goes into the first-order weights and costs
 * nothing when serving. Immutable.
 *
 * <pre>
 *   row of a value: | latent of member 0 | … | latent of member K-1 | first-order weight a head |
 *   logit of a head = share x mean of the members' logits + (1 - share) x regression's logit
 * </pre>
 */
public final class FittedModel {
  private final FeatureSchema schema;
  private final NetworkSpec spec;
  private final List<TrainedNetwork> members;
  private final List<LogisticRegression> regressions;
  private final double[] shares;
  private final ValueCounts counts;

  /**
   * A model.
   *
   * @param regressions one a head of {@code spec}, in its order
   * @param shares of the networks, likewise
   * @param counts of the rows it was fitted on
   */
  FittedModel(
      FeatureSchema schema,
      NetworkSpec spec,
      List<TrainedNetwork> members,
      List<LogisticRegression> regressions,
      double[] shares,
      ValueCounts counts) {
    this.schema = schema;
    this.spec = spec;
    this.counts = counts;
    this.members = List.copyOf(members);
    this.regressions = List.copyOf(regressions);
    this.shares = shares.clone();
  }

  public FeatureSchema schema() {
    return schema;
  }

  /** The members' networks have all the same shape. */
  public NetworkSpec spec() {
    return spec;
  }

  public int members() {
    return members.size();
  }

  /** The regression of each head, in the order of {@link NetworkSpec#heads}. */
  public List<LogisticRegression> regressions() {
    return regressions;
  }

  LogisticRegression regression(Head head) {
    return regressions.get(spec.heads().indexOf(head));
  }

  /** The share of the head's logit that is the networks'. */
  public double networkShare(Head head) {
    return shares[spec.heads().indexOf(head)];
  }

  /** Counts of the rows it was fitted on, those of the versions that it started from included. */
  public ValueCounts counts() {
    return counts;
  }

  List<TrainedNetwork> networks() {
    return members;
  }

  /** Facts about the members' training. */
  public List<TrainedNetwork.Summary> summaries() {
    return members.stream().map(TrainedNetwork::summary).toList();
  }

  /**
   * The same model, to go on from where what it was fitted on tells only a share of what rows do
   * that come now.
   *
   * @param leastSquare Adagrad's sum that stays
   */
  public FittedModel faded(double share, double leastSquare) {
    return new FittedModel(
        schema,
        spec,
        members.stream().map(member -> member.faded(share, leastSquare)).toList(),
        regressions.stream().map(regression -> regression.faded(share)).toList(),
        shares,
        counts);
  }

  /** Floats in a value's row. */
  public int dimension() {
    return members.size() * spec.latent() + spec.headCount();
  }

  /** Copies the row of value {@code id} of the {@code feature}-th embedded feature. */
  public void row(int feature, int id, float[] into, int offset) {
    float[] own = new float[spec.dimension()];
    int latent = spec.latent();
    double[] firstOrder = new double[spec.headCount()];
    for (int m = 0; m < members.size(); m++) {
      members.get(m).row(feature, id, own, 0);
      System.arraycopy(own, 0, into, offset + m * latent, latent);
      for (int h = 0; h < firstOrder.length; h++) {
        firstOrder[h] += own[latent + h];
      }
    }
    for (int h = 0; h < firstOrder.length; h++) {
      into[offset + members.size() * latent + h] =
          (float) mixed(h, firstOrder[h], regressions.get(h).weight(feature, id));
    }
  }

  /** The graph for tables outside it. */
  public ServedGraph tablesOutside() {
    return ServedGraph.tablesOutside(spec, schema, denses());
  }

  /**
   * The graph with the tables inside.
   *
   * @throws IllegalArgumentException if a feature is a bag
   */
  public ServedGraph tablesInside() {
    return ServedGraph.tablesInside(spec, schema, denses(), this::row);
  }

  /**
   * Each member's dense weights with its share of the logit multiplied in. The first member's bias
   * and first-order weights stand for all of them and the regression.
   */
  private List<float[]> denses() {
    DenseLayout layout = new DenseLayout(spec);
    List<float[]> denses = new ArrayList<>();
    for (TrainedNetwork member : members) {
      denses.add(member.dense());
    }
    for (DenseLayout.Parameter parameter : layout.parameters()) {
      switch (parameter.role()) {
        case OUTPUT, PRODUCTS -> scale(parameter, denses);
        case HEAD_BIAS, FIRST_ORDER -> fold(parameter, denses);
        case LAYER, INTERACTIONS, BIAS -> {}
      }
    }
    return denses;
  }

  private void scale(DenseLayout.Parameter parameter, List<float[]> denses) {
    for (float[] dense : denses) {
      for (int i = 0; i < parameter.size(); i++) {
        int head = i / parameter.inputs();
        dense[parameter.offset() + i] *= (float) (shares[head] / members.size());
      }
    }
  }

  private void fold(DenseLayout.Parameter parameter, List<float[]> denses) {
    float[] first = denses.getFirst();
    for (int i = 0; i < parameter.size(); i++) {
      int head = i / Math.max(1, parameter.inputs());
      double sum = 0;
      for (float[] dense : denses) {
        sum += dense[parameter.offset() + i];
      }
      LogisticRegression regression = regressions.get(head);
      double other =
          parameter.role() == DenseLayout.Role.HEAD_BIAS
              ? regression.bias()
              : regression.numericWeight(i % parameter.inputs());
      first[parameter.offset() + i] = (float) mixed(head, sum, other);
    }
  }

  private double mixed(int head, double sumOfMembers, double regression) {
    return shares[head] * sumOfMembers / members.size() + (1 - shares[head]) * regression;
  }
}
