package io.bidder.bidder.notice;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Subject;

/**
 * All that a ledger needs of a bid, as a URL's token carries it: nothing has to be looked up.
 *
 * @param bidEpochMillis when it was bid, from which the token's life counts
 */
public record Token(BidId bidId, long bidEpochMillis, Subject subject) implements TokenReading {}
