package io.bidder.bidder.serve;

import io.bidder.bidder.bid.Answers;
import io.bidder.bidder.bid.BidContext;
import io.bidder.bidder.bid.BidLimits;
import io.bidder.bidder.bid.BidPipeline;
import io.bidder.bidder.bid.Exchange;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.response.WinningBids;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes made-up requests down the bid path before a server says that it is ready, so that the first
 * real one does not pay for loading classes and finds its code compiled.
 */
final class WarmUp {
  /** Requests of every kind, one a line. */
  private static final String REQUESTS = "warm-up.jsonl";

  /** Enough for the compiler to have seen the path. */
  private static final int ROUNDS = 300;

  /** A machine so slow that it takes longer starts without more of it. */
  private static final long AT_MOST_NS = TimeUnit.MILLISECONDS.toNanos(200);

  private WarmUp() {}

  static void run(Exchange exchange, BidPipeline pipeline, BidLimits limits, InstantSource clock) {
    List<byte[]> requests = requests();
    BidContext[] batch = {new BidContext(0, limits)};
    long startNs = System.nanoTime();
    for (int round = 0; round < ROUNDS && System.nanoTime() - startNs < AT_MOST_NS; round++) {
      for (byte[] request : requests) {
        batch[0].begin(exchange, request, request.length, System.nanoTime(), clock.millis());
        pipeline.bid(batch, 1, new Nobody());
      }
    }
  }

  static List<byte[]> requests() {
    try (InputStream in = WarmUp.class.getResourceAsStream(REQUESTS)) {
      if (in == null) {
        throw new IllegalStateException(REQUESTS + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.getBytes(StandardCharsets.UTF_8))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nobody asked. */
  private static final class Nobody implements Answers {
    @Override
    public void bid(BidContext context, WinningBids bids, byte[] json, int length) {}

    @Override
    public void noBid(BidContext context, NoBidReason reason) {}

    @Override
    public void noBid(BidContext context, NoBidReason reason, byte[] json, int length) {}

    @Override
    public void malformed(BidContext context) {}
  }
}
