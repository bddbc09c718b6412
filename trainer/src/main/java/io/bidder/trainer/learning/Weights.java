package io.bidder.trainer.learning;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies of a learner's weights: the best so far, the running average, and the latest while the
 * average is tried.
 */
final class Weights {

  /** Dense weights and tables at one moment, with Adagrad's sums. */
  private static final class Copy {
    private final float[] dense;
    private final float[] squares;
    private final List<EmbeddingTable> tables = new ArrayList<>();

    private Copy(Learner learner) {
      dense = learner.dense().clone();
      squares = learner.denseSquares().clone();
      for (EmbeddingTable table : learner.tables()) {
        tables.add(table.snapshot());
      }
    }

    private void restore(Learner learner) {
      System.arraycopy(dense, 0, learner.dense(), 0, dense.length);
      System.arraycopy(squares, 0, learner.denseSquares(), 0, squares.length);
      for (int f = 0; f < tables.size(); f++) {
        learner.tables().get(f).restore(tables.get(f));
      }
      learner.denseChanged();
    }
  }

  private final Learner learner;
  private @Nullable Copy best;
  private @Nullable Copy average;
  private @Nullable Copy latest;

  Weights(Learner learner) {
    this.learner = learner;
  }

  /** Moves the average towards the weights of now: {@code keep} of it stays. */
  void average(float keep) {
    if (average == null) {
      average = new Copy(learner);
      return;
    }
    average(average.dense, learner.dense(), keep);
    average(average.squares, learner.denseSquares(), keep);
    for (int f = 0; f < average.tables.size(); f++) {
      average.tables.get(f).average(learner.tables().get(f), keep);
    }
  }

  private static void average(float[] average, float[] now, float keep) {
    for (int i = 0; i < now.length; i++) {
      average[i] = keep * average[i] + (1 - keep) * now[i];
    }
  }

  /** Puts the average, if there is one, in the learner's place until {@link #useLatest}. */
  void useAverage() {
    if (average != null) {
      latest = new Copy(learner);
      average.restore(learner);
    }
  }

  /** Undoes {@link #useAverage}. */
  void useLatest() {
    if (latest != null) {
      latest.restore(learner);
      latest = null;
    }
  }

  /** Keeps the learner's weights of now as the best. */
  void keepBest() {
    best = new Copy(learner);
  }

  /** Puts the best weights kept back. */
  void restoreBest() {
    if (best != null) {
      best.restore(learner);
    }
  }
}
