package io.bidder.bidder.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A request's body as it comes, in an array of its I/O thread's pool. That thread's alone. */
final class RequestBody {
  private static final byte[] NONE = new byte[0];

  private final LoopResources resources;
  private final int maxBytes;
  private byte[] bytes = NONE;
  private int length;

  RequestBody(LoopResources resources, int maxBytes) {
    this.resources = resources;
    this.maxBytes = maxBytes;
  }

  int length() {
    return length;
  }

  /** Starts another request's. */
  void begin() {
    length = 0;
  }

  /**
   * Appends what came.
   *
   * @param keep whether somebody wants it, not only its length
   * @return false if the body becomes too long
   */
  boolean append(ByteBuf content, boolean keep) {
    int count = content.readableBytes();
    int end = length + count;
    if (end > maxBytes) {
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

  /** Unzips it: {@link Status#OK}, or what to refuse it with. */
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

  /** The array, which is the caller's now. */
  byte[] handOver() {
    byte[] whole = bytes.length == 0 ? resources.take() : bytes;
    bytes = NONE;
    return whole;
  }

  /** Nobody wants it. */
  void drop() {
    if (bytes.length > 0) {
      resources.give(bytes);
      bytes = NONE;
    }
  }
}
