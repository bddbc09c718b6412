package io.bidder.bidder.campaign.index;

import io.bidder.bidder.names.TextMap;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.TextList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the deals under which campaigns bid for one impression, as {@code DealChoice} does for a
 * campaign at a time: sets of an impression's deals are bits of a long, of which {@link
 * Imp#MAX_DEALS} has as many. One thread's, reused.
 */
final class DealMatch {
  private final DealTable table;

  /** The impression's deals that have each number's id, name its seat, or name its domain. */
  private final long[] withId;

  private final long[] withSeat;
  private final long[] withDomain;

  /** By campaign, on the exchange at hand. */
  private int[] seats = {};

  /** The impression's deals that are open to every seat, and to every domain. */
  private long anySeat;

  private long anyDomain;

  DealMatch(DealTable table) {
    this.table = table;
    withId = new long[table.dealCount];
    withSeat = new long[table.seatCount];
    withDomain = new long[table.domainCount];
  }

  /** Reads the deals of an impression of an exchange. */
  void begin(Imp imp, String exchange) {
    seats = table.seats(exchange);
    Arrays.fill(withId, 0);
    Arrays.fill(withSeat, 0);
    Arrays.fill(withDomain, 0);
    anySeat = 0;
    anyDomain = 0;
    for (int i = 0; i < imp.deals.size(); i++) {
      Deal deal = imp.deals.get(i);
      Integer number = table.dealNumbers.get(deal.id);
      if (number != null) {
        long bit = 1L << i;
        withId[number] |= bit;
        anySeat |= deal.wseat.isEmpty() ? bit : 0;
        anyDomain |= deal.wadomain.isEmpty() ? bit : 0;
        mark(deal.wseat, table.seatNumbers, withSeat, bit);
        mark(deal.wadomain, table.domainNumbers, withDomain, bit);
      }
    }
  }

  /** The deal that the campaign bids under; null where it has none. */
  @Nullable Deal choose(int campaign, Imp imp) {
    int seat = seats[campaign];
    if (seat == DealTable.NO_SEAT) {
      return null;
    }
    long open = anyDomain;
    for (int i = table.firstDomain[campaign]; i < table.firstDomain[campaign + 1]; i++) {
      open |= withDomain[table.domains[i]];
    }
    open &= anySeat | withSeat[seat];
    for (int i = table.firstDeal[campaign]; i < table.firstDeal[campaign + 1]; i++) {
      long found = withId[table.deals[i]] & open;
      if (found != 0) {
        return imp.deals.get(Long.numberOfTrailingZeros(found));
      }
    }
    return null;
  }

  private static void mark(TextList texts, TextMap<Integer> numbers, long[] marks, long bit) {
    for (int i = 0; i < texts.size(); i++) {
      Integer number = numbers.get(texts.get(i));
      if (number != null) {
        marks[number] |= bit;
      }
    }
  }
}
