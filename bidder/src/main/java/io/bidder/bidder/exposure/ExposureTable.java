package io.bidder.bidder.exposure;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts of impressions by what a person (the higher half of the key) and a counter hash to, off
 * the heap, at 24 bytes a slot of which at most three in four are taken:
 *
 * <pre>
 *   0   8 bytes key, by which the slot is found: the next free one from there; 0 in a free slot
 *   8   4 bytes the latest unit of time with an impression
 *   12  1 byte  kind of the count
 *   13  11 bytes of a sliding count: impressions in each of the last 11 units, unit u's at u mod 11,
 *       up to 255; of another: 3 bytes of nothing, 4 bytes impressions, 4 of nothing
 * </pre>
 *
 * Beside the slots are four bits each, of which one is set for each person that has a count: most
 * persons have none, and whether one does takes a look at one bit instead of one at a slot for each
 * counter. Slots are in parts that are made anew, without what is over, when they are full and one
 * after the other while impressions come: never all at once. Changed by one thread, asked by any
 * without a lock. Who asks while a count changes may see it without its latest impression.
 */
final class ExposureTable {
  static final int SLOT_BYTES = 24;
  private static final int UNIT_AT = 8;
  private static final int KIND_AT = 12;
  private static final int BUCKETS_AT = 13;
  private static final int COUNT_AT = 16;
  private static final int MAX_BUCKET = 0xff;
  private static final int PART_BITS = 10;
  private static final int PARTS = 1 << PART_BITS;
  private static final long FIRST_SLOTS = 8;

  /** Of a snapshot that can be right, by far. */
  private static final long MAX_PER_PART = 10_000_000;

  /** Impressions for each slot of a part, until the next part is swept. */
  private static final int SLOTS_PER_STEP = 8;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  /** For each slot, by which persons are known. */
  private static final int PERSON_BITS = 4;

  private final long most;
  private final Runnable full;
  private final AtomicReferenceArray<Part> parts = new AtomicReferenceArray<>(PARTS);
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong slots = new AtomicLong();
  private int swept;
  private long untilSweep;

  /** Slots of the keys with the same first bits. */
  private static final class Part {
    final MemorySegment memory;
    final long slots;
    private final long personWords;
    long used;

    Part(long slots) {
      this.slots = slots;
      personWords = 1 + slots * PERSON_BITS / Long.SIZE;
      memory = Arena.ofAuto().allocate(end() + personWords * Long.BYTES, Long.BYTES);
    }

    /** The place behind the slots, of the bits by which persons are known. */
    long end() {
      return slots * SLOT_BYTES;
    }

    /** Tells whether the person of a key may have a count. */
    boolean mayHave(long key) {
      long bit = personBit(key);
      return ((long) WORD.getAcquire(memory, wordAt(bit)) & 1L << bit) != 0;
    }

    /** Has the person of a key be known. */
    void know(long key) {
      long bit = personBit(key);
      WORD.setRelease(memory, wordAt(bit), memory.get(LONG, wordAt(bit)) | 1L << bit);
    }

    private long wordAt(long bit) {
      return end() + bit / Long.SIZE * Long.BYTES;
    }

    private long personBit(long key) {
      long hash = key >>> Integer.SIZE << (Integer.SIZE + PART_BITS);
      return Math.unsignedMultiplyHigh(hash, personWords * Long.SIZE);
    }

    /** The place of a key's slot, or the one it would have. */
    long find(long key) {
      long slot = Math.unsignedMultiplyHigh(key << Integer.SIZE, slots);
      while (true) {
        long at = slot * SLOT_BYTES;
        long found = (long) WORD.getAcquire(memory, at);
        if (found == key || found == 0) {
          return at;
        }
        slot = slot + 1 == slots ? 0 : slot + 1;
      }
    }

    boolean isFree(long at) {
      return (long) WORD.getAcquire(memory, at) == 0;
    }

    int unit(long at) {
      return memory.get(INT, at + UNIT_AT);
    }

    CountKind kind(long at) {
      return CountKind.of(memory.get(BYTE, at + KIND_AT));
    }

    boolean isOver(long at, long epochMillis) {
      return kind(at).isOver(unit(at), epochMillis);
    }

