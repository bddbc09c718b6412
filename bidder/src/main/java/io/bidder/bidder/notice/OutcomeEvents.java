package io.bidder.bidder.notice;

import io.bidder.eventlog.event.Kind;

/** Is told what was made of notices. From any thread. */
@FunctionalInterface
public interface OutcomeEvents {
  /** A notice came, or with it another one, such as with the win what it is billed by. */
  void outcome(Kind kind, OutcomeResult result);
}
