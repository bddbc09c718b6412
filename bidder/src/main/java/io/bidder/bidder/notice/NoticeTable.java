package io.bidder.bidder.notice;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Notices, or other things of bids, by what their ids hash to, off the heap, at 20 or 28 bytes a
 * slot of which at most five in six are taken:
 *
 * <pre>
 *   0   8 bytes hash, by which the slot is found: the next free one from there
 *   8   4 bytes more of it
 *   12  8 bytes time after which it may be forgotten, milliseconds since 1970; 0 in a free slot
 *   20  8 bytes position in the log, if the table has positions
 * </pre>
 *
 * Changed by one thread, asked by any.
 */
public final class NoticeTable {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int MORE_AT = 8;
  private static final int EXPIRY_AT = 12;
  private static final int POSITION_AT = 20;

  private final long room;
  private final boolean positions;
  private final int slotBytes;
  private long slots;
  private MemorySegment memory;
  private long size;
  private long cursor;

  /**
   * A table.
   *
   * @param room for so many at first
   * @param positions whether it has them
   */
  public NoticeTable(long room, boolean positions) {
    this.room = room;
    this.positions = positions;
    slotBytes = positions ? POSITION_AT + Long.BYTES : POSITION_AT;
    slots = slotsFor(room);
    memory = allocate(slots);
  }

  private static long slotsFor(long notices) {
    return notices + notices / 5 + 2;
  }

  private MemorySegment allocate(long slots) {
    return Arena.ofAuto().allocate(slots * slotBytes, Long.BYTES);
  }

  /** Notices that are here. */
  public synchronized long size() {
    return size;
  }

  synchronized boolean contains(long hash, int more) {
    return expiry(find(hash, more)) != 0;
  }

  /** The position of a notice in the log; -1 if it is not here. */
  synchronized long position(long hash, int more) {
    long slot = find(hash, more);
    return expiry(slot) == 0 ? -1 : memory.get(LONG, slot * slotBytes + POSITION_AT);
  }

  /**
   * Adds a notice, or replaces what is known of it. There is room for more than may be accepted:
   * none is ever forgotten early.
   *
   * @param position in the log, of no meaning in a table without
   */
  public synchronized void put(long hash, int more, long expiryEpochMillis, long position) {
    if (slotsFor(size + 1) > slots) {
      grow();
    }
    long slot = find(hash, more);
    if (expiry(slot) == 0) {
      size++;
      memory.set(LONG, slot * slotBytes, hash);
      memory.set(INT, slot * slotBytes + MORE_AT, more);
    }
    if (positions) {
      memory.set(LONG, slot * slotBytes + POSITION_AT, position);
    }
    memory.set(LONG, slot * slotBytes + EXPIRY_AT, Math.max(1, expiryEpochMillis));
  }

  /** After a restart with a lower limit there may be more than there is room for at first. */
  private void grow() {
    MemorySegment before = memory;
    long slotsBefore = slots;
    slots = 2 * slotsBefore;
    memory = allocate(slots);
    cursor = 0;
    for (long slot = 0; slot < slotsBefore; slot++) {
      long from = slot * slotBytes;
      if (before.get(LONG, from + EXPIRY_AT) != 0) {
        long to = find(before.get(LONG, from), before.get(INT, from + MORE_AT)) * slotBytes;
        MemorySegment.copy(before, from, memory, to, slotBytes);
      }
    }
  }

  /** Takes a notice away, and returns its position; -1 if it was not here. */
  public synchronized long take(long hash, int more) {
    long slot = find(hash, more);
    if (expiry(slot) == 0) {
      return -1;
    }
    long position = memory.get(LONG, slot * slotBytes + POSITION_AT);
    free(slot);
    return position;
  }

  /** Looks at so many slots, and frees those whose time has passed. */
  public synchronized void sweep(int count, long nowEpochMillis) {
    for (int i = 0; i < count; i++) {
      long expiry = expiry(cursor);
      if (expiry != 0 && expiry < nowEpochMillis) {
        free(cursor);
      } else {
        cursor = next(cursor);
      }
    }
  }

  /** Frees a slot, and moves those back that stand behind it only because it was taken. */
  private void free(long slot) {
    long hole = slot;
    for (long at = next(slot); expiry(at) != 0; at = next(at)) {
      if (distance(home(hash(at)), at) >= distance(hole, at)) {
        MemorySegment.copy(memory, at * slotBytes, memory, hole * slotBytes, slotBytes);
        hole = at;
      }
    }
    memory.set(LONG, hole * slotBytes + EXPIRY_AT, 0);
    size--;
  }

  private long distance(long from, long to) {
    return to >= from ? to - from : to - from + slots;
  }

  private long home(long hash) {
    return Math.unsignedMultiplyHigh(hash, slots);
  }

  private long next(long slot) {
    return slot + 1 == slots ? 0 : slot + 1;
  }

  private long hash(long slot) {
    return memory.get(LONG, slot * slotBytes);
  }

  private long expiry(long slot) {
    return memory.get(LONG, slot * slotBytes + EXPIRY_AT);
  }

  /** The slot of a notice, or the free one that it would have. */
  private long find(long hash, int more) {
    long slot = home(hash);
    while (expiry(slot) != 0
        && (hash(slot) != hash || memory.get(INT, slot * slotBytes + MORE_AT) != more)) {
      slot = next(slot);
    }
    return slot;
  }

  /** Writes all notices, in the thread that changes the table: so nobody is kept from asking. */
  void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(size);
    for (long slot = 0; slot < slots; slot++) {
      if (expiry(slot) != 0) {
        out.writeLong(hash(slot));
        out.writeInt(memory.get(INT, slot * slotBytes + MORE_AT));
        out.writeLong(expiry(slot));
        if (positions) {
          out.writeLong(memory.get(LONG, slot * slotBytes + POSITION_AT));
        }
      }
    }
  }

  /** Replaces the notices by those that were written. */
  void readFrom(DataInputStream in) throws IOException {
    clear();
    for (long left = in.readLong(); left > 0; left--) {
      put(in.readLong(), in.readInt(), in.readLong(), positions ? in.readLong() : 0);
    }
  }

  synchronized void clear() {
    slots = slotsFor(room);
    memory = allocate(slots);
    size = 0;
    cursor = 0;
  }
}
