package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.Feature;
import io.bidder.trainer.network.StepEngine;
import java.util.List;
import java.util.function.IntFunction;

/** Finds the row and the feature behind a loss that is not finite. */
final class LossDiagnosis {
  private LossDiagnosis() {}

  /**
   * @param describe where the row at a position of its group came from
   * @param from position of the chunk's first row in its group
   */
  static TrainingFailedException of(
      StepEngine.Chunk chunk,
      int count,
      FeatureLayout layout,
      List<EmbeddingTable> tables,
      int[] tableRows,
      IntFunction<String> describe,
      int from) {
    int row = 0;
    while (row < count - 1 && Float.isFinite(chunk.loss[row])) {
      row++;
    }
    String where = "the loss is " + chunk.loss[row] + " at " + describe.apply(from + row) + ": ";
    if (!Float.isFinite(chunk.rowWeights[row])) {
      return new TrainingFailedException(
          where + "the row's weight is " + chunk.rowWeights[row] + ", expected a finite number");
    }
    float largest = 0;
    String suspect = "";
    for (int column = 0; column < layout.numericCount; column++) {
      float value = chunk.numeric[row * layout.numericCount + column];
      String name = layout.schema.numeric().get(column).name();
      if (!Float.isFinite(value)) {
        return new TrainingFailedException(
            where + "numeric feature " + name + " is " + value + ", expected a finite number");
      }
      if (Math.abs(value) > largest) {
        largest = Math.abs(value);
        suspect = "numeric feature " + name + " is " + value;
      }
    }
    for (int f = 0; f < layout.featureCount(); f++) {
      Feature.Embedded feature = layout.features.get(f);
      int first = row * layout.slotCount + layout.firstSlot(f);
      for (int slot = first; slot < first + feature.slots() && tableRows[slot] >= 0; slot++) {
        EmbeddingTable table = tables.get(f);
        for (int i = 0; i < table.dimension; i++) {
          float value = table.page(tableRows[slot])[table.at(tableRows[slot]) + i];
          if (!(Math.abs(value) <= largest)) {
            largest = Float.isNaN(value) ? Float.POSITIVE_INFINITY : Math.abs(value);
            suspect =
                "embedding row "
                    + tableRows[slot]
                    + " of feature "
                    + feature.name()
                    + " holds "
                    + value;
          }
        }
      }
    }
    return new TrainingFailedException(
        where
            + suspect
            + ", the largest value of the row: the weights have diverged, expected a lower learning"
            + " rate");
  }
}
