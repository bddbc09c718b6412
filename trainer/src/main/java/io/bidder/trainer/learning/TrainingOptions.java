package io.bidder.trainer.learning;

import io.bidder.settings.InvalidInputException;

/**
 * Options for training a network. Immutable; {@link #defaults} and the {@code with} methods of
 * {@link Builder}.
 *
 * <p>Training minimises the sum over rows of weighted loss plus {@code lambda / 2} times the square
 * of every weight: a Gaussian prior of variance {@code 1 / lambda}. So a lambda means the same for
 * a small log and a large one, and a value seen twice is held closer to zero than one seen a
 * thousand times.
 *
 * @param epochs passes over the training rows at most
 * @param batchRows rows of a mini-batch, after which weights change
 * @param chunkRows rows that one thread computes at once; part of what determines the result,
 *     unlike {@code threads}
 * @param denseRate Adagrad's learning rate of dense weights
 * @param latentRate Adagrad's learning rate of latent vectors
 * @param firstOrderRate Adagrad's learning rate of first-order weights, those of the numbers
 *     included
 * @param finalRateShare share of the rates left at the end of {@code epochs} epochs, to which they
 *     fall evenly row by row; 1 keeps them as they are
 * @param initialAccumulator what Adagrad's sums of squared gradients start from; gradients are sums
 *     over the batch
 * @param denseLambda prior of the layers' weights; biases have none
 * @param latentLambda prior of latent vectors
 * @param firstOrderLambda prior of first-order weights
 * @param latentScale latent vectors start uniform between plus and minus this
 * @param dropout share of hidden units of the top network left out at random
 * @param featureDropout share of values replaced at random by the feature's unknown value
 * @param conversionWeight weight of the conversion's loss beside the click's
 * @param averaging share of the running average of weights kept at each evaluation; 0 takes the
 *     weights as they are
 * @param evaluateEveryRows evaluate on the stopping rows each time so many rows were trained on,
 *     and after each epoch; 0: only after each epoch
 * @param patience stop after so many evaluations in a row without a better one
 * @param stoppingTolerance share by which a loss on the stopping rows may be above the least so far
 *     and yet count as no worse: later weights are then preferred, which learning rates that fall
 *     have settled more
 * @param seed the same seed on the same rows gives the same bits
 * @param threads threads that compute; the result does not depend on it
 */
