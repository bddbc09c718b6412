package io.bidder.trainer.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.network.Architecture;
import io.bidder.trainer.network.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanLossTest {

  /** The objective of two heads, computed from predictions, with a conversion weight of 1. */
  static double meanLoss(GeneratedRows rows, RowRange range, float[] ctr, float[] cvr) {
    int count = (int) range.rows();
    EncodedRows encoded = new EncodedRows(rows.schema(), count);
    float[] click = new float[count];
    float[] conversion = new float[count];
    float[] weight = new float[count];
    rows.read(range.from(), count, encoded, click, conversion, weight);
    double loss = 0;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double both = ctr[i] * (double) cvr[i];
      loss -= weight[i] * (click[i] == 1 ? Math.log(ctr[i]) : Math.log1p(-ctr[i]));
      loss -= weight[i] * (conversion[i] == 1 ? Math.log(both) : Math.log1p(-both));
      sum += weight[i];
    }
    return loss / sum;
  }

  @Test
  void meanShouldStayFiniteWhenACertainPredictionIsWrong() {
    GeneratedRows rows = new GeneratedRows(GeneratedRows.schema(3, 0, 10, false), 10, 1);
    RowGroup group = new RowGroup(new FeatureLayout(rows.schema()), 10, 10);
    group.append(rows, 0, 10);
    Arrays.fill(group.click, 1);
    Arrays.fill(group.weight, 1);
    NetworkSpec spec =
        new NetworkSpec(Architecture.LOGISTIC, List.of(Head.CTR), 0, 3, 1, List.of(), List.of());
    MeanLoss loss = new MeanLoss(spec, 1);
    loss.on(new float[10], group, 0, 10);
    assertEquals(-Math.log(1e-12), loss.mean(), 1e-9);
  }
}
