package io.bidder.eventlog.join;

import io.bidder.eventlog.event.BidId;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Bids on the heap, which may be saved and loaded again. */
public final class MemoryJoinState implements JoinState {
  private record Timer(long dueEpochMillis, BidId bid) {}

  private final Map<BidId, byte[]> bids = new HashMap<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::dueEpochMillis));

  /** Bids that are remembered. */
  public int size() {
    return bids.size();
  }

  @Override
  public byte @Nullable [] get(BidId bid) {
    return bids.get(bid);
  }

  @Override
  public void put(BidId bid, byte[] known) {
    bids.put(bid, known);
  }

  @Override
  public void remove(BidId bid) {
    bids.remove(bid);
  }

  @Override
  public void schedule(long dueEpochMillis, BidId bid) {
    timers.add(new Timer(dueEpochMillis, bid));
  }

  @Override
  public @Nullable BidId takeDue(long nowEpochMillis) {
    Timer first = timers.peek();
    if (first == null || first.dueEpochMillis > nowEpochMillis) {
      return null;
    }
    timers.remove();
    return first.bid;
  }

  /** Writes all of it. */
  public void save(DataOutput to) throws IOException {
    to.writeInt(bids.size());
    for (Map.Entry<BidId, byte[]> each : bids.entrySet()) {
      save(each.getKey(), to);
      to.writeInt(each.getValue().length);
      to.write(each.getValue());
    }
    to.writeInt(timers.size());
    for (Timer timer : timers) {
      to.writeLong(timer.dueEpochMillis);
      save(timer.bid, to);
    }
  }

  private static void save(BidId bid, DataOutput to) throws IOException {
    to.writeLong(bid.high());
    to.writeLong(bid.low());
  }

  /** Reads what was saved. */
  public static MemoryJoinState load(DataInput from) throws IOException {
    MemoryJoinState state = new MemoryJoinState();
    for (int left = from.readInt(); left > 0; left--) {
      BidId bid = bid(from);
      byte[] known = new byte[from.readInt()];
      from.readFully(known);
      state.put(bid, known);
    }
    for (int left = from.readInt(); left > 0; left--) {
      state.schedule(from.readLong(), bid(from));
    }
    return state;
  }

  private static BidId bid(DataInput from) throws IOException {
    return new BidId(from.readLong(), from.readLong());
  }
}
