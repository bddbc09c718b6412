package io.bidder.bidder.bid;

import io.bidder.bidder.admin.AdminLimit;
import io.bidder.bidder.config.ExplainConfig;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What is left of the time and the length of one explanation, which gives way to bids. */
final class ExplainBudget {
  /** Bids that wait are worth waiting for so long; then it goes on, for they may always wait. */
  private static final long PAUSE_NS = 200_000;

  private final ExplainConfig config;
  private final IntSupplier bidsWaiting;
  private final long untilNs;
  private long written;
  private @Nullable AdminLimit reached;

  ExplainBudget(ExplainConfig config, IntSupplier bidsWaiting) {
    this.config = config;
    this.bidsWaiting = bidsWaiting;
    untilNs = System.nanoTime() + config.timeout().toNanos();
  }

  /** Lets bids go first. */
  void giveWay() {
    if (bidsWaiting.getAsInt() > 0) {
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  /** Tells whether nothing more is to be told. */
  boolean isUp() {
    if (written >= config.maxAnswerBytes()) {
      reach(AdminLimit.EXPLAIN_BYTES);
      return true;
    }
    if (untilNs - System.nanoTime() < 0) {
      reach(AdminLimit.EXPLAIN_TIMEOUT);
      return true;
    }
    return false;
  }

  /** Notes that something was left out; of several limits the first counts. */
  void reach(AdminLimit limit) {
    if (reached == null) {
      reached = limit;
    }
  }

  /** The limit that had something left out; null if nothing was. */
  @Nullable AdminLimit reached() {
    return reached;
  }

  /** The same stream, with what goes through it counted. */
  OutputStream counted(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(int value) throws IOException {
        written++;
        out.write(value);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        written += length;
        out.write(bytes, offset, length);
      }
    };
  }
}
