package io.bidder.trainer.learning;

import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.network.NetworkSpec;
import io.bidder.trainer.network.ServedGraph;
import io.bidder.trainer.network.StepEngine;
import java.util.List;

/** A network whose weights have been learned. Immutable and thread-safe. */
public final class TrainedNetwork {
  private static final int CHUNK_ROWS = 256;

  private final FeatureSchema schema;
  private final NetworkSpec spec;
  private final float[] dense;
  private final List<EmbeddingTable> tables;
  private final SharedRows shared;
  private final Summary summary;

  /**
   * How training went.
   *
   * @param epochs epochs begun
   * @param rowsSeen rows trained on, all epochs together
   * @param rowsPerSecond of the whole training, evaluations included
   * @param bestRowsSeen rows after which the weights were those kept
   * @param stoppingLoss mean loss of a row on the stopping rows with the weights kept; NaN without
   *     stopping rows
   */
  public record Summary(
      int epochs, long rowsSeen, double rowsPerSecond, long bestRowsSeen, double stoppingLoss) {}

  TrainedNetwork(
      FeatureSchema schema,
      NetworkSpec spec,
      float[] dense,
      List<EmbeddingTable> tables,
      SharedRows shared,
      Summary summary) {
    this.schema = schema;
    this.spec = spec;
    this.dense = dense;
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
