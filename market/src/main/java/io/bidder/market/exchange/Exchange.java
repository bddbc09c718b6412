package io.bidder.market.exchange;

import io.bidder.market.load.Caller;
import io.bidder.market.load.HttpAnswer;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.RandomStream;
import io.bidder.market.world.World;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An exchange in market time: asks for bids, holds the auctions in their order, has people do what
 * they do and tells the bidder of it.
 *
 * <p>The same options and the same bids give the same market: everything is drawn by the number of
 * the request, what is asked next never depends on which answer came first, and {@value #IN_FLIGHT}
 * requests are always on their way.
 */
public final class Exchange implements AutoCloseable {
  private static final int IN_FLIGHT = 32;
  private static final long FAULTS = 67;
  private static final long WIN_AFTER_MILLIS = 120;
  private static final int MICRO_DECIMALS = 6;
  private static final long DOUBLED_AFTER_MILLIS = 30_000;

  /** OpenRTB's loss reason: lost to a higher bid. */
  private static final int LOST_TO_HIGHER = 102;

  private final World world;
  private final MarketOptions options;
  private final Asks asks;
  private final Truth truth;
  private final Landscape landscape;
  private final Map<String, String> tokens;
  private final Market market;
  private final @Nullable MarketRecord record;
  private final List<Bidder> bidders = new ArrayList<>();
  private final Notices notices = new Notices();
  private final Books books = new Books();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::timeMillis).thenComparingLong(Due::number));
  private final Map<Integer, int[]> shown = new HashMap<>();
  private int[] impressions;
  private long dueNumber;
  private long nowMillis = MarketClock.START_MILLIS;
  private volatile boolean stopping;

  /** What the exchange is watched and interfered with by, in its own thread. */
  public interface Market {
    /** Before a request is sent. */
    void before(long index);

    /** After an auction: books as they stand. */
    void after(Books books, long marketMillis);
  }

  /** A bidder to ask. */
  private record Bidder(Caller caller, RequestWriter requests) {}

  /** Something that happens at a time. */
  private record Due(long timeMillis, long number, Runnable event) {}

  /**
   * An answered request.
   *
   * @param latencyNs negative if there was no answer
   */
  private record Dealt(Ask ask, List<Sale> sales, long latencyNs, boolean isLate, String wrong) {}

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
    this.tokens = Map.copyOf(tokens);
    this.market = market;
    this.record = record;
    asks = new Asks(world, options);
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
    return nowMillis;
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
      advance(ask.timeMillis());
      dealing.add(deal(ask));
      if (dealing.size() == IN_FLIGHT) {
        settle(dealing.remove());
      }
    }
    while (!dealing.isEmpty()) {
      settle(dealing.remove());
    }
    advance(Long.MAX_VALUE);
    notices.await();
  }

  /** Lets everything happen up to a time. */
  private void advance(long toMillis) {
    for (Due next = due.peek(); next != null && next.timeMillis() <= toMillis; next = due.peek()) {
      due.remove();
      nowMillis = Math.max(nowMillis, next.timeMillis());
      next.event().run();
    }
    nowMillis = toMillis == Long.MAX_VALUE ? nowMillis : Math.max(nowMillis, toMillis);
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
    return new Dealt(ask, sales, answer == null ? -1 : tookNs, isLate, read.wrong());
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
      settle(dealt.ask(), sale);
    }
    market.after(books, nowMillis);
  }

  private void settle(Ask ask, Sale sale) {
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
      tell(
          NoticeKind.LOSS,
          bid,
          ask.timeMillis() + WIN_AFTER_MILLIS,
          macros.fill(bid.lossUrl(), LOST_TO_HIGHER));
      return;
    }
    tell(NoticeKind.WIN, bid, ask.timeMillis() + WIN_AFTER_MILLIS, macros.fill(bid.winUrl(), 0));
    if (people.isShown()) {
      count(sale, bid);
      long shownMillis = ask.timeMillis() + people.shownAfterMillis();
      tell(NoticeKind.BILLED, bid, shownMillis, macros.fill(bid.billingUrl(), 0));
      show(
          ask,
          sale,
          bid,
          people,
          Markup.of(sale.slot().media(), macros.fill(bid.markup(), 0)),
          shownMillis);
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

  private void show(
      Ask ask, Sale sale, Sale.Bid bid, People people, Markup markup, long shownMillis) {
    for (String url : markup.shown()) {
      if (Urls.isNotice(url)) {
        tell(NoticeKind.IMPRESSION, bid, shownMillis, url);
      }
    }
    List<Figures> figures = books.of(ask, sale);
    if (people.isViewable()) {
      figures.forEach(each -> each.viewable++);
    }
    if (people.clicks(bid.offer())) {
      long clickMillis = shownMillis + people.clickAfterMillis();
      figures.forEach(each -> each.clicks++);
      click(
          bid,
          people,
          markup,
          clickMillis,
          figures,
          "o" + ask.index() + "-" + sale.slot().number());
    }
  }

  private void click(
      Sale.Bid bid,
      People people,
      Markup markup,
      long clickMillis,
      List<Figures> figures,
      String order) {
    String origin =
        markup.clicked().stream().filter(Urls::isNotice).map(Urls::origin).findFirst().orElse("");
    CompletableFuture<@Nullable String> landing = new CompletableFuture<>();
    Notices.Fact fact = new Notices.Fact(NoticeKind.CLICK, bid.id());
    at(
        clickMillis,
        () -> {
          String target = markup.clicked().isEmpty() ? "" : markup.clicked().getLast();
          if (!Urls.isNotice(target)) {
            landing.complete(target);
          }
          for (String url : markup.clicked()) {
            if (Urls.isNotice(url)) {
              notices.tell(
                  fact,
                  clickMillis,
                  () -> Call.get(url),
                  answer -> landing.complete(answer == null ? null : answer.header("location")));
            }
          }
        });
    if (people.orders(bid.offer())) {
      long micros = people.orderMicros(world, bid.offer());
      long orderMillis = clickMillis + people.orderAfterMillis();
      figures.forEach(each -> {
        each.conversions++;
        each.revenueMicros += micros;
      });
      CompletableFuture<?> ordered =
          order(NoticeKind.CONVERSION, bid, orderMillis, landing, landing, origin, order, micros);
      if (people.returnAfterMillis() >= 0) {
        figures.forEach(each -> {
          each.refunds++;
          each.revenueMicros -= micros;
        });
        var _ =
            order(
                NoticeKind.REFUND,
                bid,
                orderMillis + people.returnAfterMillis(),
                ordered,
                landing,
                origin,
                order,
                -micros);
      }
    }
  }

  /**
   * Has an advertiser, after something else was told, tell of an order, or that it was given back:
   * by a page, whose address says what was clicked, or by its server, which tells of what it took
   * back by the order alone.
   */
  private CompletableFuture<@Nullable HttpAnswer> order(
      NoticeKind kind,
      Sale.Bid bid,
      long timeMillis,
      CompletableFuture<?> after,
      CompletableFuture<@Nullable String> landing,
      String origin,
      String order,
      long micros) {
    String value = BigDecimal.valueOf(micros, MICRO_DECIMALS).toPlainString();
    String token = tokens.getOrDefault(bid.offer().creative().campaign().advertiserId(), "");
    boolean byServer = !token.isEmpty() && order.hashCode() % 2 == 0;
    return later(
        kind,
        bid,
        timeMillis,
        () -> {
          // What comes days later in market time may come at once in ours.
          after.join();
          String click = Urls.parameter(landing.join(), "click");
          if (click == null) {
            return null;
          }
          if (byServer) {
            String what = kind == NoticeKind.REFUND ? "" : "\"click\":\"" + click + "\",";
            return new Call(
                URI.create(origin + "/n/conversions"),
                "{"
                    + what
                    + "\"order\":\""
                    + order
                    + "\",\"currency\":\"USD\",\"value\":"
                    + value
                    + "}",
                token);
          }
          return Call.get(
              origin
                  + "/n/conversion?click="
                  + click
                  + "&order="
                  + order
                  + "&cur=USD&value="
                  + value);
        });
  }

  private void tell(NoticeKind kind, Sale.Bid bid, long timeMillis, String url) {
    if (!url.isEmpty()) {
      var _ = later(kind, bid, timeMillis, () -> Call.get(url));
    }
  }

  /**
   * Tells a fact at a time, if nothing happens to the notice on its way.
   *
   * @return completes when it was told, or never will be
   */
  private CompletableFuture<@Nullable HttpAnswer> later(
      NoticeKind kind, Sale.Bid bid, long timeMillis, Supplier<@Nullable Call> call) {
    MarketOptions.NoticeFaults faults = options.faults();
    RandomStream random = new RandomStream(options.seed(), FAULTS, dueNumber);
    double fate = random.nextDouble();
    if (fate < faults.lost()) {
      dueNumber++;
      books.fault("lost");
      return CompletableFuture.completedFuture(null);
    }
    long atMillis = timeMillis;
    if (fate < faults.lost() + faults.late()) {
      books.fault("late");
      atMillis += faults.lateMillis();
    }
    Notices.Fact fact = new Notices.Fact(kind, bid.id());
    CompletableFuture<@Nullable HttpAnswer> told = new CompletableFuture<>();
    long when = atMillis;
    at(when, () -> notices.tell(fact, when, call, told::complete));
    if (random.nextDouble() < faults.doubled()) {
      books.fault("doubled");
      long again = when + DOUBLED_AFTER_MILLIS;
      at(again, () -> notices.tell(fact, again, call, told::complete));
    }
    return told;
  }

  private void at(long timeMillis, Runnable event) {
    due.add(new Due(timeMillis, dueNumber++, event));
  }

  @Override
  public void close() {
    threads.close();
    notices.close();
    bidders.forEach(bidder -> bidder.caller().close());
  }
}
