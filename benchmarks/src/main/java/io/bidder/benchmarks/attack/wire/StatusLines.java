package io.bidder.benchmarks.attack.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Finds the status lines in what a connection reads, wherever reads are cut. */
final class StatusLines {
  private static final byte[] START = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 3;

  private int matched;
  private int status;

  /** Is told the status of every answer that begins. */
  @FunctionalInterface
  interface Listener {
    void answered(int status);
  }

  void read(ByteBuffer in, Listener listener) {
    while (in.hasRemaining()) {
      byte next = in.get();
      if (matched < START.length) {
        matched = next == START[matched] ? matched + 1 : next == START[0] ? 1 : 0;
      } else {
        status = 10 * status + next - '0';
        matched++;
        if (matched == START.length + DIGITS) {
          if (status >= 200) {
            listener.answered(status);
          }
          matched = 0;
          status = 0;
        }
      }
    }
  }
}
