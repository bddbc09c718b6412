package io.bidder.bidder.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Writes answers as bytes. One thread's. */
final class AnswerWriter {
  static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");

  private static final Map<Status, byte[]> STATUS_LINES = statusLines();

  private static final int HEAD_BYTES = 256;
  private static final byte[] OPENRTB_VERSION = ascii("x-openrtb-version: 2.");
  private static final byte[] NO_BID = ascii("x-bidder-nobid: ");
  private static final byte[] CONTENT_TYPE = ascii("Content-Type: ");
  private static final byte[] JSON_TYPE = ascii("Content-Type: " + Answer.JSON + "\r\n");
  private static final byte[] GZIPPED = ascii("Content-Encoding: gzip\r\n");
  private static final byte[] ALLOW = ascii("Allow: ");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] LINE_END = ascii("\r\n");

  private final LoopResources resources;

  AnswerWriter(LoopResources resources) {
    this.resources = resources;
  }

  /**
   * The answer's bytes in a new buffer, which is the caller's.
   *
   * @param close whether the connection is closed after it
   */
  ByteBuf write(Answer answer, boolean close, ByteBufAllocator allocator) {
    byte[] body = answer.body;
    int length = answer.length;
    boolean zipped = answer.gzip && length >= Gzip.MIN_BYTES;
    if (zipped) {
      length = resources.gzip.zip(body, length);
      body = resources.gzip.output();
    }
    ByteBuf out = allocator.ioBuffer(HEAD_BYTES + length);
    out.writeBytes(Objects.requireNonNull(STATUS_LINES.get(answer.status)));
    out.writeBytes(OPENRTB_VERSION).writeByte('0' + answer.openRtbMinor).writeBytes(LINE_END);
    if (!answer.noBidReason.isEmpty()) {
      out.writeBytes(NO_BID).writeBytes(ascii(answer.noBidReason)).writeBytes(LINE_END);
    }
    if (length > 0) {
      contentType(answer.contentType, out);
    }
    if (zipped) {
      out.writeBytes(GZIPPED);
    }
    if (!answer.allow.isEmpty()) {
      out.writeBytes(ALLOW).writeBytes(ascii(answer.allow)).writeBytes(LINE_END);
    }
    if (close) {
      out.writeBytes(CLOSE);
    } else if (answer.http10) {
      out.writeBytes(KEEP_ALIVE);
    }
    if (answer.status != Status.NO_CONTENT) {
      out.writeBytes(CONTENT_LENGTH);
      decimal(length, out);
      out.writeBytes(LINE_END);
    }
    return out.writeBytes(LINE_END).writeBytes(body, 0, length);
  }

  private static void contentType(String type, ByteBuf out) {
    if (type.equals(Answer.JSON)) {
      out.writeBytes(JSON_TYPE);
    } else {
      out.writeBytes(CONTENT_TYPE).writeBytes(ascii(type)).writeBytes(LINE_END);
    }
  }

  private static void decimal(int number, ByteBuf out) {
    int power = 1;
    while (number / power >= 10) {
      power *= 10;
    }
    for (; power > 0; power /= 10) {
      out.writeByte('0' + number / power % 10);
    }
  }

  private static Map<Status, byte[]> statusLines() {
    Map<Status, byte[]> lines = new EnumMap<>(Status.class);
    for (Status status : Status.values()) {
      lines.put(status, ascii("HTTP/1.1 " + status.code() + " " + status.reason() + "\r\n"));
    }
    return lines;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
