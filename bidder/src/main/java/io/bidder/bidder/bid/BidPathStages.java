package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.config.NoticeConfig;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Pace;
import io.bidder.bidder.pricing.Shade;
import io.bidder.bidder.response.WinningBids;
import io.bidder.modelstore.serving.Lease;
import io.bidder.modelstore.serving.ServedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The bid path without sockets and threads, stage by stage, so that each can be measured apart. One
 * thread's.
 */
public final class BidPathStages implements AutoCloseable {
  /** Nothing is measured of a request that is late. */
  private static final Duration NO_HURRY = Duration.ofSeconds(10);

  private final Exchange exchange =
      Exchange.of(
          new ExchangeConfig(
              "benchmark",
              ExchangeConfig.AS_REQUESTED,
              Duration.ZERO,
              NO_HURRY,
              "USD",
              false,
              false,
              NoticeConfig.defaults()),
          CurrencyRates.usdOnly(),
          Long.MAX_VALUE,
          Pace.NONE,
          Shade.NONE);

  private final long epochMillis;
  private final BidPipeline pipeline;
  private final Lease lease;
  private final BoundModel bound;
  private final List<BidContext> contexts = new ArrayList<>();
  private final BidLimits limits;
  private final BidContext[] batch;
  private BidContext context;
  private final Told told = new Told();

  /**
   * A path that serves a catalogue with a model, which stays its owner's.
   *
   * @param candidateCap ads scored for a request at most
   * @param epochMillis when its requests come
   */
  public BidPathStages(ServedModel model, Catalogue catalogue, int candidateCap, long epochMillis) {
    this.epochMillis = epochMillis;
    limits = BidLimits.of(candidateCap, 1);
    batch = new BidContext[] {new BidContext(0, limits)};
    context = batch[0];
    ServedCatalogue served =
        ServedCatalogue.of(new CampaignIndex(catalogue), () -> "https://bid.example", false);
    pipeline =
        new BidPipeline(
            new Served(model, () -> served, new CampaignsOut(), limits),
            SystemNanoClock.INSTANCE,
            BidObserver.NONE);
    lease = model.acquire();
    bound = pipeline.bind(lease);
  }

  /** The end of the last request. */
  private static final class Told implements Answers {
    private int length;
    private int bids;
    private String noBid = "";

    @Override
    public void bid(BidContext context, WinningBids winners, byte[] json, int bytes) {
      bids = winners.size();
      length = bytes;
      noBid = "";
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason) {
      bids = 0;
      length = 0;
      noBid = reason.name();
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason, byte[] json, int bytes) {
      noBid(context, reason);
    }

    @Override
    public void malformed(BidContext context) {
      bids = 0;
      length = 0;
      noBid = "malformed: " + context.malformed;
    }
  }

  /**
   * Decode to respond, as the server does it.
   *
   * @return bytes of the answer; 0 where there is no bid
   */
  public int bid(byte[] json) {
    context = batch[0];
    begin(json);
    pipeline.bid(batch, 1, told);
    return told.length;
  }

  /** Bids in the last request's answer. */
  public int bids() {
    return told.bids;
  }

  /** The reason that the last request has no bid; empty where it has one. */
  public String noBid() {
    return told.noBid;
  }

  /** Candidates of all of the last request's impressions. */
  public int candidates() {
    return context.candidateCount();
  }

  /**
   * Takes a request through every stage and keeps it, for single stages to be repeated with.
   *
   * @return its number
   */
  public int keep(byte[] json) {
    contexts.add(new BidContext(0, limits));
    int number = contexts.size() - 1;
    use(number);
    begin(json);
    pipeline.decode(context, bound);
    pipeline.permit(context, bound);
    select();
    encode();
    score();
    price();
    respond();
    if (context.isDeclined()) {
      throw new IllegalStateException(context.reason + ", expected a bid");
    }
    return number;
  }

  /** Goes on with a request that was kept. */
  public void use(int number) {
    context = contexts.get(number);
  }

  /** A request comes in. */
  public void begin(byte[] json) {
    context.begin(exchange, json, json.length, System.nanoTime(), epochMillis);
  }

  /** JSON to request. */
  public BidRequest decode() {
    pipeline.decode(context, bound);
    return context.request;
  }

  /** Request to candidates, of every impression. */
  public void select() {
    pipeline.select(context, bound);
  }

  /** Candidates to encoded rows. */
  public int encode() {
    bound.clear();
    pipeline.encode(context, bound);
    return bound.rows.size();
  }

  /** Encoded rows to predictions, gathering included. */
  public float[] score() {
    lease.worker().score(bound.rows, bound.imps, bound.predictions);
    return bound.predictions.ctcvr();
  }

  /** Predictions to prices and winners. */
  public void price() {
    pipeline.price(context, bound);
  }

  /** Winners to JSON. */
  public void respond() {
    pipeline.respond(context, bound);
  }

  @Override
  public void close() {
    lease.close();
  }
}
