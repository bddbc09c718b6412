package io.bidder.trainer.log;

import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Encodes all rows, in time order, chunk by chunk on several threads. */
final class RowEncoder {
  private static final int CHUNK_ROWS = 4096;

  private final FeatureSchema schema;
  private final FeatureEncoder encoder;
  private final RawRecords records;
  private final int @Nullable [] order;
  private final long rows;
  private final int extras;
  private final EncodedFile into;
  private final AtomicLong nextRow = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLongArray missing;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * Encodes nothing yet.
   *
   * @param order the rows of the records in time order, or null where they are
   */
  RowEncoder(
      FeatureSchema schema,
      RawRecords records,
      int @Nullable [] order,
      long rows,
      int extras,
      EncodedFile into) {
    this.schema = schema;
    this.encoder = new FeatureEncoder(schema);
    this.records = records;
    this.order = order;
    this.rows = rows;
    this.extras = extras;
    this.into = into;
    this.missing = new AtomicLongArray(schema.features().size());
  }

  /** Encodes; {@code advanced} is told rows now and then by the calling thread. */
  void encode(int threads, LongConsumer advanced) throws IOException {
    Thread[] helpers = new Thread[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = Thread.ofPlatform().name("log-encoder-" + i).start(() -> work(count -> {}));
    }
    work(advanced);
    try {
      for (Thread helper : helpers) {
        helper.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while encoding the log", e);
    }
    switch (failure.get()) {
      case null -> into.finish();
      case IOException e -> throw e;
      case ModelStoreException e -> throw e;
      case Throwable e -> throw new IllegalStateException("cannot encode the log", e);
    }
  }

  /** By feature, the share of rows that have no value. */
  Map<String, Double> missingShare() {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < missing.length(); i++) {
      shares.put(schema.features().get(i).name(), missing.get(i) / (double) rows);
    }
    return shares;
  }

  private void work(LongConsumer advanced) {
    try {
      Chunk chunk = new Chunk();
      for (long from = nextRow.getAndAdd(CHUNK_ROWS);
          from < rows && failure.get() == null;
          from = nextRow.getAndAdd(CHUNK_ROWS)) {
        int count = (int) Math.min(CHUNK_ROWS, rows - from);
        chunk.encode(from, count);
        advanced.accept(done.addAndGet(count));
      }
      chunk.addMissing();
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  /** One thread's buffers. */
  private final class Chunk {
    private final RawValues raw = new RawValues(schema);
    private final RawRecords.Row row = new RawRecords.Row(extras);
    private final EncodedRows encoded = new EncodedRows(schema, CHUNK_ROWS);
    private final Labels labels = new Labels(CHUNK_ROWS);
    private final double[][] extra = new double[extras][CHUNK_ROWS];
    private final List<Feature> features = schema.features();
    private final int[] sources = new int[features.size()];
    private final int[] slots = new int[features.size()];
    private final long[] missingRows = new long[features.size()];

    Chunk() {
      int slot = 0;
      for (int i = 0; i < sources.length; i++) {
        switch (features.get(i)) {
          case Feature.Numeric numeric -> {
            sources[i] = raw.source(numeric.source());
            slots[i] = -1;
          }
          case Feature.Embedded embedded -> {
            slots[i] = slot;
            slot += embedded.slots();
          }
        }
      }
    }

    void encode(long from, int count) throws IOException {
      int[] byTime = order;
      for (int i = 0; i < count; i++) {
        long record = byTime == null ? from + i : byTime[(int) (from + i)];
        records.read(record, raw);
        encoder.encode(raw, encoded, i);
        countMissing(i);
        records.read(record, row);
        labels.click()[i] = row.click;
        labels.conversion()[i] = row.conversion;
        labels.weight()[i] = row.weight;
        labels.value()[i] = row.value;
        labels.timestampMillis()[i] = row.timestampMillis;
        for (int e = 0; e < extras; e++) {
          extra[e][i] = row.extra[e];
        }
      }
      encoded.size(count);
      into.write(from, encoded, labels, extra);
    }

    private void countMissing(int at) {
      int firstId = at * encoded.slotCount();
      for (int i = 0; i < missingRows.length; i++) {
        boolean none =
            slots[i] < 0
                ? Double.isNaN(raw.number(sources[i]))
                : encoded.ids()[firstId + slots[i]] == 0;
        missingRows[i] += none ? 1 : 0;
      }
    }

    void addMissing() {
      for (int i = 0; i < missingRows.length; i++) {
        missing.addAndGet(i, missingRows[i]);
      }
    }
  }
}
