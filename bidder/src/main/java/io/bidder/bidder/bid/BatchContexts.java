package io.bidder.bidder.bid;

/** The contexts of one thread, and what they may keep from batch to batch. Its thread's. */
final class BatchContexts {
  final BidContext[] contexts;
  private final long mayKeepBytes;

  BatchContexts(BidLimits limits) {
    contexts = new BidContext[limits.requestsPerBatch()];
    for (int i = 0; i < contexts.length; i++) {
      contexts[i] = new BidContext(i, limits);
    }
    mayKeepBytes = limits.keptBytes();
  }

  /**
   * Ends a batch whose requests were answered: lets go of the bodies of the first {@code count},
   * and gives up what the largest contexts have grown to while all together keep more than they
   * may.
   *
   * @return how many were given up
   */
  int end(int count) {
    for (int i = 0; i < count; i++) {
      contexts[i].end();
    }
    int givenUp = 0;
    while (keptBytes() > mayKeepBytes && givenUp < contexts.length) {
      largest().giveUp();
      givenUp++;
    }
    return givenUp;
  }

  long keptBytes() {
    long bytes = 0;
    for (BidContext context : contexts) {
      bytes += context.request.memory().keptBytes();
    }
    return bytes;
  }

  private BidContext largest() {
    BidContext largest = contexts[0];
    for (BidContext context : contexts) {
      if (context.request.memory().keptBytes() > largest.request.memory().keptBytes()) {
        largest = context;
      }
    }
    return largest;
  }
}
