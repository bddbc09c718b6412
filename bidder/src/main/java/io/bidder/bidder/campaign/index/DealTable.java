package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.names.TextMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntArrayList;

/**
 * The deals of campaigns, and of campaigns that have some the advertiser's seat and domain, all as
 * numbers: a request's texts are looked up once an impression, not once a campaign. Immutable.
 */
final class DealTable {
  static final int NO_SEAT = -1;

  final TextMap<Integer> dealNumbers;
  final TextMap<Integer> seatNumbers;
  final TextMap<Integer> domainNumbers;
  final int dealCount;
  final int seatCount;
  final int domainCount;

  private final int[] usualSeats;

  /** The seats on each exchange that an advertiser with deals has one of its own on. */
  private final Map<String, int[]> seatsByExchange = new HashMap<>();

  /** The deals of campaign {@code c}, in its order: from {@code firstDeal[c]} on. */
  final int[] firstDeal;

  final int[] deals;

  /** The domain of campaign {@code c}'s advertiser and those above it, likewise. */
  final int[] firstDomain;

  final int[] domains;

  DealTable(List<Campaign> campaigns) {
    Map<String, Integer> deal = new LinkedHashMap<>();
    Map<String, Integer> seat = new LinkedHashMap<>();
    Map<String, Integer> domain = new LinkedHashMap<>();
    IntArrayList dealList = new IntArrayList();
    IntArrayList domainList = new IntArrayList();
    usualSeats = new int[campaigns.size()];
    firstDeal = new int[campaigns.size() + 1];
    firstDomain = new int[campaigns.size() + 1];
    for (int c = 0; c < campaigns.size(); c++) {
      Campaign campaign = campaigns.get(c);
      usualSeats[c] = NO_SEAT;
      if (!campaign.deals().isEmpty()) {
        for (String id : campaign.deals()) {
          dealList.addInt(number(id, deal));
        }
        Advertiser advertiser = campaign.advertiser();
        usualSeats[c] = number(advertiser.seat(), seat);
        String folded = advertiser.host();
        domainList.addInt(number(folded, domain));
        for (int dot = folded.indexOf('.'); dot >= 0; dot = folded.indexOf('.', dot + 1)) {
          domainList.addInt(number(folded.substring(dot + 1), domain));
        }
      }
      firstDeal[c + 1] = dealList.size();
      firstDomain[c + 1] = domainList.size();
    }
    for (int c = 0; c < campaigns.size(); c++) {
      if (!campaigns.get(c).deals().isEmpty()) {
        for (Map.Entry<String, String> own : campaigns.get(c).advertiser().seats().entrySet()) {
          seatsByExchange.computeIfAbsent(own.getKey(), _ -> usualSeats.clone())[c] =
              number(own.getValue(), seat);
        }
      }
    }
    deals = dealList.toIntArray();
    domains = domainList.toIntArray();
    dealNumbers = TextMap.of(deal, false);
    seatNumbers = TextMap.of(seat, false);
    domainNumbers = TextMap.of(domain, true);
    dealCount = deal.size();
    seatCount = seat.size();
    domainCount = domain.size();
  }

  /** The seats on an exchange by campaign; {@link #NO_SEAT} where it has no deals. */
  int[] seats(String exchange) {
    return seatsByExchange.getOrDefault(exchange, usualSeats);
  }

  private static int number(String text, Map<String, Integer> numbers) {
    return numbers.computeIfAbsent(text, _ -> numbers.size());
  }
}
