package io.bidder.trainer.learn;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.trainer.TrainingRows;
import io.bidder.trainer.fitting.Slices;
import io.bidder.trainer.learning.RowSource;
import io.bidder.trainer.log.LogSummary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A window's rows as they are at a time, in the order in which they were shown and the held-out
 * ones last, for others to read whatever becomes of the window. Any number of threads may read at
 * once.
 */
final class WindowRows implements RowSource, AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final RowLayout layout;
  private final MemorySegment records;
  private final int[] order;
  private final int trained;
  private final float[] click;
  private final float[] conversion;
  private final float[] weight;
  private final LogSummary summary;
  private final List<String> cautions = new ArrayList<>();

  /**
   * Takes rows. Those that are trained on have labels that allow for what is yet to come; the
   * held-out ones have those that are known.
   *
   * @param afterMillis leaves out bids that were made then or before
   */
  WindowRows(View view, DelayedLabels labels, long afterMillis) {
    RowWindow rows = view.rows();
    layout = rows.layout();
    records = rows.map(arena);
    int[] byTime =
        IntStream.range(0, rows.size())
            .filter(row -> rows.isLive(row) && layout.bidMillis(records, row) > afterMillis)
            .boxed()
            .sorted((a, b) -> Long.compare(rows.shownMillis(a), rows.shownMillis(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] trainedOn = Arrays.stream(byTime).filter(row -> !rows.isHeldOut(row)).toArray();
    int[] heldOut = Arrays.stream(byTime).filter(rows::isHeldOut).toArray();
    trained = trainedOn.length;
    order = IntStream.concat(Arrays.stream(trainedOn), Arrays.stream(heldOut)).toArray();
    click = new float[order.length];
    conversion = new float[order.length];
    weight = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      int row = order[i];
      boolean known = rows.isHeldOut(row);
      click[i] = known ? known(rows, Target.CLICK, row) : labels.click(row);
      conversion[i] = known ? known(rows, Target.CONVERSION, row) : labels.conversion(row);
      weight[i] = rows.weight(row);
    }
    summary = summary(trainedOn);
    for (Target target : Target.values()) {
      double share =
          Arrays.stream(heldOut).mapToDouble(row -> view.share(target, row)).average().orElse(1);
      if (share < View.NEARLY_ALL) {
        cautions.add(
            String.format(
                Locale.ROOT,
                "%.0f %% of the %s of these rows had come: the rest counts as none in these"
                    + " figures, though not in training",
                100 * share,
                target.plural));
      }
    }
  }

  private static float known(RowWindow rows, Target target, int row) {
    return rows.delayMillis(target, row) >= 0 ? 1 : 0;
  }

  private LogSummary summary(int[] trainedOn) {
    long[] bids =
        Arrays.stream(trainedOn).mapToLong(row -> layout.bidMillis(records, row)).toArray();
    return new LogSummary(
        List.of(),
        order.length,
        trained,
        0,
        List.of(),
        IntStream.range(0, order.length).filter(i -> click[i] == 1).count(),
        IntStream.range(0, order.length).filter(i -> conversion[i] == 1).count(),
        0,
        true,
        Arrays.stream(bids).min().stream().mapToObj(WindowRows::text).findFirst().orElse(null),
        Arrays.stream(bids).max().stream().mapToObj(WindowRows::text).findFirst().orElse(null),
        0,
        0,
        Map.of());
  }

  private static String text(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** Rows that are trained on. */
  int trained() {
    return trained;
  }

  /**
   * The rows in their slices.
   *
   * @param record what the version's manifest is to say beside
   */
  TrainingRows training(Map<String, Object> record) {
    return new TrainingRows(
        this,
        layout.schema(),
        summary,
        Slices.heldOut(trained, order.length - trained),
        true,
        cautions,
        record);
  }

  @Override
  public long rows() {
    return order.length;
  }

  @Override
  public void read(
      long from,
      int count,
      EncodedRows into,
      float[] clicks,
      float[] conversions,
      float[] weights) {
    int first = Math.toIntExact(from);
    for (int i = 0; i < count; i++) {
      layout.decode(records, order[first + i], into, i);
    }
    into.size(count);
    System.arraycopy(click, first, clicks, 0, count);
    System.arraycopy(conversion, first, conversions, 0, count);
    System.arraycopy(weight, first, weights, 0, count);
  }

  @Override
  public void close() {
    arena.close();
  }
}
