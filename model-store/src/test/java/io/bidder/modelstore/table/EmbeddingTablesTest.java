package io.bidder.modelstore.table;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Manifest.TableType;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.Side;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingTablesTest {
  private static final FeatureSchema SCHEMA =
      new FeatureSchema(
          FeatureSchema.XXH64,
          List.of(
              new Feature.Categorical("site", "site.domain", Side.REQUEST, 9),
              new Feature.Bag("cat", "site.cat", Side.REQUEST, 4, 3, Pooling.SUM),
              new Feature.Bag("seg", "user.data.segment.id", Side.REQUEST, 4, 3, Pooling.MEAN)));

  @TempDir Path directory;

  private List<Manifest.Table> write(TableType type) throws IOException {
    try (TablesWriter writer = new TablesWriter(directory.resolve(EmbeddingTables.FILE))) {
      for (Feature.Embedded feature : SCHEMA.embedded()) {
        writer.add(
            feature.name(),
            feature.tableRows(),
            2,
            type,
            (row, values) -> {
              values[0] = row;
              values[1] = -2 * row;
            });
      }
      return writer.finish();
    }
  }

  private EmbeddingTables open(List<Manifest.Table> tables) {
    return EmbeddingTables.open(directory.resolve(EmbeddingTables.FILE), SCHEMA, tables);
  }

  private static EncodedRows rows(int... ids) {
    EncodedRows rows = new EncodedRows(SCHEMA, ids.length / SCHEMA.slotCount());
    System.arraycopy(ids, 0, rows.ids(), 0, ids.length);
    rows.size(rows.capacity());
    return rows;
  }

  private static float[] gather(TableGatherer gatherer, EncodedRows rows) {
    float[] out = new float[rows.size() * gatherer.featureCount() * gatherer.dimension()];
    gatherer.gather(rows, 0, rows.size(), MemorySegment.ofArray(out));
    return out;
  }

  @Test
  void gatherShouldPoolBagsAndKeepFeatureOrderWhenIdsAreUnused() throws IOException {
    try (EmbeddingTables tables = open(write(TableType.FLOAT32))) {
      EncodedRows rows = rows(9, 1, 2, 4, 1, 2, -1, 0, -1, -1, -1, 4, -1, 1);
      assertArrayEquals(
          new float[] {9, -18, 7, -14, 1.5f, -3, 0, 0, 0, 0, 2.5f, -5},
          gather(tables.gatherer(), rows));
      assertArrayEquals(
          new float[] {1.5f, -3, 9, -18, 2.5f, -5, 0, 0},
          gather(tables.gatherer(List.of("seg", "site")), rows));
    }
  }

  @Test
  void gatherShouldReadOnlyTheAskedRowsWhenGivenARange() throws IOException {
    try (EmbeddingTables tables = open(write(TableType.FLOAT32))) {
      EncodedRows rows = rows(1, 0, -1, -1, 0, -1, -1, 2, 0, -1, -1, 0, -1, -1);
      float[] out = new float[2];
      tables.gatherer(List.of("site")).gather(rows, 1, 1, MemorySegment.ofArray(out));
      assertArrayEquals(new float[] {2, -4}, out);
    }
  }

  @Test
  void rowsShouldBeAlignedToCacheLinesWhenWritten() throws IOException {
    for (TableType type : TableType.values()) {
      Files.deleteIfExists(directory.resolve(EmbeddingTables.FILE));
      for (Manifest.Table table : write(type)) {
        assertEquals(0, table.offsetBytes() % 64);
        assertEquals(64, table.rowStrideBytes());
      }
    }
  }

  @Test
  void gatherShouldNameFeatureIdAndRowsWhenAnIdIsOutsideItsTable() throws IOException {
    try (EmbeddingTables tables = open(write(TableType.FLOAT32))) {
      assertFails(
          IllegalArgumentException.class,
          () -> gather(tables.gatherer(), rows(10, 0, -1, -1, 0, -1, -1)),
          "'site'",
          "10",
          "0..9");
      assertFails(
          IllegalArgumentException.class,
          () -> gather(tables.gatherer(), rows(-1, 0, -1, -1, 0, -1, -1)),
          "'site'",
          "id -1");
      assertFails(
          IllegalArgumentException.class,
          () -> gather(tables.gatherer(), rows(1, 0, 5, -1, 0, -1, -1)),
          "'cat'",
          "id 5");
    }
  }

  @Test
  void gatherShouldRefuseWhenTheDestinationIsTooSmall() throws IOException {
    try (EmbeddingTables tables = open(write(TableType.FLOAT32))) {
      EncodedRows rows = rows(1, 0, -1, -1, 0, -1, -1);
      assertFails(
          IllegalArgumentException.class,
          () -> tables.gatherer().gather(rows, 0, 1, MemorySegment.ofArray(new float[5])),
          "20 bytes",
          "24");
    }
  }

  @Test
  void openShouldNameFileAndBytesWhenTheFileIsTruncatedOrTooLong() throws IOException {
    List<Manifest.Table> tables = write(TableType.FLOAT32);
    Path file = directory.resolve(EmbeddingTables.FILE);
    long bytes = Files.size(file);
    for (long wrong : new long[] {0, bytes - 1, bytes + 64}) {
      try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
        access.setLength(wrong);
      }
      assertFails(
          InvalidVersionException.class,
          () -> open(tables),
          file.toString(),
          wrong + " bytes",
          " " + bytes);
    }
  }

  @Test
  void openShouldNameTheFieldWhenATableIsNotItsFeatures() throws IOException {
    List<Manifest.Table> tables = write(TableType.FLOAT32);
    Manifest.Table site = tables.getFirst();
    assertRefused(
        tables, new Manifest.Table("site", 8, 2, TableType.FLOAT32, 0, 64), "rows is 8", "10");
    assertRefused(
        tables, new Manifest.Table("side", 10, 2, TableType.FLOAT32, 0, 64), "'side'", "site");
    assertRefused(
        tables, new Manifest.Table("site", 10, 0, TableType.FLOAT32, 0, 64), "dimension is 0");
    assertRefused(
        tables,
        new Manifest.Table("site", 10, 2, TableType.FLOAT32, 0, 32),
        "rowStrideBytes is 32");
    assertRefused(
        tables,
        new Manifest.Table("site", 10, 17, TableType.FLOAT32, 0, 64),
        "rowStrideBytes is 64",
        "at least 68");
    assertRefused(
        tables, new Manifest.Table("site", 10, 2, TableType.FLOAT32, 64, 64), "offsetBytes is 64");
    assertRefused(
        tables,
        new Manifest.Table("site", 10, 2, TableType.FLOAT32, -64, 64),
        "offsetBytes is -64");
    assertFails(InvalidVersionException.class, () -> open(List.of(site, site)), "twice");
    Files.delete(directory.resolve(EmbeddingTables.FILE));
    assertFails(InvalidVersionException.class, () -> open(tables), EmbeddingTables.FILE);
  }

  private void assertRefused(List<Manifest.Table> tables, Manifest.Table first, String... parts) {
    assertFails(
        InvalidVersionException.class,
        () -> open(List.of(first, tables.get(1), tables.get(2))),
        parts);
  }

  @Test
  void gathererShouldRefuseWhenDimensionsDifferOrATableIsMissing() throws IOException {
    FeatureSchema two =
        new FeatureSchema(
            FeatureSchema.XXH64,
            List.of(
                new Feature.Categorical("a", "a", Side.REQUEST, 1),
                new Feature.Categorical("b", "b", Side.REQUEST, 1)));
    Path file = directory.resolve("two.bin");
    List<Manifest.Table> tables;
    try (TablesWriter writer = new TablesWriter(file)) {
      writer.add("a", 2, 4, TableType.FLOAT32, (row, values) -> {});
      writer.add("b", 2, 8, TableType.FLOAT32, (row, values) -> {});
      tables = writer.finish();
    }
    try (EmbeddingTables opened = EmbeddingTables.open(file, two, tables)) {
      assertEquals(8, opened.gatherer(List.of("b")).dimension());
      assertFails(
          IllegalArgumentException.class, opened::gatherer, "'b' has dimension 8, expected 4");
      assertFails(IllegalArgumentException.class, () -> opened.gatherer(List.of("c")), "'c'");
    }
  }

  @Test
  void gatherShouldThrowInsteadOfCrashWhenTheTablesAreClosed() throws IOException {
    EmbeddingTables tables = open(write(TableType.FLOAT32));
    TableGatherer gatherer = tables.gatherer();
    EncodedRows rows = rows(1, 0, -1, -1, 0, -1, -1);
    tables.close();
    tables.close();
    assertFails(IllegalStateException.class, () -> gather(gatherer, rows));
  }

  @Test
  void gatherShouldReadRowsBeyondTwoGibibytesWhenTheFileIsLarger() throws IOException {
    int dimension = 16;
    int rowCount = 80 << 20;
    FeatureSchema schema =
        new FeatureSchema(
            FeatureSchema.XXH64,
            List.of(new Feature.Categorical("user", "user.id", Side.REQUEST, rowCount - 1)));
    Manifest.Table table =
        new Manifest.Table("user", rowCount, dimension, TableType.FLOAT32, 0, 64);
    Path file = directory.resolve("sparse.bin");
    int[] ids = {0, (1 << 25) - 1, 1 << 25, (1 << 26) + 3, rowCount - 1};
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      ByteBuffer row = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
      for (int id : ids) {
        row.clear();
        for (int i = 0; i < dimension; i++) {
          row.putFloat(id + i * 0.5f);
        }
        channel.write(row.flip(), id * 64L);
      }
    }
    assertEquals(5L << 30, Files.size(file));

    EncodedRows rows = new EncodedRows(schema, ids.length);
    System.arraycopy(ids, 0, rows.ids(), 0, ids.length);
    rows.size(ids.length);
    try (EmbeddingTables tables = EmbeddingTables.open(file, schema, List.of(table))) {
      float[] out = gather(tables.gatherer(), rows);
      for (int r = 0; r < ids.length; r++) {
        for (int i = 0; i < dimension; i++) {
          assertEquals(ids[r] + i * 0.5f, out[r * dimension + i]);
        }
      }
    }
  }
}
