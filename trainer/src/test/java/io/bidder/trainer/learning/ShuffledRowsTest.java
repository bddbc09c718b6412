package io.bidder.trainer.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bidder.modelstore.schema.EncodedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffledRowsTest {
  private static final GeneratedRows ROWS =
      new GeneratedRows(GeneratedRows.schema(3, 1, 20, false), 150_000, 1);
  private static final FeatureLayout LAYOUT = new FeatureLayout(ROWS.schema());

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 4096, 4097, 65_536, 140_000})
  void epochShouldGiveEveryRowOnceWhateverTheRange(int rows) {
    long[] seen = epoch(new RowRange(5, 5 + rows), 1, 1);
    long[] sorted = seen.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < rows; i++) {
      assertEquals(5 + i, sorted[i]);
    }
  }

  @Test
  void orderShouldDependOnSeedAndEpochAlone() {
    RowRange range = new RowRange(0, 100_000);
    long[] first = epoch(range, 1, 1);
    assertArrayEquals(first, epoch(range, 1, 1));
    assertFalse(Arrays.equals(first, epoch(range, 1, 2)));
    assertFalse(Arrays.equals(first, epoch(range, 2, 1)));
  }

  @Test
  void rowsShouldKeepTheirOwnIdsAndLabels() {
    try (ShuffledRows rows = new ShuffledRows(LAYOUT, ROWS, new RowRange(0, 10_000), 1)) {
      RowGroup group = rows.epoch(1).next();
      EncodedRows one = new EncodedRows(ROWS.schema(), 1);
      float[] click = new float[1];
      float[] conversion = new float[1];
      float[] weight = new float[1];
      for (int i = 0; i < group.size(); i += 97) {
        int position = group.order[i];
        ROWS.read(group.sourceRow[position], 1, one, click, conversion, weight);
        assertEquals(one.ids()[1], group.ids[position * LAYOUT.slotCount + 1]);
        assertEquals(one.numerics()[0], group.numerics[position]);
        assertEquals(click[0], group.click[position]);
        assertEquals(conversion[0], group.conversion[position]);
        assertEquals(weight[0], group.weight[position]);
      }
    }
  }

  @Test
  void failureToReadShouldReachTheCaller() {
    RowSource broken =
        new RowSource() {
          @Override
          public long rows() {
            return 10;
          }

          @Override
          public void read(
              long from,
              int count,
              EncodedRows into,
              float[] click,
              float[] conversion,
              float[] weight) {
            throw new UncheckedIOException(new IOException("the disk is gone"));
          }
        };
    try (ShuffledRows rows = new ShuffledRows(LAYOUT, broken, new RowRange(0, 10), 1)) {
      ShuffledRows.Epoch epoch = rows.epoch(1);
      assertThrows(UncheckedIOException.class, epoch::next);
    }
  }

  /** The source rows of a pass in its order. */
  private static long[] epoch(RowRange range, long seed, int epoch) {
    long[] seen = new long[(int) range.rows()];
    int at = 0;
    try (ShuffledRows rows = new ShuffledRows(LAYOUT, ROWS, range, seed)) {
      ShuffledRows.Epoch pass = rows.epoch(epoch);
      while (pass.hasNext()) {
        RowGroup group = pass.next();
        for (int i = 0; i < group.size(); i++) {
          seen[at++] = group.sourceRow[group.order[i]];
        }
      }
    }
    assertEquals(seen.length, at);
    return seen;
  }
}
