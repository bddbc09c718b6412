package io.bidder.benchmarks.bench.process;

import java.io.IOException;

/** A process that was to be measured did not start, or ended by itself. */
public final class SubjectFailedException extends IOException {
  private static final long serialVersionUID = 1;

  SubjectFailedException(String message) {
    super(message);
  }
}
