package io.bidder.bidder.bid;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.tensors.TensorReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How often a version's training saw each value, as far as the version says. Open until closed; one
 * thread's.
 */
final class TrainedValues implements AutoCloseable {
  /** The version does not say. */
  static final int UNKNOWN = -1;

  /** What {@link ModelVersion#TRAINING_STATE} calls the counts of a feature. */
  private static final String COUNTS = "counts.";

  private final @Nullable TensorReader state;

  private TrainedValues(@Nullable TensorReader state) {
    this.state = state;
  }

  /**
   * Opens what a version says.
   *
   * @param versions finds a version's directory by its id
   */
  static TrainedValues open(Function<String, Path> versions, String id) {
    try {
      Path file = versions.apply(id).resolve(ModelVersion.TRAINING_STATE);
      return new TrainedValues(Files.isRegularFile(file) ? new TensorReader(file) : null);
    } catch (IOException | ModelStoreException | InvalidVersionException e) {
      // Nobody needs it to bid: what cannot be read says nothing.
      return new TrainedValues(null);
    }
  }

  /** Rows of training with an id of a feature; {@link #UNKNOWN} if the version does not say. */
  int rows(Feature.Embedded feature, int id) {
    if (state == null) {
      return UNKNOWN;
    }
    try {
      return state.intAt(COUNTS + feature.name(), feature.tableRows(), id);
    } catch (InvalidVersionException e) {
      return UNKNOWN;
    }
  }

  @Override
  public void close() {
    if (state != null) {
      state.close();
    }
  }
}
