package io.bidder.market.exchange;

import io.bidder.market.load.Caller;
import io.bidder.market.load.HttpAnswer;
import io.bidder.market.world.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An exchange in market time: asks for bids, holds the auctions in their order, has people do what
 * they do and tells the bidder of it.
 *
 * <p>The same options and the same bids give the same market: everything is drawn by the number of
 * the request, what is asked next never depends on which answer came first, and {@value #IN_FLIGHT}
 * requests are always on their way, but for when it halts.
 */
public final class Exchange implements AutoCloseable {
  private static final int IN_FLIGHT = 32;
  private static final long WIN_AFTER_MILLIS = 120;

  /** OpenRTB's loss reason: lost to a higher bid. */
  private static final int LOST_TO_HIGHER = 102;

  private final World world;
  private final MarketOptions options;
  private final Asks asks;
  private final Truth truth;
  private final Landscape landscape;
  private final Market market;
  private final @Nullable MarketRecord record;
  private final List<Bidder> bidders = new ArrayList<>();
  private final Notices notices = new Notices();
  private final Books books = new Books();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deliveries deliveries;
  private final Aftermath aftermath;
  private final Map<Integer, int[]> shown = new HashMap<>();
  private int[] impressions;
  private volatile boolean stopping;

  /** What the exchange is watched and interfered with by, in its own thread. */
  public interface Market {
    /** Before a request is sent. */
    void before(long index);

    /** After an auction: books as they stand. */
    void after(Books books, long marketMillis);

    /** The market time at which it halts next; {@link Long#MAX_VALUE} for never. */
    long haltMillis();

    /** All that happened by then was told; market time goes on when this returns. */
    void halted(long marketMillis) throws InterruptedException;

    /** An ad was shown, or is about to be, and the exchange bills it. */
    default void billed(Bill bill) {}
  }

  /** A bidder to ask. */
  private record Bidder(Caller caller, RequestWriter requests) {}

  /**
   * An answered request.
   *
   * @param latencyNs negative if there was no answer
   */
  private record Dealt(
      Ask ask, List<Sale> sales, long sentNs, long latencyNs, boolean isLate, String wrong) {}

  /**
   * An exchange that asks bidders by turns.
   *
   * @param addresses of their bid ports
   * @param path that bids are asked for at
   * @param tokens by which advertisers' servers are known, by advertiser; half of the orders of
   *     those that have one come by their servers
   * @param record takes every auction; null if nobody wants to know
   */
  public Exchange(
      World world,
      MarketOptions options,
      List<InetSocketAddress> addresses,
      String path,
      Map<String, String> tokens,
      Market market,
      @Nullable MarketRecord record) {
    this.world = world;
    this.options = options;
    this.market = market;
    this.record = record;
    asks = new Asks(world, options);
    deliveries = new Deliveries(notices, books, options);
    aftermath = new Aftermath(world, Map.copyOf(tokens), books, notices, deliveries);
    truth = new Truth(world, options.drift().moved(world), options.drift(), options.seed());
    landscape = new Landscape(options.seed(), world);
    impressions = new int[world.creatives().size()];
    for (InetSocketAddress address : addresses) {
      String host = address.getHostString() + ":" + address.getPort();
      bidders.add(
          new Bidder(new Caller(address), new RequestWriter(host, path, options.deadlineMillis())));
    }
  }

  /** Ends {@link #run} early. Safe from any thread. */
  public void stop() {
    stopping = true;
  }

  /** Market time. */
  public long nowMillis() {
    return deliveries.nowMillis();
  }

  public Books books() {
    return books;
  }

  /** What bidders were told, and said. */
  public Told told() {
    Map<NoticeKind, Told.Taken> taken = new EnumMap<>(NoticeKind.class);
    for (NoticeKind kind : NoticeKind.values()) {
      taken.put(kind, notices.taken(kind));
    }
    return new Told(taken, notices.refusals(), notices.sent(), notices.resent());
  }

  /**
   * Holds all auctions, and then lets everything happen that they led to.
   *
   * @throws InterruptedException if interrupted
   */
  public void run() throws InterruptedException {
    ArrayDeque<Future<Dealt>> dealing = new ArrayDeque<>();
    for (long index = 0; index < options.auctions() && !stopping; index++) {
      market.before(index);
      Ask ask = asks.at(index);
      while (market.haltMillis() <= ask.timeMillis()) {
        halt(market.haltMillis(), dealing);
      }
      deliveries.advance(ask.timeMillis());
      dealing.add(deal(ask));
      if (dealing.size() == IN_FLIGHT) {
        settle(dealing.remove());
      }
    }
    settleAll(dealing);
    deliveries.finish();
    notices.await();
  }

  private void halt(long marketMillis, ArrayDeque<Future<Dealt>> dealing)
      throws InterruptedException {
    settleAll(dealing);
    deliveries.advance(marketMillis);
    notices.await();
    market.halted(marketMillis);
  }

  private void settleAll(ArrayDeque<Future<Dealt>> dealing) throws InterruptedException {
    while (!dealing.isEmpty()) {
      settle(dealing.remove());
    }
  }

  private Future<Dealt> deal(Ask ask) {
    int user = ask.slots().getFirst().opportunity().user().index();
    int[] seen = shown.get(user);
    int[] before = seen == null ? new int[world.campaigns().size()] : seen.clone();
    int[] worn = impressions;
    Bidder bidder = bidders.get((int) (ask.index() % bidders.size()));
    return threads.submit(() -> deal(ask, bidder, before, worn));
  }

  private Dealt deal(Ask ask, Bidder bidder, int[] seen, int[] worn) {
    long sentNs = System.nanoTime();
    HttpAnswer answer = null;
    try {
      answer = bidder.caller().call(bidder.requests().write(ask));
    } catch (IOException e) {
      // Counted as a failed request: the auction goes on without this bidder.
    }
    long tookNs = System.nanoTime() - sentNs;
    List<List<Offer>> offers = new ArrayList<>();
    for (Slot slot : ask.slots()) {
      offers.add(truth.offers(slot, asks.eligible(ask, slot), seen, worn));
    }
    boolean isLate = tookNs > options.deadlineMillis() * 1_000_000L;
    Answers.Answer read =
        answer == null ? new Answers.Answer(Map.of(), "") : Answers.read(ask, offers, answer);
    List<Sale> sales = new ArrayList<>();
    for (Slot slot : ask.slots()) {
      List<Offer> allowed = offers.get(slot.number());
      Rivals rivals =
          landscape.rivals(slot.opportunity(), appeal(allowed), truth.rise(ask.timeMillis()));
      Sale.Bid bid = isLate ? null : read.bids().get(slot.number());
      sales.add(Sale.of(ask, slot, allowed, rivals, bid, options.seed()));
    }
    return new Dealt(ask, sales, sentNs, answer == null ? -1 : tookNs, isLate, read.wrong());
  }

  /** Log-odds above the average of a click on any of the ads. */
  static double appeal(List<Offer> offers) {
    double sum = 0;
    for (Offer offer : offers) {
      sum += StrictMath.log(offer.click() / World.CLICK_RATE);
    }
    return offers.isEmpty() ? 0 : sum / offers.size();
  }

  /** Takes in what was dealt, in the order of the requests. */
  private void settle(Future<Dealt> dealing) throws InterruptedException {
    Dealt dealt;
    try {
      dealt = dealing.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an auction failed", e.getCause());
    }
    if (dealt.latencyNs() < 0) {
      books.failed();
    } else {
      books.answered(dealt.latencyNs(), dealt.isLate(), dealt.wrong());
    }
    for (Sale sale : dealt.sales()) {
      settle(dealt.ask(), sale, dealt.sentNs());
    }
    market.after(books, deliveries.nowMillis());
  }

  private void settle(Ask ask, Sale sale, long sentNs) {
    People people =
        People.at(
            ask,
            sale.slot(),
            options.seed(),
            options.orderMedianSeconds(),
            options.orderDeviation());
    books.sold(ask, sale, people.isShown());
    if (record != null) {
      record.add(ask, sale, people);
    }
    Sale.Bid bid = sale.bid();
    if (bid == null) {
      return;
    }
    Macros macros = new Macros(ask, sale, bid);
    if (!sale.ours().won()) {
      var _ =
          deliveries.tell(
              NoticeKind.LOSS,
              bid,
              ask.timeMillis() + WIN_AFTER_MILLIS,
              macros.fill(bid.lossUrl(), LOST_TO_HIGHER));
      return;
    }
    var _ =
        deliveries.tell(
            NoticeKind.WIN, bid, ask.timeMillis() + WIN_AFTER_MILLIS, macros.fill(bid.winUrl(), 0));
    if (people.isShown()) {
      count(sale, bid);
      market.billed(
          new Bill(
              bid.offer().creative().campaign(),
              sale.slot().opportunity().user().index(),
              ask.consent() != Ask.Consent.REFUSED,
              ask.timeMillis() + people.shownAfterMillis(),
              Figures.micros(sale.ours().paidCpm()),
              sentNs,
              aftermath.show(ask, sale, bid, macros, people)));
    }
  }

  private void count(Sale sale, Sale.Bid bid) {
    int user = sale.slot().opportunity().user().index();
    int campaign = bid.offer().creative().campaign().index();
    shown.computeIfAbsent(user, _ -> new int[world.campaigns().size()])[campaign]++;
    // Replaced rather than changed: requests on their way keep what they were asked with.
    if (options.drift().adsWearOut()) {
      impressions = impressions.clone();
      impressions[bid.offer().creative().index()]++;
    }
  }

  @Override
  public void close() {
    threads.close();
    notices.close();
    bidders.forEach(bidder -> bidder.caller().close());
  }
}
