package io.bidder.trainer;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.trainer.fitting.TrainingState;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes versions that go on from one of a store, with rows that it was not trained on. */
public final class WarmTraining {
  private WarmTraining() {}

  /**
   * Trains and publishes a version, which is not promoted.
   *
   * @param from has the state that training goes on from
   * @param memory the share of what that version has learned from that counts beside the rows
   * @return the version's id
   */
  public static String publish(
      ModelStore store, ModelVersion from, TrainingRows rows, double memory) throws IOException {
    TrainedVersion start = new TrainedVersion(from);
    TrainingState state = start.state();
    TrainingState faded =
        new TrainingState(
            state.model().faded(memory, state.options().initialAccumulator()),
            state.options(),
            state.minimumCount());
    TrainOptions options = new TrainOptions();
    options.promote = false;
    return new TrainingJob(
            rows,
            start.logSchema(null),
            options,
            start,
            faded,
            line -> {},
            progress -> {},
            System.nanoTime())
        .run(store)
        .version();
  }

  /** The time of the newest row that a version was made of; null if nobody has noted it. */
  public static @Nullable Instant newestRowOf(Manifest manifest) {
    return TrainingRecord.lastTimestamp(manifest);
  }

  /**
   * The version that one went on from, if that was with rows of which some are held out from every
   * fit; else null.
   */
  public static @Nullable String startOf(Manifest manifest) {
    return TrainingRecord.startOfHeldOut(manifest);
  }
}
