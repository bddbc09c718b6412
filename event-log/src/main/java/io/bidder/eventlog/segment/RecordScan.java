package io.bidder.eventlog.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Goes from record to record of one segment. Memory is a window that moves along the file, and
 * grows to the longest record. One thread's.
 */
final class RecordScan {
  private static final int WINDOW_BYTES = 1 << 20;

  private FileChannel channel;
  private long segmentPosition;
  private ByteBuffer window = newWindow(WINDOW_BYTES);
  private ByteBuffer payload = view(window);

  /** Offset in the file of the window's first byte. */
  private long windowAt;

  /** Offset in the file of the record, or of the next one before there was any. */
  private long recordAt;

  private int payloadBytes;
  private long nextAt;

  /** Offset in the file of the bytes that are not looked at yet, because they may change. */
  private long end = Long.MAX_VALUE;

  /**
   * Starts before a record.
   *
   * @param offset of the record in the file
   */
  RecordScan(FileChannel channel, long segmentPosition, long offset) {
    goTo(channel, segmentPosition, offset);
  }

  /** Starts again before a record, of another segment. */
  void goTo(FileChannel channel, long segmentPosition, long offset) {
    this.channel = channel;
    this.segmentPosition = segmentPosition;
    windowAt = offset;
    recordAt = offset;
    nextAt = offset;
    window.limit(0);
  }

  /** Starts again before a record of the segment, with what is in memory if that is there. */
  void goTo(long offset) {
    if (offset < windowAt || offset > windowAt + window.limit()) {
      goTo(channel, segmentPosition, offset);
    }
    nextAt = offset;
  }

  /**
   * Goes to the next record.
   *
   * @param end offset in the file that is not read beyond, at least that of the last call
   * @return false if there is none that is valid: the file ends, or what follows is none
   */
  boolean next(long end) throws IOException {
    this.end = end;
    boolean found = seek(nextAt);
    if (!found) {
      // What is no record yet may be one when it is read again.
      window.limit(0);
    }
    return found;
  }

  /** Offset in the file of the first byte after the record. */
  long nextAt() {
    return nextAt;
  }

  /** The log's position of the record. */
  long position() {
    return segmentPosition + recordAt;
  }

  /** The log's position after the record. */
  long nextPosition() {
    return segmentPosition + nextAt;
  }

  /**
   * The payload, from the position to the limit: little-endian, valid until the scan goes on or is
   * asked again.
   */
  ByteBuffer payload() {
    int from = (int) (recordAt - windowAt) + SegmentFormat.RECORD_BYTES;
    return payload.limit(from + payloadBytes).position(from);
  }

  /**
   * Looks for a valid record behind bytes that are none.
   *
   * @param from offset to begin at
   * @return its offset; -1 if there is none up to the file's end
   */
  long find(long from) throws IOException {
    long end = channel.size();
    for (long at = from; at + SegmentFormat.RECORD_BYTES < end; at++) {
      if (seek(at)) {
        return at;
      }
    }
    return -1;
  }

  private boolean seek(long offset) throws IOException {
    if (!hold(offset, SegmentFormat.RECORD_BYTES)) {
      return false;
    }
    int length = window.getInt((int) (offset - windowAt) + Integer.BYTES);
    if (length <= 0
        || length > SegmentFormat.MAX_PAYLOAD_BYTES
        || !hold(offset, SegmentFormat.RECORD_BYTES + length)) {
      return false;
    }
    int at = (int) (offset - windowAt);
    int check = SegmentFormat.check(window, at + Integer.BYTES, length, segmentPosition + offset);
    if (window.getInt(at) != check) {
      return false;
    }
    recordAt = offset;
    payloadBytes = length;
    nextAt = offset + SegmentFormat.RECORD_BYTES + length;
    return true;
  }

  /** Has these bytes of the file in the window, unless the file ends before. */
  private boolean hold(long offset, int bytes) throws IOException {
    if (offset >= windowAt && offset + bytes <= windowAt + window.limit()) {
      return true;
    }
    if (Math.min(end, channel.size()) < offset + bytes) {
      return false;
    }
    move(offset, bytes);
    window.limit((int) Math.min(window.capacity(), end - offset));
    while (window.position() < bytes || window.hasRemaining()) {
      if (channel.read(window, windowAt + window.position()) < 0) {
        break;
      }
    }
    window.flip();
    return window.limit() >= bytes;
  }

  /** Moves the window to begin at an offset, with what it has of what follows there. */
  private void move(long offset, int bytes) {
    ByteBuffer next = window.capacity() >= bytes ? window : newWindow(bytes);
    int kept = 0;
    if (offset >= windowAt && offset < windowAt + window.limit()) {
      int from = (int) (offset - windowAt);
      kept = window.limit() - from;
      ByteBuffer rest = window.slice(from, kept);
      next.limit(next.capacity());
      next.put(0, rest, 0, kept);
    }
    next.clear().position(kept);
    if (next.capacity() > window.capacity()) {
      payload = view(next);
    }
    window = next;
    windowAt = offset;
  }

  private static ByteBuffer view(ByteBuffer window) {
    return window.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer newWindow(int bytes) {
    int capacity = Math.max(WINDOW_BYTES, Integer.highestOneBit(bytes - 1) << 1);
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
