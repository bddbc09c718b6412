package io.bidder.bidder.bid;

import io.bidder.bidder.privacy.PersonHash;
import io.bidder.bidder.response.OutcomeUrls;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline keeps of its bids, and how their outcomes come back. One thread's.
 *
 * @param recorder is told of every bid; null if nobody wants to know
 * @param persons tells who a request is about; null if nobody wants to know
 * @param urls by which outcomes come back; null if they do not
 */
public record Recording(
    @Nullable BidRecorder recorder, @Nullable PersonHash persons, @Nullable OutcomeUrls urls) {
  /** The same for bids that are not made: nothing is kept of them, but they have to be allowed. */
  Recording withoutKeeping() {
    BidRecorder keeping = recorder;
    return keeping == null ? this : new Recording(new Asked(keeping), persons, urls);
  }

  /** A recorder that is only asked whether bids may be made. */
  private record Asked(BidRecorder keeping) implements BidRecorder {
    @Override
    public void onBid(MadeBid bid) {}

    @Override
    public boolean allowsBids() {
      return keeping.allowsBids();
    }
  }
}