public record TrainingOptions(
    int epochs,
    int batchRows,
    int chunkRows,
    double denseRate,
    double latentRate,
    double firstOrderRate,
    double finalRateShare,
    double initialAccumulator,
    double denseLambda,
    double latentLambda,
    double firstOrderLambda,
    double latentScale,
    double dropout,
    double featureDropout,
    double conversionWeight,
    double averaging,
    long evaluateEveryRows,
    int patience,
    double stoppingTolerance,
    long seed,
    int threads) {

  public TrainingOptions {
    positive("epochs", epochs);
    positive("batchRows", batchRows);
    positive("chunkRows", chunkRows);
    positive("denseRate", denseRate);
    positive("latentRate", latentRate);
    positive("firstOrderRate", firstOrderRate);
    if (!(finalRateShare > 0 && finalRateShare <= 1)) {
      throw new InvalidInputException(
          "finalRateShare is " + finalRateShare + ", expected more than 0 and at most 1");
    }
    positive("initialAccumulator", initialAccumulator);
    notNegative("denseLambda", denseLambda);
    notNegative("latentLambda", latentLambda);
    notNegative("firstOrderLambda", firstOrderLambda);
    notNegative("latentScale", latentScale);
    share("dropout", dropout);
    share("featureDropout", featureDropout);
    share("averaging", averaging);
    notNegative("conversionWeight", conversionWeight);
    notNegative("evaluateEveryRows", (double) evaluateEveryRows);
    positive("patience", patience);
    notNegative("stoppingTolerance", stoppingTolerance);
    positive("threads", threads);
  }

  /** The defaults, with a thread a core. */
  public static TrainingOptions defaults() {
    return new Builder().build();
  }

  /** A builder that starts from these options. */
  public Builder with() {
    return new Builder(this);
  }

  private static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new InvalidInputException(name + " is " + value + ", expected more than 0");
    }
  }

  private static void notNegative(String name, double value) {
    if (!(value >= 0)) {
      throw new InvalidInputException(name + " is " + value + ", expected 0 or more");
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new InvalidInputException(
          name + " is " + value + ", expected 0 or more and less than 1");
    }
  }

  /** Changes some of the options. */
  public static final class Builder {
    private int epochs = 20;
    private int batchRows = 1024;
    private int chunkRows = 256;
    private double denseRate = 0.02;
    private double latentRate = 0.05;
    private double firstOrderRate = 0.1;
    private double finalRateShare = 1;
    private double initialAccumulator = 0.1;
    private double denseLambda = 1;
    private double latentLambda = 10;
    private double firstOrderLambda = 10;
    private double latentScale = 0.05;
    private double dropout = 0;
    private double featureDropout = 0;
    private double conversionWeight = 1;
    private double averaging = 0;
    private long evaluateEveryRows = 0;
    private int patience = 2;
    private double stoppingTolerance = 0;
    private long seed = 1;
    private int threads = Runtime.getRuntime().availableProcessors();

    private Builder() {}

    private Builder(TrainingOptions from) {
      epochs = from.epochs;
      batchRows = from.batchRows;
      chunkRows = from.chunkRows;
      denseRate = from.denseRate;
      latentRate = from.latentRate;
      firstOrderRate = from.firstOrderRate;
      finalRateShare = from.finalRateShare;
      initialAccumulator = from.initialAccumulator;
      denseLambda = from.denseLambda;
      latentLambda = from.latentLambda;
      firstOrderLambda = from.firstOrderLambda;
      latentScale = from.latentScale;
      dropout = from.dropout;
      featureDropout = from.featureDropout;
      conversionWeight = from.conversionWeight;
      averaging = from.averaging;
      evaluateEveryRows = from.evaluateEveryRows;
      patience = from.patience;
      stoppingTolerance = from.stoppingTolerance;
      seed = from.seed;
      threads = from.threads;
    }

    public Builder epochs(int value) {
      epochs = value;
      return this;
    }

    public Builder batchRows(int value) {
      batchRows = value;
      return this;
    }

    public Builder chunkRows(int value) {
      chunkRows = value;
      return this;
    }

    public Builder denseRate(double value) {
      denseRate = value;
      return this;
    }

    public Builder latentRate(double value) {
      latentRate = value;
      return this;
    }

    public Builder firstOrderRate(double value) {
      firstOrderRate = value;
      return this;
    }

    public Builder finalRateShare(double value) {
      finalRateShare = value;
      return this;
    }

    public Builder initialAccumulator(double value) {
      initialAccumulator = value;
      return this;
    }

    public Builder denseLambda(double value) {
      denseLambda = value;
      return this;
    }

    public Builder latentLambda(double value) {
      latentLambda = value;
      return this;
    }

    public Builder firstOrderLambda(double value) {
      firstOrderLambda = value;
      return this;
    }

    public Builder latentScale(double value) {
      latentScale = value;
      return this;
    }

    public Builder dropout(double value) {
      dropout = value;
      return this;
    }

    public Builder featureDropout(double value) {
      featureDropout = value;
      return this;
    }

    public Builder conversionWeight(double value) {
      conversionWeight = value;
      return this;
    }

    public Builder averaging(double value) {
      averaging = value;
      return this;
    }

    public Builder evaluateEveryRows(long value) {
      evaluateEveryRows = value;
      return this;
    }

    public Builder patience(int value) {
      patience = value;
      return this;
    }

    public Builder stoppingTolerance(double value) {
      stoppingTolerance = value;
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder threads(int value) {
      threads = value;
      return this;
    }

    public TrainingOptions build() {
      return new TrainingOptions(
          epochs,
          batchRows,
          chunkRows,
          denseRate,
          latentRate,
          firstOrderRate,
          finalRateShare,
          initialAccumulator,
          denseLambda,
          latentLambda,
          firstOrderLambda,
          latentScale,
          dropout,
          featureDropout,
          conversionWeight,
          averaging,
          evaluateEveryRows,
          patience,
          stoppingTolerance,
          seed,
          threads);
    }
  }
}
