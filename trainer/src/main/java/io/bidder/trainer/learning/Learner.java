package io.bidder.trainer.learning;

import io.bidder.trainer.network.DenseLayout;
import io.bidder.trainer.network.NetworkSpec;
import io.bidder.trainer.network.StepEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The weights being learned and the step that changes them. A batch is cut into chunks of a fixed
 * number of rows; threads share first the chunks (look up, forward, backward), then the tables and
 * parts of the dense weights (add up, change). Sums run in the order of chunks and rows, so the
 * result does not depend on which thread did what.
 */
final class Learner implements AutoCloseable {
  private static final int DROPOUT_BITS = 16;

  final NetworkSpec spec;
  final StepEngine engine;
  final ChunkFiller filler;
  final Workers workers;

  private final FeatureLayout layout;
  private final TrainingOptions options;
  private final List<EmbeddingTable> tables = new ArrayList<>();
  private final List<TableUpdate> updates = new ArrayList<>();
  private final DenseUpdate dense;
  private final int chunkRows;
  private final int[][] tableRows;

  private float rateShare = 1;

  /** Sums that keep reading ahead from being optimised away. */
  private final float[] touched;

  /**
   * A learner at its first step.
   *
   * @param counts of the rows that are learnt from, those that {@code start} learnt from included
   * @param start takes the place of the initial weights, with its sums of squared gradients
   */
  Learner(
      NetworkSpec spec,
      FeatureLayout layout,
      TrainingOptions options,
      SharedRows shared,
      ValueCounts counts,
      float[] initialDense,
      @Nullable TrainedNetwork start) {
    this.spec = spec;
    this.layout = layout;
    this.options = options;
    this.chunkRows = Math.min(options.chunkRows(), options.batchRows());
    for (int f = 0; f < layout.featureCount(); f++) {
      EmbeddingTable table =
          new EmbeddingTable(shared.lookups(f, counts), spec.latent(), spec.headCount());
      table.initialise(
          options.seed() * 31 + ((long) f << 32),
          (float) options.latentScale(),
          (float) options.initialAccumulator());
      if (start != null) {
        start.copyRows(f, table, shared);
      }
      tables.add(table);
      updates.add(new TableUpdate(spec, layout, f, table, options));
    }
    this.dense = new DenseUpdate(new DenseLayout(spec), initialDense, options, counts.rows());
    if (start != null) {
      start.copyDense(dense.weights, dense.squares);
    }
    this.filler = new ChunkFiller(spec, layout, tables, shared);
    int chunks = Math.ceilDiv(options.batchRows(), chunkRows);
    this.tableRows = new int[chunks][chunkRows * layout.slotCount];
    this.touched = new float[chunks + layout.featureCount()];
    this.workers = new Workers(options.threads());
    this.engine =
        StepEngine.training(
            spec, chunkRows, chunks, options.dropout() > 0, options.conversionWeight());
    engine.weights(dense.weights);
  }

  List<EmbeddingTable> tables() {
    return tables;
  }

  float[] dense() {
    return dense.weights;
  }

  float[] denseSquares() {
    return dense.squares;
  }

  /** Takes over dense weights that were changed from outside. */
  void denseChanged() {
    engine.weights(dense.weights);
  }

  /** Takes {@code share} of each learning rate in the steps that follow. */
  void rateShare(double share) {
    rateShare = (float) share;
  }

  /**
   * Learns from the rows at {@code group.order[from .. from + count - 1]}, no more than a batch.
   * {@code number} tells the steps of a training apart. Returns the sum of the rows' weighted
   * losses before the step.
   *
   * @throws TrainingFailedException if a row's loss is not finite; the weights are then as before
   */
  double step(RowSource source, RowGroup group, int from, int count, long number) {
    int chunks = Math.ceilDiv(count, chunkRows);
    workers.run(chunks, i -> compute(group, from + i * chunkRows, rowsOf(i, count), i, number));
    double loss = 0;
    for (int i = 0; i < chunks; i++) {
      double ofChunk = 0;
      for (float ofRow : engine.chunk(i).loss) {
        ofChunk += ofRow;
      }
      if (!Double.isFinite(ofChunk)) {
        throw LossDiagnosis.of(
            engine.chunk(i),
            rowsOf(i, count),
            layout,
            tables,
            tableRows[i],
            row -> source.describe(group.sourceRow[group.order[row]]),
            from + i * chunkRows);
      }
      loss += ofChunk;
    }
    int parts = dense.parts();
    workers.run(
        parts + updates.size(),
        task -> {
          if (task < parts) {
            dense.update(task, engine, chunks, count, rateShare);
          } else {
            TableUpdate update = updates.get(task - parts);
            for (int i = 0; i < chunks; i++) {
              update.add(engine.chunk(i), rowsOf(i, count), tableRows[i]);
            }
            touched[tableRows.length + task - parts] = update.apply(rateShare);
          }
        });
    engine.weights(dense.weights);
    return loss;
  }

  private int rowsOf(int chunk, int count) {
    return Math.min(chunkRows, count - chunk * chunkRows);
  }

  private void compute(RowGroup group, int from, int count, int i, long number) {
    StepEngine.Chunk chunk = engine.chunk(i);
    filler.fill(chunk, group, from, count, tableRows[i]);
    filler.labels(chunk, group, from, count);
    SplittableRandom random =
        new SplittableRandom(
            (options.seed() * 0x9E3779B97F4A7C15L + number) * 0xBF58476D1CE4E5B9L + i);
    if (options.featureDropout() > 0) {
      filler.dropFeatures(tableRows[i], count, options.featureDropout(), random);
    }
    touched[i] = filler.lookUp(chunk, count, tableRows[i]);
    for (float[] mask : chunk.masks) {
      drawMask(mask, random);
    }
    engine.step(i);
  }

  private void drawMask(float[] mask, SplittableRandom random) {
    int threshold = (int) (options.dropout() * (1 << DROPOUT_BITS));
    float kept = (float) (1 / (1 - options.dropout()));
    long bits = 0;
    for (int i = 0; i < mask.length; i++) {
      if (i % (Long.SIZE / DROPOUT_BITS) == 0) {
        bits = random.nextLong();
      }
      mask[i] = (bits & ((1 << DROPOUT_BITS) - 1)) < threshold ? 0 : kept;
      bits >>>= DROPOUT_BITS;
    }
  }

  @Override
  public void close() {
    workers.close();
    engine.close();
  }
}
