package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.names.TextMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/** The campaigns of each seat, on each exchange. Immutable. */
final class SeatTable {
  private final TextMap<Postings> usual;

  /** By exchange, the seats that have other campaigns there. */
  private final Map<String, TextMap<Postings>> others = new HashMap<>();

  SeatTable(Campaign[] campaigns) {
    Map<String, IntArrayList> bySeat = new LinkedHashMap<>();
    Map<String, Set<String>> changed = new HashMap<>();
    for (int c = 0; c < campaigns.length; c++) {
      Advertiser advertiser = campaigns[c].advertiser();
      bySeat.computeIfAbsent(advertiser.seat(), _ -> new IntArrayList()).addInt(c);
      advertiser
          .seats()
          .forEach((exchange, seat) -> {
            Set<String> seats = changed.computeIfAbsent(exchange, _ -> new HashSet<>());
            seats.add(seat);
            seats.add(advertiser.seat());
          });
    }
    usual = Dimension.postings(bySeat, campaigns.length, false);
    changed.forEach((exchange, seats) -> others.put(exchange, on(exchange, seats, campaigns)));
  }

  /** The campaigns of some seats, of which one may have none. */
  private static TextMap<Postings> on(String exchange, Set<String> seats, Campaign[] campaigns) {
    Map<String, IntArrayList> bySeat = new LinkedHashMap<>();
    seats.forEach(seat -> bySeat.put(seat, new IntArrayList()));
    for (int c = 0; c < campaigns.length; c++) {
      IntArrayList members = bySeat.get(campaigns[c].advertiser().seatOn(exchange));
      if (members != null) {
        members.addInt(c);
      }
    }
    return Dimension.postings(bySeat, campaigns.length, false);
  }

  /** The campaigns that a seat has on an exchange; null for none. */
  @Nullable Postings get(String exchange, CharSequence seat) {
    TextMap<Postings> there = others.get(exchange);
    Postings own = there == null ? null : there.get(seat);
    return own == null ? usual.get(seat) : own;
  }
}
