package io.bidder.bidder.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects a request's body in an array of its I/O thread's pool. Only that thread uses it. */
final class RequestBody {
  /** Parts that a body may come in: a chunk costs the same whether it has one byte or thousands. */
  static final int MAX_PARTS = 4096;

  private static final byte[] NONE = new byte[0];

  private final LoopResources resources;
  private final int maxBytes;
  private byte[] bytes = NONE;
  private int length;
  private int parts;

  RequestBody(LoopResources resources, int maxBytes) {
    this.resources = resources;
    this.maxBytes = maxBytes;
  }

  int length() {
    return length;
  }

  /** The memory that it takes, in bytes. */
  int heldBytes() {
    return bytes.length;
  }

  /** Starts the body of another request. */
  void begin() {
    length = 0;
    parts = 0;
  }

  /**
   * Appends a part that came.
   *
   * @param keep false to count its length only
   * @return false if the body becomes too long, or is of too many parts
   */
  boolean append(ByteBuf content, boolean keep) {
    int count = content.readableBytes();
    int end = length + count;
    if (end > maxBytes || ++parts > MAX_PARTS) {
      return false;
    }
    if (keep && count > 0) {
      if (bytes.length == 0) {
        bytes = resources.take();
      }
      if (bytes.length < end) {
        bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
      }
      content.readBytes(bytes, length, count);
    }
    length = end;
    return true;
  }

  /** Unzips the body; returns {@link Status#OK}, or the status to refuse the request with. */
  Status unzip() {
    byte[] zipped = bytes;
    bytes = resources.take();
    int unzipped = resources.gunzip.unzip(zipped, length, bytes, maxBytes);
    resources.give(zipped);
    bytes = resources.gunzip.output();
    if (unzipped < 0) {
      return unzipped == Gunzip.TOO_LARGE ? Status.BODY_TOO_LARGE : Status.BAD_REQUEST;
    }
    length = unzipped;
    return Status.OK;
  }

  /** Hands the array over to the caller. */
  byte[] handOver() {
    byte[] whole = bytes.length == 0 ? resources.take() : bytes;
    bytes = NONE;
    return whole;
  }

  /** Copies the body into an array of exactly its length, and gives its own back. */
  byte[] copy() {
    byte[] copy = Arrays.copyOf(bytes, length);
    drop();
    return copy;
  }

  /** Gives the array back unused. */
  void drop() {
    if (bytes.length > 0) {
      resources.give(bytes);
      bytes = NONE;
    }
  }
}
