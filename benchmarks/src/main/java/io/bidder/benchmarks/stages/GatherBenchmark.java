package io.bidder.benchmarks.stages;

import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.table.EmbeddingTables;
import io.bidder.modelstore.table.TableGatherer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Copying the embedding rows of a batch's ids out of a version's tables. Ids are uniformly random,
 * and each call has others: nothing but what the tables' size allows is in the cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class GatherBenchmark {
  /** Rows to choose batches from. */
  private static final int ROWS = 1 << 14;

  @Param({"1", "8", "32", "128"})
  public int batch;

  /** A model store; the demo's if empty. */
  @Param("")
  public String store = "";

  private final Arena arena = Arena.ofShared();
  private @Nullable EmbeddingTables tables;
  private @Nullable TableGatherer gatherer;
  private @Nullable EncodedRows rows;
  private MemorySegment destination = MemorySegment.NULL;
  private int next;

  /** Opens the tables and draws ids. */
  @Setup
  public void setUp() {
    Path directory = MeasuredPath.storeOrDemo(store);
    DirectoryModelStore models = new DirectoryModelStore(directory);
    ModelVersion version = models.open(models.currentId().orElseThrow());
    EmbeddingTables opened = EmbeddingTables.open(version);
    tables = opened;
    TableGatherer all = opened.gatherer();
    gatherer = all;
    rows = randomRows(version.manifest().schema());
    destination =
        arena.allocate((long) batch * all.featureCount() * all.dimension() * Float.BYTES, 64);
  }

  private static EncodedRows randomRows(FeatureSchema schema) {
    EncodedRows rows = new EncodedRows(schema, ROWS);
    rows.size(ROWS);
    Random random = new Random(5);
    int slots = schema.slotCount();
    for (int row = 0; row < ROWS; row++) {
      int slot = row * slots;
      for (Feature feature : schema.features()) {
        if (feature instanceof Feature.Embedded embedded) {
          for (int i = 0; i < embedded.slots(); i++) {
            rows.ids()[slot++] = random.nextInt(embedded.tableRows());
          }
        }
      }
    }
    return rows;
  }

  /** Closes the tables. */
  @TearDown
  public void tearDown() {
    if (tables != null) {
      tables.close();
    }
    arena.close();
  }

  /** One batch. */
  @Benchmark
  public MemorySegment gather() {
    if (gatherer == null || rows == null) {
      throw new IllegalStateException("not set up");
    }
    next = next + 2 * batch > ROWS ? 0 : next + batch;
    gatherer.gather(rows, next, batch, destination);
    return destination;
  }
}
