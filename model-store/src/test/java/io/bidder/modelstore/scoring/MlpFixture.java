package io.bidder.modelstore.scoring;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.InputRole;
import io.bidder.modelstore.Manifest.OutputForm;
import io.bidder.modelstore.Manifest.TableType;
import io.bidder.modelstore.onnx.GraphBuilder;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.Transform;
import io.bidder.modelstore.table.EmbeddingTables;
import io.bidder.modelstore.table.TablesWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A small seeded network with its tables outside the graph, and the same in plain Java: pooled rows
 * and numbers through one hidden layer to the logits of both heads.
 */
public final class MlpFixture {
  public static final FeatureSchema SCHEMA =
      new FeatureSchema(
          FeatureSchema.XXH64,
          List.of(
              new Feature.Categorical("site", "site.domain", Side.REQUEST, 40),
              new Feature.Numeric("age", "user.age", Side.REQUEST, Transform.IDENTITY, 0, 1, 10, 0),
              new Feature.Bag("seg", "user.data.segment.id", Side.REQUEST, 30, 4, Pooling.MEAN),
              new Feature.Bag("cat", "site.cat", Side.REQUEST, 20, 3, Pooling.SUM),
              new Feature.Numeric(
                  "floor", "imp.bidfloor", Side.REQUEST, Transform.LOG1P, 0, 1, 10, 0),
              new Feature.Categorical("creative", "creative.id", Side.CANDIDATE, 10)));
  public static final String LOGITS = "logits";

  private static final int DIMENSION = 6;
  private static final int WIDTH = 4 * DIMENSION + 2;

  private final int width;
  private final float[][][] tables;
  private final float[] hidden;
  private final float[] hiddenBias;
  private final float[] top;
  private final float[] topBias;

  public MlpFixture(long seed) {
    this(seed, 12);
  }

  /** One whose hidden layer is {@code width} wide, which takes some {@code 100 * width} bytes. */
  public MlpFixture(long seed, int width) {
    this.width = width;
    Random random = new Random(seed);
    List<Feature.Embedded> features = SCHEMA.embedded();
    tables = new float[features.size()][][];
    for (int f = 0; f < tables.length; f++) {
      tables[f] = new float[features.get(f).tableRows()][];
      for (int row = 0; row < tables[f].length; row++) {
        tables[f][row] = gaussians(random, DIMENSION);
      }
    }
    hidden = gaussians(random, WIDTH * width);
    hiddenBias = gaussians(random, width);
    top = gaussians(random, width * 2);
    topBias = new float[] {-3, -1};
  }

