package io.bidder.eventstreams;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.join.JoinState;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Bids in two stores of Kafka Streams: {@code bids} by their ids, and {@code timers} by the time
 * that they are due and the bid's id.
 */
final class StoreJoinState implements JoinState {
  private static final byte[] NOTHING = {1};
  private static final int ID_BYTES = 2 * Long.BYTES;

  private final KeyValueStore<Bytes, byte[]> bids;
  private final KeyValueStore<Bytes, byte[]> timers;

  /** Before it there is no timer: the store need not look through those that were taken. */
  private Bytes firstTimer = timer(0, BidId.NONE);

  StoreJoinState(KeyValueStore<Bytes, byte[]> bids, KeyValueStore<Bytes, byte[]> timers) {
    this.bids = bids;
    this.timers = timers;
  }

  @Override
  public byte @Nullable [] get(BidId bid) {
    return bids.get(key(bid));
  }

  @Override
  public void put(BidId bid, byte[] known) {
    bids.put(key(bid), known);
  }

  @Override
  public void remove(BidId bid) {
    bids.delete(key(bid));
  }

  @Override
  public void schedule(long dueEpochMillis, BidId bid) {
    Bytes timer = timer(dueEpochMillis, bid);
    timers.put(timer, NOTHING);
    firstTimer = timer.compareTo(firstTimer) < 0 ? timer : firstTimer;
  }

  @Override
  public @Nullable BidId takeDue(long nowEpochMillis) {
    Bytes first;
    try (KeyValueIterator<Bytes, byte[]> due =
        timers.range(firstTimer, timer(nowEpochMillis, new BidId(-1, -1)))) {
      if (!due.hasNext()) {
        return null;
      }
      KeyValue<Bytes, byte[]> next = due.next();
      first = next.key;
    }
    timers.delete(first);
    firstTimer = first;
    ByteBuffer key = ByteBuffer.wrap(first.get(), Long.BYTES, ID_BYTES);
    return new BidId(key.getLong(), key.getLong());
  }

  private static Bytes key(BidId bid) {
    return Bytes.wrap(ByteBuffer.allocate(ID_BYTES).putLong(bid.high()).putLong(bid.low()).array());
  }

  /** The key of a timer; stores order keys by their bytes. No time before 1970 is any sooner. */
  private static Bytes timer(long dueEpochMillis, BidId bid) {
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + ID_BYTES)
            .putLong(Math.max(0, dueEpochMillis))
            .putLong(bid.high())
            .putLong(bid.low())
            .array());
  }
}
