package io.bidder.bidder.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoticeTableTest {
  private static final int MAX = 1_000;

  private static void assertSame(Map<Long, Long> expected, NoticeTable table) {
    assertEquals(expected.size(), table.size());
    expected
        .keySet()
        .forEach(hash -> {
          assertTrue(table.contains(hash, hash.intValue()));
          assertEquals(hash >>> 1, table.position(hash, hash.intValue()));
        });
  }

  @Test
  void tableShouldRememberAsAMapDoesWhatHasNotExpired() throws IOException {
    Random random = new Random(3);
    NoticeTable table = new NoticeTable(MAX, true);
    Map<Long, Long> expected = new HashMap<>();
    for (long now = 1; now < 20_000; now++) {
      // Some at the end of the table, so that they go on at its beginning.
      long hash = random.nextInt(4) == 0 ? -1 - random.nextInt(1 << 20) : random.nextLong();
      if (expected.size() < MAX) {
        long expiry = now + random.nextInt(1_200);
        table.put(hash, (int) hash, expiry, hash >>> 1);
        expected.put(hash, expiry);
      }
      if (now % 500 == 0) {
        long to = now;
        table.sweep(4 * MAX, to);
        assertTrue(expected.values().removeIf(expiry -> expiry < to));
        assertSame(expected, table);
        assertFalse(table.contains(random.nextLong(), 7));
        assertEquals(-1, table.position(random.nextLong(), 7));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.writeTo(new DataOutputStream(bytes));
    NoticeTable smaller = new NoticeTable(MAX / 10, true);
    smaller.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertEquals(table.size(), smaller.size());
    expected
        .keySet()
        .forEach(hash ->
            assertEquals(
                table.position(hash, hash.intValue()), smaller.position(hash, hash.intValue())));
  }
}
