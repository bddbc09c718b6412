package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.tensors.TensorReader;
import io.bidder.modelstore.tensors.TensorWriter;
import io.bidder.trainer.network.DenseLayout;
import io.bidder.trainer.network.NetworkSpec;
import io.bidder.trainer.network.ServedGraph;
import io.bidder.trainer.network.StepEngine;
import java.util.ArrayList;
import java.util.List;

/**
 * A network whose weights have been learned, with Adagrad's sums of squared gradients, so that
 * training can go on from it. Immutable and thread-safe.
 */
public final class TrainedNetwork {
  private static final int CHUNK_ROWS = 256;
  private static final String DENSE = "dense";
  private static final String DENSE_SQUARES = "dense.squares";
  private static final String ROWS = "rows.";

  private final FeatureSchema schema;
  private final NetworkSpec spec;
  private final float[] dense;
  private final float[] denseSquares;
  private final List<EmbeddingTable> tables;
  private final SharedRows shared;
  private final Summary summary;

  /**
   * Facts about a network's training.
   *
   * @param epochs epochs begun
   * @param rowsSeen rows trained on, all epochs together
   * @param rowsPerSecond of the whole training, evaluations included
   * @param bestRowsSeen rows after which the weights were those kept
   * @param stoppingLoss mean loss of a row on the stopping rows with the weights kept; NaN without
   *     stopping rows
   */
  public record Summary(
      int epochs, long rowsSeen, double rowsPerSecond, long bestRowsSeen, double stoppingLoss) {
    /** A network read from a file. */
    private static final Summary NONE = new Summary(0, 0, 0, 0, Double.NaN);
  }

  TrainedNetwork(
      FeatureSchema schema,
      NetworkSpec spec,
      float[] dense,
      float[] denseSquares,
      List<EmbeddingTable> tables,
      SharedRows shared,
      Summary summary) {
    this.schema = schema;
    this.spec = spec;
    this.dense = dense;
    this.denseSquares = denseSquares;
    this.tables = tables;
    this.shared = shared;
    this.summary = summary;
  }

  public FeatureSchema schema() {
    return schema;
  }

  public NetworkSpec spec() {
    return spec;
  }

  public Summary summary() {
    return summary;
  }

  /**
   * Copies the embedding row of value {@code id} of the {@code feature}-th embedded feature, {@code
   * spec().dimension()} floats, to {@code into} from {@code offset}. Values that share a row give
   * the same floats.
   */
  public void row(int feature, int id, float[] into, int offset) {
    EmbeddingTable table = tables.get(feature);
    int row = shared.rowOf(feature, id);
    System.arraycopy(table.page(row), table.at(row), into, offset, table.dimension);
  }

  /** A copy of the dense weights, laid out as {@code DenseLayout} says. */
  public float[] dense() {
    return dense.clone();
  }

  /** Adds all that training goes on from, under names that begin with {@code prefix}. */
  public void addTo(TensorWriter file, String prefix) {
    file.add(prefix + DENSE, dense);
    file.add(prefix + DENSE_SQUARES, denseSquares);
    for (int f = 0; f < tables.size(); f++) {
      EmbeddingTable table = tables.get(f);
      int[] rows = shared.rowsInUse(f);
      file.add(
          prefix + ROWS + schema.embedded().get(f).name(),
          rows.length,
          table.shareOffset(),
          (i, into) -> {
            int row = rows[(int) i];
            System.arraycopy(table.page(row), table.at(row), into, 0, into.length);
          });
    }
  }

