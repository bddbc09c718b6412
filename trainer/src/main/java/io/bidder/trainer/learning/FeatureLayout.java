package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Pooling;
import java.util.List;

/** Places of each embedded feature's ids in an encoded row. Immutable. */
final class FeatureLayout {
  final FeatureSchema schema;
  final List<Feature.Embedded> features;
  final int slotCount;
  final int numericCount;

  private final int[] firstSlots;
  private final int[] slots;
  private final boolean[] mean;

  FeatureLayout(FeatureSchema schema) {
    this.schema = schema;
    this.features = schema.embedded();
    this.slotCount = schema.slotCount();
    this.numericCount = schema.numeric().size();
    this.firstSlots = new int[features.size()];
    this.slots = new int[features.size()];
    this.mean = new boolean[features.size()];
    int slot = 0;
    for (int f = 0; f < features.size(); f++) {
      firstSlots[f] = slot;
      slots[f] = features.get(f).slots();
      mean[f] = features.get(f) instanceof Feature.Bag bag && bag.pooling() == Pooling.MEAN;
      slot += slots[f];
    }
  }

  int featureCount() {
    return firstSlots.length;
  }

  int firstSlot(int feature) {
    return firstSlots[feature];
  }

  int slots(int feature) {
    return slots[feature];
  }

  /** Tells whether the rows of the feature's values are averaged, not added. */
  boolean mean(int feature) {
    return mean[feature];
  }
}
