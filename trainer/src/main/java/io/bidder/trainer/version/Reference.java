package io.bidder.trainer.version;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.learning.RowRange;
import io.bidder.trainer.learning.RowSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code reference.json}: how features and scores were distributed when the version was made, for
 * whoever watches serving drift away from that.
 *
 * <pre>
 *   {"rows": n,
 *    "features": {name: {"missing": share, "values": {id: share, …}}        embedded: the most frequent ids
 *                 name: {"deciles": [11 encoded values]}},                  numeric
 *    "scores": {head: {"deciles": [11 probabilities]}}}
 * </pre>
 */
public final class Reference {
  public static final String FILE = "reference.json";

  private static final int ROWS_AT_MOST = 200_000;
  private static final int CHUNK_ROWS = 2000;
  private static final int VALUES = 32;
  private static final int DECILES = 10;

  private Reference() {}

  /**
   * Writes the file.
   *
   * @param training rows whose features are described: the last {@value #ROWS_AT_MOST} of them
   * @param scores of rows that training did not see
   */
  public static void write(
      Path file, FeatureSchema schema, RowSource source, RowRange training, SlicePredictions scores)
      throws IOException {
    int rows = (int) Math.min(ROWS_AT_MOST, training.rows());
    List<Feature.Embedded> embedded = schema.embedded();
    int numericCount = schema.numeric().size();
    int[][] counts = new int[embedded.size()][];
    for (int f = 0; f < counts.length; f++) {
      counts[f] = new int[embedded.get(f).tableRows()];
    }
    float[][] numbers = new float[numericCount][rows];
    EncodedRows chunk = new EncodedRows(schema, CHUNK_ROWS);
    float[] ignored = new float[CHUNK_ROWS];
    for (int done = 0; done < rows; done += CHUNK_ROWS) {
      int count = Math.min(CHUNK_ROWS, rows - done);
      source.read(training.to() - rows + done, count, chunk, ignored, ignored, ignored);
      for (int row = 0; row < count; row++) {
        count(chunk, row, embedded, counts);
        for (int n = 0; n < numericCount; n++) {
          numbers[n][done + row] = chunk.numerics()[row * numericCount + n];
        }
      }
    }
    Map<String, Object> features = new LinkedHashMap<>();
    for (int f = 0; f < counts.length; f++) {
      features.put(embedded.get(f).name(), shares(counts[f]));
    }
    for (int n = 0; n < numericCount; n++) {
      features.put(schema.numeric().get(n).name(), Map.of("deciles", deciles(numbers[n])));
    }
    Map<String, Object> heads = new LinkedHashMap<>();
    heads.put(Head.CTR.id(), Map.of("deciles", deciles(scores.ctr().clone())));
    heads.put(Head.CTCVR.id(), Map.of("deciles", deciles(scores.ctcvr().clone())));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("rows", rows);
    all.put("features", features);
    all.put("scores", heads);
    ObjectMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(file, json.writeValueAsString(all) + "\n");
  }

  private static void count(
      EncodedRows rows, int row, List<Feature.Embedded> features, int[][] counts) {
    int slot = row * rows.slotCount();
    for (int f = 0; f < counts.length; f++) {
      for (int s = 0; s < features.get(f).slots(); s++, slot++) {
        if (rows.ids()[slot] >= 0) {
          counts[f][rows.ids()[slot]]++;
        }
      }
    }
  }

  private static Map<String, Object> shares(int[] counts) {
    double total = Math.max(1, Arrays.stream(counts).asLongStream().sum());
    Map<String, Object> values = new LinkedHashMap<>();
    IntStream.range(1, counts.length)
        .filter(id -> counts[id] > 0)
        .boxed()
        .sorted(Comparator.comparingInt((Integer id) -> -counts[id]).thenComparing(id -> id))
        .limit(VALUES)
        .forEach(id -> values.put(Integer.toString(id), counts[id] / total));
    Map<String, Object> feature = new LinkedHashMap<>();
    feature.put("missing", counts[0] / total);
    feature.put("values", values);
    return feature;
  }

  /** The least, the nine deciles, and the greatest; sorts {@code values}. Empty without any. */
  private static List<Float> deciles(float[] values) {
    Arrays.sort(values);
    List<Float> deciles = new ArrayList<>();
    for (int d = 0; d <= DECILES && values.length > 0; d++) {
      float value = values[(int) ((values.length - 1L) * d / DECILES)];
      if (Float.isFinite(value)) {
        deciles.add(value);
      }
    }
    return deciles;
  }
}