    int bucket(long at, int unit) {
      return memory.get(BYTE, bucketAt(at, unit)) & MAX_BUCKET;
    }

    void bucket(long at, int unit, int count) {
      memory.set(BYTE, bucketAt(at, unit), (byte) count);
    }

    private static long bucketAt(long at, int unit) {
      return at + BUCKETS_AT + Math.floorMod(unit, CountKind.BUCKETS);
    }
  }

  /**
   * An empty table.
   *
   * @param most counts at most
   * @param full is told of each that there is no room for
   */
  ExposureTable(long most, Runnable full) {
    this.most = most;
    this.full = full;
    clear();
  }

  /** Counts that there are, some of which may be over. */
  long size() {
    return size.get();
  }

  /** Memory that is taken. */
  long bytes() {
    return slots.get() * SLOT_BYTES + slots.get() * PERSON_BITS / Byte.SIZE;
  }

  /** Tells whether the person of a key may have a count; false is certain. */
  boolean mayHave(long key) {
    return parts.getAcquire(number(key)).mayHave(key);
  }

  /** Tells whether there is a count, which may be over. */
  boolean has(long key) {
    Part part = parts.getAcquire(number(key));
    return !part.isFree(part.find(key));
  }

  /**
   * Impressions that count at a time.
   *
   * @param unit of the kind that the time is in
   */
  int count(long key, CountKind kind, int unit) {
    Part part = parts.getAcquire(number(key));
    if (!part.mayHave(key)) {
      return 0;
    }
    long at = part.find(key);
    if (part.isFree(at)) {
      return 0;
    }
    int latest = part.unit(at);
    if (!kind.isSliding()) {
      boolean counts =
          kind == CountKind.EVER ? unit - latest <= CountKind.EVER_DAYS : latest >= unit;
      return counts ? part.memory.get(INT, at + COUNT_AT) : 0;
    }
    int sum = 0;
    for (int u = latest; u > latest - CountKind.BUCKETS && u > unit - CountKind.BUCKETS; u--) {
      sum += part.bucket(at, u);
    }
    return sum;
  }

  /** Counts an impression of a unit, at what the latest event's time is. */
  void add(long key, CountKind kind, int unit, long nowEpochMillis) {
    if (--untilSweep <= 0) {
      sweep(nowEpochMillis);
    }
    Part part = parts.getPlain(number(key));
    long at = part.find(key);
    if (part.isFree(at)) {
      if (kind.isOver(unit, nowEpochMillis)) {
        return;
      }
      if (size.get() >= most) {
        full.run();
        return;
      }
      part = roomFor(key, nowEpochMillis);
      at = part.find(key);
      part.memory.set(INT, at + UNIT_AT, unit);
      part.memory.set(BYTE, at + KIND_AT, kind.code);
      increment(part, at, kind, unit);
      take(part, at, key);
    } else {
      advance(part, at, kind, unit);
    }
  }

  private static void advance(Part part, long at, CountKind kind, int unit) {
    int latest = part.unit(at);
    if (unit > latest) {
      if (kind.isSliding()) {
        int from = (int) Math.max(latest + 1L, unit - CountKind.BUCKETS + 1L);
        for (int u = from; u <= unit; u++) {
          part.bucket(at, u, 0);
        }
      } else if (kind != CountKind.EVER) {
        part.memory.set(INT, at + COUNT_AT, 0);
      }
      part.memory.set(INT, at + UNIT_AT, unit);
    } else if (kind.isSliding()
        ? unit <= latest - CountKind.BUCKETS
        : isOfBefore(kind, unit, latest)) {
      return;
    }
    increment(part, at, kind, unit);
  }

  private static boolean isOfBefore(CountKind kind, int unit, int latest) {
    return kind != CountKind.EVER && unit < latest;
  }

  private static void increment(Part part, long at, CountKind kind, int unit) {
    if (kind.isSliding()) {
      part.bucket(at, unit, Math.min(MAX_BUCKET, part.bucket(at, unit) + 1));
    } else {
      int count = part.memory.get(INT, at + COUNT_AT);
      part.memory.set(INT, at + COUNT_AT, count == Integer.MAX_VALUE ? count : count + 1);
    }
  }