  private static float[] gaussians(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() * 0.4f;
    }
    return values;
  }

  /** Writes the version's files into a new directory. */
  public VersionFixture write(Path directory) throws IOException {
    Files.createDirectory(directory);
    GraphBuilder graph = new GraphBuilder("mlp");
    String numbers = graph.input("numeric", "rows", 2);
    String rows = graph.input("embeddings", "rows", 4, DIMENSION);
    String in = graph.concat(1, graph.node("Flatten", Map.of("axis", 1), rows), numbers);
    String w1 = graph.constant("w1", hidden, WIDTH, width);
    String b1 = graph.constant("b1", hiddenBias, width);
    String w2 = graph.constant("w2", top, width, 2);
    String b2 = graph.constant("b2", topBias, 2);
    String logits = graph.gemm(graph.node("Relu", graph.gemm(in, w1, b1)), w2, b2);
    graph.rename(logits, LOGITS);
    graph.output(LOGITS, "rows", 2);
    Files.write(directory.resolve("model.onnx"), graph.toBytes());
    List<Manifest.Table> written;
    try (TablesWriter writer = new TablesWriter(directory.resolve(EmbeddingTables.FILE))) {
      for (int f = 0; f < tables.length; f++) {
        float[][] table = tables[f];
        writer.add(
            SCHEMA.embedded().get(f).name(),
            table.length,
            DIMENSION,
            TableType.FLOAT32,
            (row, to) -> System.arraycopy(table[(int) row], 0, to, 0, DIMENSION));
      }
      written = writer.finish();
    }
    return new VersionFixture(
        directory,
        SCHEMA,
        List.of(Head.CTR, Head.CVR),
        new Manifest.Network(
            "model.onnx",
            List.of(
                new Manifest.Input("numeric", InputRole.NUMERIC, List.of("age", "floor")),
                new Manifest.Input(
                    "embeddings", InputRole.EMBEDDINGS, List.of("site", "seg", "cat", "creative"))),
            List.of(
                new Manifest.Output(LOGITS, Head.CTR, OutputForm.LOGIT, 0),
                new Manifest.Output(LOGITS, Head.CVR, OutputForm.LOGIT, 1))),
        written,
        false);
  }

  /**
   * Writes the version's files into a new directory, with the network split too: what its request
   * side gives the hidden layer, and its numbers, are carried.
   */
  public VersionFixture writeSplit(Path directory) throws IOException {
    VersionFixture whole = write(directory);
    int requestWidth = 3 * DIMENSION;
    GraphBuilder request = new GraphBuilder("request");
    String numbers = request.input("numeric", "imps", 2);
    String rows = request.input("request rows", "imps", 3, DIMENSION);
    String flat = request.node("Flatten", Map.of("axis", 1), rows);
    String w = request.constant("w1", hiddenRows(0, requestWidth), requestWidth, width);
    request.rename(
        request.gemm(flat, w, request.constant("b1", hiddenBias, width)), "hidden of request");
    request.output("hidden of request", "imps", width);
    request.rename(request.reshape(numbers, 0, 2, 1), "numbers");
    request.output("numbers", "imps", 2, 1);
    Files.write(directory.resolve("request.onnx"), request.toBytes());

    GraphBuilder candidate = new GraphBuilder("candidate");
    String creative = candidate.input("candidate rows", "rows", 1, DIMENSION);
    String carried = candidate.input("hidden of request", 1, width);
    String given = candidate.reshape(candidate.input("numbers", 1, 2, 1), 1, 2);
    String ofCreative =
        candidate.matMul(
            candidate.node("Flatten", Map.of("axis", 1), creative),
            candidate.constant("w1", hiddenRows(requestWidth, DIMENSION), DIMENSION, width));
    String ofNumbers =
        candidate.matMul(given, candidate.constant("wn", hiddenRows(4 * DIMENSION, 2), 2, width));
    String sum = candidate.add(candidate.add(ofCreative, ofNumbers), carried);
    String w2 = candidate.constant("w2", top, width, 2);
    String b2 = candidate.constant("b2", topBias, 2);
    candidate.rename(candidate.gemm(candidate.node("Relu", sum), w2, b2), LOGITS);
    candidate.output(LOGITS, "rows", 2);
    Files.write(directory.resolve("candidate.onnx"), candidate.toBytes());
    return whole.withNetwork(whole.network().withSplit(split()));
  }

  private Manifest.Split split() {
    return new Manifest.Split(
        "request.onnx",
        "candidate.onnx",
        List.of(
            new Manifest.Input("numeric", InputRole.NUMERIC, List.of("age", "floor")),
            new Manifest.Input(
                "request rows", InputRole.EMBEDDINGS, List.of("site", "seg", "cat"))),
        List.of(new Manifest.Input("candidate rows", InputRole.EMBEDDINGS, List.of("creative"))),
        List.of(
            new Manifest.Carried("hidden of request", List.of(width)),
            new Manifest.Carried("numbers", List.of(2, 1))),
        Manifest.Precision.FLOAT32);
  }

  private float[] hiddenRows(int from, int count) {
    return Arrays.copyOfRange(hidden, from * width, (from + count) * width);
  }

  /** Seeded rows, all in use. */
  public static EncodedRows rows(int count, long seed) {
    Random random = new Random(seed);
    EncodedRows rows = new EncodedRows(SCHEMA, count);
    rows.size(count);
    int at = 0;
    for (int r = 0; r < count; r++) {
      for (Feature.Embedded feature : SCHEMA.embedded()) {
        int used = feature.slots() == 1 ? 1 : random.nextInt(feature.slots() + 1);
        for (int s = 0; s < feature.slots(); s++) {
          rows.ids()[at++] = s < used ? random.nextInt(feature.tableRows()) : -1;
        }
      }
    }
    for (int i = 0; i < count * rows.numericCount(); i++) {
      rows.numerics()[i] = (float) random.nextGaussian();
    }
    return rows;
  }

  /** The probability of head 0 (CTR) or 1 (CVR) of one row, in double precision. */
  public double probability(EncodedRows rows, int row, int head) {
    double[] in = new double[WIDTH];
    int slot = row * rows.slotCount();
    for (int f = 0; f < tables.length; f++) {
      Feature.Embedded feature = SCHEMA.embedded().get(f);
      int used = 0;
      for (int s = 0; s < feature.slots(); s++) {
        if (rows.ids()[slot + s] >= 0) {
          used++;
          add(tables[f][rows.ids()[slot + s]], in, f * DIMENSION);
        }
      }
      if (used == 0) {
        add(tables[f][0], in, f * DIMENSION);
      }
      if (feature instanceof Feature.Bag bag && bag.pooling() == Pooling.MEAN && used > 0) {
        for (int i = 0; i < DIMENSION; i++) {
          in[f * DIMENSION + i] /= used;
        }
      }
      slot += feature.slots();
    }
    in[WIDTH - 2] = rows.numerics()[row * 2];
    in[WIDTH - 1] = rows.numerics()[row * 2 + 1];
    double logit = topBias[head];
    for (int h = 0; h < width; h++) {
      double sum = hiddenBias[h];
      for (int i = 0; i < WIDTH; i++) {
        sum += in[i] * hidden[i * width + h];
      }
      logit += Math.max(0, sum) * top[h * 2 + head];
    }
    return 1 / (1 + Math.exp(-logit));
  }

  private static void add(float[] row, double[] to, int at) {
    for (int i = 0; i < row.length; i++) {
      to[at + i] += row[i];
    }
  }
}
