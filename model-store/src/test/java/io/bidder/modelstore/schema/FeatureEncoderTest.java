package io.bidder.modelstore.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureEncoderTest {
  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of(
              new Feature.Categorical("domain", "site.domain", Side.REQUEST, 1000),
              new Feature.Bag("tags", "user.tags", Side.REQUEST, 50, 3, Pooling.MEAN),
              new Feature.Numeric(
                  "width", "imp.w", Side.REQUEST, Transform.LOG1P, 1.0, 2.0, 3.0, -0.5),
              new Feature.Bucketised("size", "imp.w", Side.REQUEST, List.of(100.0, 300.0)),
              new Feature.Categorical("creative", "creative.id", Side.CANDIDATE, 1000),
              new Feature.Cross("dc", "domain", "creative", Side.CANDIDATE, 1000),
              new Feature.Cross("ds", "domain", "size", Side.REQUEST, 1000),
              new Feature.Cross("cd", "creative", "domain", Side.CANDIDATE, 1000),
              new Feature.Numeric(
                  "bid", "creative.w", Side.CANDIDATE, Transform.IDENTITY, 0, 1, 3.0, 0)));

  // Slots: domain 0, tags 1-3, size 4, creative 5, dc 6, ds 7, cd 8.
  private final RawValues raw = new RawValues(SCHEMA);
  private final FeatureEncoder encoder = new FeatureEncoder(SCHEMA);
  private final EncodedRows rows = new EncodedRows(SCHEMA, 4);

  @Test
  void encodeShouldGiveTheMissingIdEverywhereWhenNothingIsKnown() {
    Arrays.fill(rows.ids(), 99);
    encoder.encode(raw, rows, 0);

    assertArrayEquals(new int[] {0, 0, -1, -1, 0, 0, 0, 0, 0}, ids(0));
    assertArrayEquals(new float[] {-0.5f, 0f}, numerics(0));
  }

  @Test
  void encodeShouldFollowTheFormatWhenValuesAreKnown() {
    putRequest();
    putCandidate("7");
    encoder.encode(raw, rows, 1);

    int domain = XxHash64.bucketId(0x44bc2cf5ad770999L, 1000); // XXH64 of "abc"
    int tag = XxHash64.bucketId(0xd24ec4f1a98c6e5bL, 50); // XXH64 of "a"
    int[] ids = ids(1);
    assertEquals(domain, ids[0]);
    assertEquals(List.of(tag, tag, -1), List.of(ids[1], ids[2], ids[3]));
    assertEquals(3, ids[4]);
    assertEquals(XxHash64.bucketId(XxHash64.hash(0x44bc2cf5ad770999L, 3), 1000), ids[7]);
    assertNotEquals(ids[6], ids[8]);
    assertEquals((float) ((Math.log1p(300) - 1) / 2), numerics(1)[0]);
    assertEquals(3f, numerics(1)[1]);
  }

  @Test
  void bucketShouldChangeAtItsBoundaryWhenNumberReachesIt() {
    int width = raw.source("imp.w");
    double[] numbers = {-1e300, 99.999, 100, 299, 300, 1e300};
    int[] expected = {1, 1, 2, 2, 3, 3};
    for (int i = 0; i < numbers.length; i++) {
      raw.clear();
      raw.putDouble(width, numbers[i]);
      encoder.encode(raw, rows, 0);

      assertEquals(expected[i], ids(0)[4]);
    }
  }

  @Test
  void crossShouldBeMissingOnlyWhenBothOperandsAre() {
    raw.putText(raw.source("site.domain"), "abc");
    encoder.encode(raw, rows, 0);
    assertEquals(XxHash64.bucketId(XxHash64.hash(0x44bc2cf5ad770999L, 0), 1000), ids(0)[6]);

    raw.clear();
    putCandidate("7");
    encoder.encode(raw, rows, 0);
    assertNotEquals(0, ids(0)[6]);
    assertEquals(0, ids(0)[7]);
  }

  @Test
  void sidesShouldGiveTheWholeRowWhenEncodedApart() {
    putRequest();
    encoder.encodeRequest(raw, rows, 0);
    for (int creative = 0; creative < 2; creative++) {
      raw.clearCandidate();
      putCandidate("c" + creative);
      encoder.copyRequest(rows, 0, 1 + creative);
      encoder.encodeCandidate(raw, rows, 1 + creative);
      encoder.encode(raw, rows, 3);

      assertArrayEquals(ids(3), ids(1 + creative));
      assertArrayEquals(numerics(3), numerics(1 + creative));
    }
  }

  @Test
  void encodeShouldRefuseWhatDoesNotFit() {
    RawValues other = new RawValues(FeatureSchema.of(List.of(SCHEMA.features().getFirst())));

    assertThrows(IllegalArgumentException.class, () -> encoder.encode(other, rows, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> encoder.encode(raw, rows, 4));
    assertThrows(IllegalArgumentException.class, () -> encoder.code(2, raw));
  }

  @Test
  void encodeShouldAllocateNothingWhenWarm() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int domain = raw.source("site.domain");
    int tags = raw.source("user.tags");
    int width = raw.source("imp.w");
    int creative = raw.source("creative.id");
    byte[] utf8 = {'a', 'b', 'c'};
    long allocated = 0;
    // The JIT compiler may move its own allocations into this thread while it warms up; what counts
    // is the last round.
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 2000; i++) {
        raw.clear();
        raw.putUtf8(domain, utf8, 0, 3);
        raw.putText(tags, "größer");
        raw.putLong(tags, i);
        raw.putDouble(tags, 0.25 + i);
        raw.putText(width, "320.5");
        raw.time(i, 60);
        encoder.encodeRequest(raw, rows, 0);
        for (int row = 1; row < 4; row++) {
          raw.clearCandidate();
          raw.putLong(creative, row);
          encoder.copyRequest(rows, 0, row);
          encoder.encodeCandidate(raw, rows, row);
        }
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    // Reading the counter itself may cost some bytes; 8,000 rows would cost far more.
    assertEquals(0, allocated / 2000);
  }

  private void putRequest() {
    raw.putText(raw.source("site.domain"), "abc");
    raw.putText(raw.source("user.tags"), "a");
    raw.putText(raw.source("user.tags"), "a");
    raw.putLong(raw.source("imp.w"), 300);
  }

  private void putCandidate(String creative) {
    raw.putText(raw.source("creative.id"), creative);
    raw.putLong(raw.source("creative.w"), 1_000_000);
  }

  private int[] ids(int row) {
    int from = row * rows.slotCount();
    return Arrays.copyOfRange(rows.ids(), from, from + rows.slotCount());
  }

  private float[] numerics(int row) {
    int from = row * rows.numericCount();
    return Arrays.copyOfRange(rows.numerics(), from, from + rows.numericCount());
  }
}