  /** Makes a slot known to those who ask, with all that is in it. */
  private void take(Part part, long at, long key) {
    WORD.setRelease(part.memory, at, key);
    part.know(key);
    part.used++;
    size.lazySet(size.get() + 1);
  }

  private static int number(long key) {
    return (int) (key >>> (Long.SIZE - PART_BITS));
  }

  private Part roomFor(long key, long nowEpochMillis) {
    Part part = parts.getPlain(number(key));
    return 4 * (part.used + 1) > 3 * part.slots ? renew(number(key), nowEpochMillis) : part;
  }

  private void sweep(long nowEpochMillis) {
    Part part = parts.getPlain(swept);
    long over = part.used - living(part, nowEpochMillis);
    if (over > part.used / 4) {
      renew(swept, nowEpochMillis);
    }
    swept = (swept + 1) % PARTS;
    untilSweep = 1 + parts.getPlain(swept).slots / SLOTS_PER_STEP;
  }

  private static long living(Part part, long nowEpochMillis) {
    long living = 0;
    for (long at = 0; at < part.end(); at += SLOT_BYTES) {
      living += part.isFree(at) || part.isOver(at, nowEpochMillis) ? 0 : 1;
    }
    return living;
  }

  private static Part partFor(long living) {
    return new Part(Math.max(FIRST_SLOTS, living * 15 / 8));
  }

  /** Makes a part anew of what is not over, with room for more. */
  private Part renew(int number, long nowEpochMillis) {
    Part before = parts.getPlain(number);
    long living = living(before, nowEpochMillis);
    Part part = partFor(living);
    for (long at = 0; at < before.end(); at += SLOT_BYTES) {
      if (!before.isFree(at) && !before.isOver(at, nowEpochMillis)) {
        long key = before.memory.get(LONG, at);
        part.know(key);
        MemorySegment.copy(before.memory, at, part.memory, part.find(key), SLOT_BYTES);
      }
    }
    part.used = living;
    size.lazySet(size.get() + living - before.used);
    slots.lazySet(slots.get() + part.slots - before.slots);
    parts.setRelease(number, part);
    return part;
  }

  /** Writes what is not over, part by part, in the thread that changes the table. */
  void writeTo(DataOutputStream out, long nowEpochMillis) throws IOException {
    for (int number = 0; number < PARTS; number++) {
      Part part = parts.getPlain(number);
      out.writeLong(living(part, nowEpochMillis));
      for (long at = 0; at < part.end(); at += SLOT_BYTES) {
        if (!part.isFree(at) && !part.isOver(at, nowEpochMillis)) {
          for (int i = 0; i < SLOT_BYTES; i += Long.BYTES) {
            out.writeLong(part.memory.get(LONG, at + i));
          }
        }
      }
    }
  }

  /** Replaces the counts by those that were written. */
  void readFrom(DataInputStream in) throws IOException {
    clear();
    for (int number = 0; number < PARTS; number++) {
      long living = in.readLong();
      if (living < 0 || living > MAX_PER_PART) {
        throw new IOException("a part of " + living + " counts");
      }
      // They come in the order of their slots: in a part that has to grow, each would push all
      // before it.
      Part part = partFor(living);
      for (long i = 0; i < living; i++) {
        read(in, number, part);
      }
      slots.lazySet(slots.get() + part.slots - FIRST_SLOTS);
      parts.setRelease(number, part);
    }
  }

  private void read(DataInputStream in, int number, Part part) throws IOException {
    long key = in.readLong();
    long at = part.find(key);
    if (number(key) != number || !part.isFree(at)) {
      throw new IOException("a count that is not in its place");
    }
    part.memory.set(LONG, at + UNIT_AT, in.readLong());
    part.memory.set(LONG, at + COUNT_AT, in.readLong());
    if (!CountKind.exists(part.memory.get(BYTE, at + KIND_AT))) {
      throw new IOException("a count of no kind that there is");
    }
    take(part, at, key);
  }

  void clear() {
    for (int i = 0; i < PARTS; i++) {
      parts.setRelease(i, new Part(FIRST_SLOTS));
    }
    size.set(0);
    slots.set(PARTS * FIRST_SLOTS);
    swept = 0;
    untilSweep = 0;
  }
}
