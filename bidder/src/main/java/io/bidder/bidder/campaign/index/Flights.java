package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Campaign;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The start and end of each campaign. Immutable. */
final class Flights {
  private final long[] starts;
  private final long[] ends;

  Flights(List<Campaign> campaigns) {
    starts = new long[campaigns.size()];
    ends = new long[campaigns.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = millis(campaigns.get(i).start(), Long.MIN_VALUE);
      ends[i] = millis(campaigns.get(i).end(), Long.MAX_VALUE);
    }
  }

  private static long millis(@Nullable Instant instant, long orElse) {
    return instant == null ? orElse : instant.toEpochMilli();
  }

  /**
   * The campaigns in flight at some instant. Campaigns start and end seldom, compared with
   * requests, so the answer is kept for as long as it holds. One thread's.
   */
  static final class Current {
    private final Flights flights;
    private final long[] bits;
    private long from = Long.MAX_VALUE;
    private long until = Long.MIN_VALUE;

    Current(Flights flights) {
      this.flights = flights;
      bits = new long[Bits.words(flights.starts.length)];
    }

    long[] at(long epochMillis) {
      if (epochMillis < from || epochMillis >= until) {
        look(epochMillis);
      }
      return bits;
    }

    private void look(long epochMillis) {
      from = Long.MIN_VALUE;
      until = Long.MAX_VALUE;
      for (int i = 0; i < flights.starts.length; i++) {
        long start = flights.starts[i];
        long end = flights.ends[i];
        if (start <= epochMillis && epochMillis < end) {
          Bits.set(bits, i);
        } else {
          Bits.clear(bits, i);
        }
        boundary(start, epochMillis);
        boundary(end, epochMillis);
      }
    }

    private void boundary(long boundary, long now) {
      if (boundary <= now) {
        from = Math.max(from, boundary);
      } else {
        until = Math.min(until, boundary);
      }
    }
  }
}