  /**
   * Reads what {@link #addTo} added.
   *
   * @param counts of the rows that the network learnt from
   * @param shared which values shared a row
   */
  public static TrainedNetwork read(
      TensorReader file,
      String prefix,
      FeatureSchema schema,
      NetworkSpec spec,
      ValueCounts counts,
      SharedRows shared) {
    int denseSize = new DenseLayout(spec).size();
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int f = 0; f < schema.embedded().size(); f++) {
      EmbeddingTable table =
          new EmbeddingTable(shared.lookups(f, counts), spec.latent(), spec.headCount());
      int[] rows = shared.rowsInUse(f);
      file.floats(
          prefix + ROWS + schema.embedded().get(f).name(),
          rows.length,
          table.shareOffset(),
          (i, from) -> {
            int row = rows[(int) i];
            System.arraycopy(from, 0, table.page(row), table.at(row), from.length);
          });
      tables.add(table);
    }
    return new TrainedNetwork(
        schema,
        spec,
        file.floats(prefix + DENSE, denseSize),
        file.floats(prefix + DENSE_SQUARES, denseSize),
        tables,
        shared,
        Summary.NONE);
  }

  /** Puts the dense weights and their sums into arrays of their size. */
  void copyDense(float[] weights, float[] squares) {
    System.arraycopy(dense, 0, weights, 0, weights.length);
    System.arraycopy(denseSquares, 0, squares, 0, squares.length);
  }

  /**
   * Puts the rows of a feature where training goes on from them. A value that was rare and has a
   * row of its own by now begins as what rare values had in common, and learns as fast as a new
   * one.
   *
   * @param now which values share a row of {@code table}
   */
  void copyRows(int feature, EmbeddingTable table, SharedRows now) {
    for (int row : now.rowsInUse(feature)) {
      int origin = now.origin(shared, feature, row);
      if (origin != SharedRows.NONE) {
        boolean withSquares = !now.leavesShared(shared, feature, row);
        table.copyRow(row, tables.get(feature), origin, withSquares);
      }
    }
  }

  /**
   * The same network as if a share of what it has learned from had told it so: sums of squared
   * gradients are that share of what they were, so that training on changes it faster.
   *
   * @param least sum that stays
   */
  public TrainedNetwork faded(double share, double least) {
    float[] squares = denseSquares.clone();
    for (int i = 0; i < squares.length; i++) {
      squares[i] = (float) Math.max(Math.min(squares[i], least), share * squares[i]);
    }
    List<EmbeddingTable> faded = tables.stream().map(EmbeddingTable::snapshot).toList();
    faded.forEach(table -> table.fadeSquares((float) share, (float) least));
    return new TrainedNetwork(schema, spec, dense, squares, faded, shared, summary);
  }

  /** The version's graph for tables that lie outside it. */
  public ServedGraph tablesOutside() {
    return ServedGraph.tablesOutside(spec, schema, List.of(dense));
  }

  /**
   * The version's graph with the tables inside.
   *
   * @throws IllegalArgumentException if a feature is a bag
   */
  public ServedGraph tablesInside() {
    return ServedGraph.tablesInside(spec, schema, List.of(dense), this::row);
  }

  /**
   * The probabilities of rows {@code range}, from index 0 on. The array of a head that the network
   * lacks is not looked at.
   *
   * @param ctr P(click | impression)
   * @param cvr P(conversion | click)
   */
  public void predict(RowSource source, RowRange range, int threads, float[] ctr, float[] cvr) {
    FeatureLayout layout = new FeatureLayout(schema);
    try (Workers workers = new Workers(threads);
        StepEngine engine = StepEngine.forwardOnly(spec, CHUNK_ROWS, 4 * threads)) {
      engine.weights(dense);
      ChunkFiller filler = new ChunkFiller(spec, layout, tables, shared);
      int ctrColumn = spec.heads().indexOf(Head.CTR);
      int cvrColumn = spec.heads().indexOf(Head.CVR);
      int heads = spec.headCount();
      int[] done = new int[1];
      new ForwardPass(engine, filler, layout, workers)
          .run(
              source,
              range,
              (probabilities, group, from, count) -> {
                for (int row = 0; row < count; row++, done[0]++) {
                  if (ctrColumn >= 0) {
                    ctr[done[0]] = probabilities[row * heads + ctrColumn];
                  }
                  if (cvrColumn >= 0) {
                    cvr[done[0]] = probabilities[row * heads + cvrColumn];
                  }
                }
              });
    }
  }
}
