package io.bidder.market.exchange;

import io.bidder.market.world.MarketClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What an exchange has counted. One thread's. */
public final class Books {
  private static final long HIGHEST_MICROS = 60_000_000;

  /** Requests of a block. */
  public static final int BLOCK = 1_000;

  private final Figures all = new Figures();
  private final Figures firstPrice = new Figures();
  private final Figures secondPrice = new Figures();
  private final Map<String, Figures> campaigns = new TreeMap<>();
  private final List<Figures> hours = new ArrayList<>();
  private final List<Figures> blocks = new ArrayList<>();
  private final Map<String, Long> wrong = new TreeMap<>();
  private final Histogram latencyMicros = new Histogram(HIGHEST_MICROS, 3);
  private final BidTruths truths = new BidTruths();
  private final Map<String, Long> faults = new TreeMap<>();
  private long requests;
  private long failedRequests;
  private long late;

  /** Takes in a request that got no answer. */
  void failed() {
    requests++;
    failedRequests++;
  }

  /** Takes in an answer, whatever it was. */
  void answered(long latencyNs, boolean isLate, String rule) {
    requests++;
    latencyMicros.recordValue(Math.min(HIGHEST_MICROS, latencyNs / 1000));
    late += isLate ? 1 : 0;
    if (!rule.isEmpty()) {
      wrong.merge(rule, 1L, Long::sum);
    }
  }

  /** Takes in an auction that is over. */
  void sold(Ask ask, Sale sale, boolean isShown) {
    for (Figures figures : of(ask, sale)) {
      figures.add(sale, isShown);
    }
    Sale.Bid bid = sale.bid();
    if (bid != null) {
      truths.add(
          bid.id(), bid.offer().click(), bid.offer().conversion(), sale.ours().won() && isShown);
    }
  }

  /** The sums that an auction belongs to. */
  List<Figures> of(Ask ask, Sale sale) {
    List<Figures> figures = new ArrayList<>(5);
    figures.add(all);
    figures.add(sale.slot().firstPrice() ? firstPrice : secondPrice);
    long sinceStartMillis = ask.timeMillis() - MarketClock.START_MILLIS;
    figures.add(at(hours, sinceStartMillis / MarketClock.HOUR_MILLIS));
    figures.add(at(blocks, ask.index() / BLOCK));
    Sale.Bid bid = sale.bid();
    if (bid != null) {
      figures.add(
          campaigns.computeIfAbsent(bid.offer().creative().campaign().id(), _ -> new Figures()));
    }
    return figures;
  }

  private static Figures at(List<Figures> figures, long index) {
    while (figures.size() <= index) {
      figures.add(new Figures());
    }
    return figures.get((int) index);
  }

  /** Counts something that the market did to a notice. */
  void fault(String what) {
    faults.merge(what, 1L, Long::sum);
  }

  public Figures all() {
    return all;
  }

  /** Of auctions in which the winner pays its bid. */
  public Figures firstPrice() {
    return firstPrice;
  }

  /** Of auctions in which it pays what it needed to win. */
  public Figures secondPrice() {
    return secondPrice;
  }

  /** By the campaign that was bid; auctions without a bid are in none. */
  public Map<String, Figures> campaigns() {
    return campaigns;
  }

  /** By hour of market time, from its start. */
  public List<Figures> hours() {
    return hours;
  }

  /** By {@value #BLOCK} requests, in their order; the last may have fewer. */
  public List<Figures> blocks() {
    return blocks;
  }

  /** Answers that broke a rule, by the rule. */
  public Map<String, Long> wrong() {
    return wrong;
  }

  /** Notices that were made late, lost or doubled. */
  public Map<String, Long> faults() {
    return faults;
  }

  /** The truth about every bid. */
  public BidTruths truths() {
    return truths;
  }

  /** From sending a request to having its answer. */
  public Histogram latencyMicros() {
    return latencyMicros;
  }

  public long requests() {
    return requests;
  }

  /** Requests without any answer: the bidder was gone. */
  public long failedRequests() {
    return failedRequests;
  }

  /** Answers that came after the deadline, and count as none. */
  public long late() {
    return late;
  }
}
