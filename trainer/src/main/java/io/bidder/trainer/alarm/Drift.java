package io.bidder.trainer.alarm;

import io.bidder.eventlog.join.TrainingRow;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.SourcePaths;
import io.bidder.settings.IoReasons;
import io.bidder.trainer.learn.RowEncoding;
import io.bidder.trainer.version.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The drift of features and scores from what they were when a version was made: the population
 * stability index (PSI) of the newest rows against the version's {@value Reference#FILE}. It is the
 * symmetric Kullback-Leibler divergence over bins, which are a feature's frequent values, or tenths
 * of its numbers. One thread's.
 */
final class Drift {
  /** An index that is named. */
  static final double NAMED = 0.25;

  private static final int LEAST_ROWS = 1_000;
  private static final double HALF = 0.5;
  private static final long DAY_MILLIS = 86_400_000;

  /**
   * A feature's index, or a score's.
   *
   * @param score whether it is a head's score
   * @param psi null where it cannot be told
   * @param why it cannot; empty if it can
   */
  record Shift(String name, boolean score, @Nullable Double psi, String why) {
    boolean isNamed() {
      return psi != null && psi > NAMED;
    }
  }

  private final FeatureSchema schema;
  private final @Nullable JsonNode reference;
  private final RowEncoding encoding;
  private final EncodedRows newest;
  private final float[][] scores;
  private final long[] atMillis;
  private long rows;

  /**
   * The drift from a version.
   *
   * @param most rows that are looked at
   */
  Drift(ModelVersion version, int most) {
    schema = version.manifest().schema();
    reference = read(version.file(Reference.FILE));
    encoding = new RowEncoding(schema);
    newest = new EncodedRows(schema, most);
    scores = new float[2][most];
    atMillis = new long[most];
  }

