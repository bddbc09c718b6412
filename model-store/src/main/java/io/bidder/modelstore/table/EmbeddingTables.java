package io.bidder.modelstore.table;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A version's embedding tables, memory-mapped read-only, of any size. Immutable and safe to share
 * between threads, each of which reads through {@linkplain #gatherer its own gatherer}. After
 * {@link #close} a gatherer throws {@link IllegalStateException}: whoever closes first waits for
 * the readers (the scorer counts references).
 */
public final class EmbeddingTables implements AutoCloseable {
  /** The tables' file in a version's directory. */
  public static final String FILE = "tables.bin";

  private final FeatureSchema schema;
  private final Map<String, Manifest.Table> tableByFeature;
  private final Arena arena;
  private final MemorySegment data;

  private EmbeddingTables(
      FeatureSchema schema,
      Map<String, Manifest.Table> tableByFeature,
      Arena arena,
      MemorySegment data) {
    this.schema = schema;
    this.tableByFeature = tableByFeature;
    this.arena = arena;
    this.data = data;
  }

  /** Opens {@link #FILE} of a version. */
  public static EmbeddingTables open(ModelVersion version) {
    Manifest manifest = version.manifest();
    return open(version.file(FILE), manifest.schema(), manifest.tables());
  }

  /**
   * Opens a file of tables.
   *
   * @throws InvalidVersionException if a table is not its feature's, overlaps another or is laid
   *     out wrongly, or if the file cannot be read or has not exactly the bytes that the tables
   *     take
   */
  @SuppressWarnings("MustBeClosedChecker") // the arena is closed by close()
  public static EmbeddingTables open(Path file, FeatureSchema schema, List<Manifest.Table> tables) {
    Map<String, Manifest.Table> tableByFeature = check(schema, tables);
    long expectedBytes = requireContiguous(tables);
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != expectedBytes) {
        throw new InvalidVersionException(
            file
                + " has "
                + channel.size()
                + " bytes, but the tables of manifest.json take "
                + expectedBytes);
      }
      MemorySegment data = channel.map(MapMode.READ_ONLY, 0, expectedBytes, arena);
      return new EmbeddingTables(schema, tableByFeature, arena, data);
    } catch (IOException | RuntimeException e) {
      arena.close();
      if (e instanceof InvalidVersionException invalid) {
        throw invalid;
      }
      throw new InvalidVersionException(file + " cannot be read as embedding tables: " + e, e);
    }
  }

  /** Tells whether a feature has a table here. */
  public boolean has(String feature) {
    return tableByFeature.containsKey(feature);
  }

  /**
   * A reader of some features' rows, in the given order; for one thread.
   *
   * @throws IllegalArgumentException if a feature has no table here, or one of another dimension
   *     than the first's
   */
  public TableGatherer gatherer(List<String> features) {
    return new TableGatherer(schema, features.stream().map(this::table).toList(), data);
  }

  /** A reader of all embedded features' rows in schema order; for one thread. */
  public TableGatherer gatherer() {
    return gatherer(schema.embedded().stream().map(Feature.Embedded::name).toList());
  }

  /**
   * Touches every page, so that whoever reads a row finds it in memory and mapped, if memory has
   * room for all.
   */
  public void load() {
    data.load();
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  private Manifest.Table table(String feature) {
    Manifest.Table table = tableByFeature.get(feature);
    if (table == null) {
      throw new IllegalArgumentException(
          "feature '" + feature + "' has no table; there are tables of " + tableByFeature.keySet());
    }
    return table;
  }

  private static Map<String, Manifest.Table> check(
      FeatureSchema schema, List<Manifest.Table> tables) {
    Map<String, Integer> rowsByFeature = new HashMap<>();
    for (Feature.Embedded feature : schema.embedded()) {
      rowsByFeature.put(feature.name(), feature.tableRows());
    }
    Map<String, Manifest.Table> tableByFeature = new HashMap<>();
    for (Manifest.Table table : tables) {
      String where = where(table);
      Integer rows = rowsByFeature.get(table.feature());
      if (rows == null) {
        throw new InvalidVersionException(
            where + "the schema's embedded features are " + rowsByFeature.keySet());
      }
      require(table.rows() == rows, where, "rows", table.rows(), rows + " as the schema says");
      require(
          table.dimension() >= 1 && table.dimension() <= TableLayout.MAX_DIMENSION,
          where,
          "dimension",
          table.dimension(),
          "1.." + TableLayout.MAX_DIMENSION);
      int rowBytes = TableLayout.rowBytes(table.type(), table.dimension());
      require(
          table.rowStrideBytes() >= rowBytes
              && table.rowStrideBytes() % TableLayout.ALIGNMENT_BYTES == 0,
          where,
          "rowStrideBytes",
          table.rowStrideBytes(),
          "a multiple of " + TableLayout.ALIGNMENT_BYTES + " of at least " + rowBytes);
      if (tableByFeature.put(table.feature(), table) != null) {
        throw new InvalidVersionException(where + "is there twice, expected once");
      }
    }
    return Map.copyOf(tableByFeature);
  }

  /** Tables lie one after the other, so that a file's length tells whether it is theirs. */
  private static long requireContiguous(List<Manifest.Table> tables) {
    long endBytes = 0;
    for (Manifest.Table table :
        tables.stream().sorted(Comparator.comparingLong(Manifest.Table::offsetBytes)).toList()) {
      String where = where(table);
      require(
          table.offsetBytes() == endBytes,
          where,
          "offsetBytes",
          table.offsetBytes(),
          endBytes + ", where the table before ends");
      endBytes += table.rows() * table.rowStrideBytes();
    }
    return endBytes;
  }

  private static String where(Manifest.Table table) {
    return "manifest.json: table of feature '" + table.feature() + "': ";
  }

  private static void require(
      boolean holds, String where, String field, long value, String expected) {
    if (!holds) {
      throw new InvalidVersionException(where + field + " is " + value + ", expected " + expected);
    }
  }
}
