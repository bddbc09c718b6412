package io.bidder.trainer.version;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.learning.RowRange;
import io.bidder.trainer.learning.RowSource;
import io.bidder.trainer.linear.LogisticRegression;
import io.bidder.trainer.report.HeadMetrics;
import io.bidder.trainer.report.LossGain;
import io.bidder.trainer.report.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures of a version and of its baselines on the same rows. */
public final class Evaluation {
  private static final int CHUNK_ROWS = 1024;

  private final List<Head> heads;
  private final boolean hasConversions;
  private final SlicePredictions slice;
  private final @Nullable Double threshold;

  /**
   * An evaluation to be.
   *
   * @param heads of the version
   * @param hasConversions whether the log has that label
   * @param threshold from where on a score counts as positive; null for the default
   */
  public Evaluation(
      List<Head> heads,
      boolean hasConversions,
      SlicePredictions slice,
      @Nullable Double threshold) {
    this.heads = heads;
    this.hasConversions = hasConversions;
    this.slice = slice;
    this.threshold = threshold;
  }

  /** Adds the version's figures. */
  public void addModel(Report.Builder report) {
    if (heads.contains(Head.CTR)) {
      report.head(Head.CTR, metrics(slice.ctr(), slice.click()));
    }
    if (heads.contains(Head.CVR) && hasConversions) {
      report.head(Head.CTCVR, metrics(slice.ctcvr(), slice.conversion()));
    }
  }

  /**
   * Adds the figures of predicting the same for every row.
   *
   * @param baseRates what is predicted, by head
   */
  public void addBaseRates(Report.Builder report, Map<Head, Double> baseRates) {
    Double ctr = baseRates.get(Head.CTR);
    if (ctr != null && heads.contains(Head.CTR)) {
      addBaseline(report, Report.BASE_RATE, Head.CTR, constant(ctr));
    }
    Double ctcvr = baseRates.get(Head.CTCVR);
    if (ctcvr != null && hasConversions) {
      addBaseline(report, Report.BASE_RATE, Head.CTCVR, constant(ctcvr));
    }
  }

  /** Adds the figures of logistic regressions; CTCVR is the product of theirs. */
  public void addRegressions(
      Report.Builder report,
      List<LogisticRegression> regressions,
      FeatureSchema schema,
      RowSource source,
      RowRange range) {
    float[] product = constant(1);
    float[] predicted = new float[product.length];
    for (LogisticRegression regression : regressions) {
      predict(regression, schema, source, range, predicted);
      for (int row = 0; row < product.length; row++) {
        product[row] *= predicted[row];
      }
      if (regression.head() == Head.CTR) {
        addBaseline(report, Report.LOGISTIC_REGRESSION, Head.CTR, predicted);
      } else if (hasConversions) {
        addBaseline(report, Report.LOGISTIC_REGRESSION, Head.CTCVR, product);
      }
    }
  }

  /** Adds the version's own figures where nothing is known of persons. */
  public void addWithoutPerson(Report.Builder report, SlicePredictions unknown) {
    if (heads.contains(Head.CTR)) {
      addBaseline(report, Report.WITHOUT_PERSON, Head.CTR, unknown.ctr());
    }
    if (heads.contains(Head.CVR) && hasConversions) {
      addBaseline(report, Report.WITHOUT_PERSON, Head.CTCVR, unknown.ctcvr());
    }
  }

  private void addBaseline(Report.Builder report, String name, Head head, float[] predictions) {
    boolean click = head == Head.CTR;
    float[] labels = click ? slice.click() : slice.conversion();
    report.baseline(name, head, metrics(predictions, labels));
    report.gain(
        name,
        head,
        LossGain.of(click ? slice.ctr() : slice.ctcvr(), predictions, labels, slice.weight()));
  }

  private static void predict(
      LogisticRegression regression,
      FeatureSchema schema,
      RowSource source,
      RowRange range,
      float[] into) {
    EncodedRows rows = new EncodedRows(schema, CHUNK_ROWS);
    float[] ignored = new float[CHUNK_ROWS];
    for (int done = 0; done < into.length; done += CHUNK_ROWS) {
      int count = Math.min(CHUNK_ROWS, into.length - done);
      source.read(range.from() + done, count, rows, ignored, ignored, ignored);
      for (int row = 0; row < count; row++) {
        into[done + row] = (float) (1 / (1 + Math.exp(-regression.logit(rows, row))));
      }
    }
  }

  private float[] constant(double value) {
    float[] values = new float[slice.click().length];
    Arrays.fill(values, (float) value);
    return values;
  }

  private HeadMetrics metrics(float[] predictions, float[] labels) {
    return HeadMetrics.of(predictions, labels, slice.weight(), threshold);
  }
}
