package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;

/**
 * Floors of spots by their length ({@code mincpmpersec}, and {@code durfloors}, 3.2.35). Reused:
 * see {@link BidRequest}.
 */
public final class DurationFloors {
  public static final int MAX_RANGES = 32;

  /** CPM of each second; 0 if there is none. */
  public long perSecondCpmMicros;

  public final ReusedList<Range> ranges;

  DurationFloors(Memory memory) {
    ranges = new ReusedList<>(memory, _ -> new Range(), MAX_RANGES);
  }

  /** A floor for spots of some lengths. */
  public static final class Range {
    /** Seconds; {@link BidRequest#NONE} for none. */
    public int mindur = BidRequest.NONE;

    /** Seconds, of which such a spot may have as many; {@link BidRequest#NONE} for any. */
    public int maxdur = BidRequest.NONE;

    public long floorCpmMicros;

    /** As if nothing had been read. */
    public void clear() {
      mindur = BidRequest.NONE;
      maxdur = BidRequest.NONE;
      floorCpmMicros = 0;
    }

    private boolean includes(int seconds) {
      return (mindur == BidRequest.NONE || seconds >= mindur)
          && (maxdur == BidRequest.NONE || seconds <= maxdur);
    }
  }

  /** The highest floor that there is for a spot so long; 0 if there is none. */
  public long floorCpmMicros(int seconds) {
    long floor = perSecondCpmMicros * seconds;
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      if (range.includes(seconds)) {
        floor = Math.max(floor, range.floorCpmMicros);
      }
    }
    return floor;
  }

  /** As if nothing had been read. */
  public void clear() {
    perSecondCpmMicros = 0;
    ranges.clear();
  }
}
