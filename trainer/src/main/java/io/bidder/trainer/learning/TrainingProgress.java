package io.bidder.trainer.learning;

/**
 * Progress of a training.
 *
 * @param epoch the epoch under way, from 1
 * @param rowsSeen rows trained on so far, all epochs together
 * @param rowsPerSecond since training began, evaluations included
 * @param trainingLoss weighted mean loss of a row since the last report, dropout included
 * @param stoppingLoss weighted mean loss of a row on the stopping rows; NaN where this report is
 *     not of an evaluation
 */
public record TrainingProgress(
    int epoch, long rowsSeen, double rowsPerSecond, double trainingLoss, double stoppingLoss) {

  /** Called by the training thread, every now and then and after each evaluation. */
  @FunctionalInterface
  public interface Listener {
    void on(TrainingProgress progress);
  }
}