  private static @Nullable JsonNode read(Path file) {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return JsonMapper.shared().readTree(Files.readString(file));
    } catch (IOException | JacksonException e) {
      String reason = e instanceof IOException io ? IoReasons.of(io) : "it is not JSON";
      throw new ModelStoreException(file + ": cannot be read: " + reason, e);
    }
  }

  /** Adds a row, in place of the oldest if there is no room. */
  void add(TrainingRow row) {
    int at = (int) (rows++ % atMillis.length);
    encoding.encode(row, newest, at);
    scores[0][at] = row.bid().pCtr();
    scores[1][at] = row.bid().pCtcvr();
    atMillis[at] = row.shownEpochMillis();
  }

  /** The shifts of all features and scores, the largest first. */
  List<Shift> shifts() {
    List<Shift> shifts = new ArrayList<>();
    int count = (int) Math.min(rows, atMillis.length);
    String nothing =
        reference == null
            ? "the version has no " + Reference.FILE
            : count < LEAST_ROWS ? count + " rows are too few" : "";
    long span =
        count == 0
            ? 0
            : Arrays.stream(atMillis, 0, count).max().orElse(0)
                - Arrays.stream(atMillis, 0, count).min().orElse(0);
    int slot = 0;
    for (Feature.Embedded feature : schema.embedded()) {
      String why = nothing.isEmpty() ? tooShort(feature, span) : nothing;
      Double psi = why.isEmpty() ? embedded(feature, slot, count) : null;
      shifts.add(shift(feature.name(), false, psi, why));
      slot += feature.slots();
    }
    int numerics = schema.numeric().size();
    for (int n = 0; n < numerics; n++) {
      float[] values = new float[nothing.isEmpty() ? count : 0];
      for (int row = 0; row < values.length; row++) {
        values[row] = newest.numerics()[row * numerics + n];
      }
      String name = schema.numeric().get(n).name();
      shifts.add(shift(name, false, numeric(at("features", name), values), nothing));
    }
    for (Head head : List.of(Head.CTR, Head.CTCVR)) {
      float[] values =
          nothing.isEmpty() ? Arrays.copyOf(scores[head == Head.CTR ? 0 : 1], count) : new float[0];
      shifts.add(shift(head.id(), true, numeric(at("scores", head.id()), values), nothing));
    }
    shifts.sort((a, b) -> Double.compare(orNone(b), orNone(a)));
    return shifts;
  }

  private static double orNone(Shift shift) {
    return shift.psi() == null ? -1 : shift.psi();
  }

  private static Shift shift(String name, boolean score, @Nullable Double psi, String why) {
    String reason = psi == null && why.isEmpty() ? "it is not in " + Reference.FILE : why;
    return new Shift(name, score, psi, reason);
  }

  /** Why a time of day or week cannot be compared; empty if it can. */
  private static String tooShort(Feature feature, long span) {
    if (!(feature instanceof Feature.Categorical categorical)) {
      return "";
    }
    return switch (categorical.source()) {
      case SourcePaths.LOCAL_HOUR -> span < DAY_MILLIS ? "the rows are of less than a day" : "";
      case SourcePaths.LOCAL_DAY_OF_WEEK, SourcePaths.LOCAL_HOUR_OF_WEEK ->
          span < 7 * DAY_MILLIS ? "the rows are of less than a week" : "";
      default -> "";
    };
  }

  private @Nullable JsonNode at(String part, String name) {
    return reference == null ? null : reference.path(part).get(name);
  }

  private @Nullable Double embedded(Feature.Embedded feature, int slot, int count) {
    JsonNode known = at("features", feature.name());
    if (known == null || !known.has("values")) {
      return null;
    }
    long[] counts = new long[feature.tableRows()];
    long all = 0;
    for (int row = 0; row < count; row++) {
      for (int s = slot; s < slot + feature.slots(); s++) {
        int id = newest.ids()[row * newest.slotCount() + s];
        if (id >= 0 && id < counts.length) {
          counts[id]++;
          all++;
        }
      }
    }
    List<double[]> bins = new ArrayList<>();
    double share = known.path("missing").asDouble();
    bins.add(new double[] {share, counts[0]});
    double restShare = 1 - share;
    long rest = all - counts[0];
    for (var value : known.path("values").properties()) {
      long now = counts[Integer.parseInt(value.getKey())];
      bins.add(new double[] {value.getValue().asDouble(), now});
      restShare -= value.getValue().asDouble();
      rest -= now;
    }
    bins.add(new double[] {Math.max(0, restShare), rest});
    return psi(bins, reference == null ? 0 : reference.path("rows").asLong());
  }

  private @Nullable Double numeric(@Nullable JsonNode known, float[] values) {
    if (known == null || values.length == 0 || known.path("deciles").size() < 2) {
      return null;
    }
    // By upper edge: the share of what is at most so large. An edge that comes often is a value.
    TreeMap<Float, Double> edges = new TreeMap<>();
    int last = known.path("deciles").size() - 1;
    for (int d = 0; d <= last; d++) {
      edges.put((float) known.path("deciles").get(d).asDouble(), (double) d / last);
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    List<double[]> bins = new ArrayList<>();
    double shareBefore = 0;
    int before = 0;
    if (edges.firstEntry().getValue() > 0) {
      // The least is a value of its own: less than that was never there.
      while (before < sorted.length && sorted[before] < edges.firstKey()) {
        before++;
      }
      bins.add(new double[] {0, before});
    }
    for (var edge : edges.entrySet()) {
      if (edge.getValue() > 0) {
        int upTo = edge.getValue() == 1 && edges.size() > 1 ? sorted.length : 0;
        while (upTo < sorted.length && sorted[upTo] <= edge.getKey()) {
          upTo++;
        }
        bins.add(new double[] {edge.getValue() - shareBefore, upTo - before});
        shareBefore = edge.getValue();
        before = upTo;
      }
    }
    bins.add(new double[] {0, sorted.length - before});
    return psi(bins, reference == null ? 0 : reference.path("rows").asLong());
  }

  /**
   * The index.
   *
   * @param bins the share that each had, and the rows that it has now
   * @param rows that the shares are of
   */
  static double psi(List<double[]> bins, long rows) {
    double now = 0;
    for (double[] bin : bins) {
      now += bin[1];
    }
    double index = 0;
    for (double[] bin : bins) {
      // Half a row more in each, so that what was not seen is rare and not impossible.
      double was = (bin[0] * rows + HALF) / (rows + HALF * bins.size());
      double is = (bin[1] + HALF) / (now + HALF * bins.size());
      index += (is - was) * Math.log(is / was);
    }
    return index;
  }
}
