package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.metrics.BidMetrics;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Price;
import io.bidder.bidder.pricing.Prices;
import io.bidder.bidder.pricing.Pricing;
import io.bidder.bidder.privacy.PrivacyRules;
import io.bidder.bidder.response.BidResponseWriter;
import io.bidder.bidder.response.WinningBids;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.Lease;
import io.bidder.modelstore.scoring.ServedModel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bid path: what becomes of a request, stage by stage. One thread's, with everything that its
 * stages reuse. Requests that wait together are scored together.
 *
 * <p>A stage that declines leaves its {@link NoBidReason} in the context, and no later stage looks
 * at the request again.
 */
public final class BidPipeline {
  private final ServedModel model;
  private final Supplier<ServedCatalogue> catalogue;
  private final BidLimits limits;
  private final BidMetrics metrics;
  private final BidRequestReader reader = new BidRequestReader();
  private final Selector selector;
  private final CandidatePreRanking cut = new CandidatePreRanking();
  private final WinningBids bids = new WinningBids();
  private final BidIds ids = new BidIds();
  private final BidResponseWriter writer = new BidResponseWriter();
  private ServedCatalogue serving;
  private @Nullable BoundModel bound;

  public BidPipeline(
      ServedModel model,
      Supplier<ServedCatalogue> catalogue,
      BidLimits limits,
      BidMetrics metrics) {
    this.model = model;
    this.catalogue = catalogue;
    this.limits = limits;
    this.metrics = metrics;
    serving = catalogue.get();
    selector = new Selector(serving.index());
    cut.reset(serving.index().creativeCount());
  }

  /**
   * Takes begun requests to their answers.
   *
   * @param batch the first {@code count} are requests that wait together
   * @param answers is told what to send, request by request
   */
  public void bid(BidContext[] batch, int count, Answers answers) {
    useCurrentCatalogue();
    try (Lease lease = model.acquire()) {
      BoundModel with = bind(lease);
      with.clear();
      for (int i = 0; i < count; i++) {
        prepare(batch[i], with);
      }
      score(batch, count, lease, with);
    }
    for (int i = 0; i < count; i++) {
      answer(batch[i], answers);
    }
  }

  /** Everything up to scoring. */
  private void prepare(BidContext context, BoundModel with) {
    long startNs = System.nanoTime();
    if (context.deadline.hasPassed(startNs)) {
      context.reason = NoBidReason.LATE_BEFORE_DECODE;
      return;
    }
    decode(context, with);
    long decodedNs = lap(Stage.DECODE, startNs);
    if (context.isDeclined()) {
      return;
    }
    permit(context, with);
    long permittedNs = lap(Stage.PERMIT, decodedNs);
    select(context);
    long selectedNs = lap(Stage.SELECT, permittedNs);
    if (context.isDeclined()) {
      return;
    }
    if (context.deadline.hasPassed(selectedNs)) {
      context.reason = NoBidReason.LATE_BEFORE_ENCODE;
      return;
    }
    encode(context, with);
    lap(Stage.ENCODE, selectedNs);
  }

  /** OpenRTB JSON to a {@link BidRequest}; what the exchange allows of time is known after. */
  void decode(BidContext context, BoundModel with) {
    context.malformed =
        reader.read(
            context.body(), 0, context.bodyLength(), with.inputs.extraPaths(), context.request);
    if (context.malformed == null) {
      context.beginImps();
      context.deadline.tighten(
          context.arrivalNs, context.request.tmaxMillis, context.exchange().networkReserveNs());
    }
  }

  /** Forgets what privacy signals do not allow to be used. */
  void permit(BidContext context, BoundModel with) {
    context.anonymous = PrivacyRules.apply(context.request, with.inputs.extraPaths());
  }

  /** The ads that may bid for each impression, and of too many the most promising. */
  void select(BidContext context) {
    context.bidCurrency = context.exchange().pricing().bidCurrency(context.request);
    if (context.bidCurrency == CurrencyRates.NO_RATE) {
      context.reason = NoBidReason.NO_CURRENCY;
      return;
    }
    int perImp = limits.candidatesPerImp(context.impCount());
    boolean some = false;
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      selector.select(context.request, imp.imp(), context.epochMillis, imp.candidates);
      if (imp.candidates.size() > perImp) {
        metrics.limitReached(BidLimits.CANDIDATES);
        cut.cut(imp.candidates, perImp);
      }
      if (imp.candidates.size() == 0) {
        imp.reason = NoBidReason.NO_ELIGIBLE_AD;
      } else {
        some = true;
      }
    }
    if (!some) {
      context.reason = NoBidReason.NO_ELIGIBLE_AD;
    }
  }

  /**
   * Features to ids and numbers: the request's once for each impression, in its first row, the ads'
   * for each ad.
   */
  void encode(BidContext context, BoundModel with) {
    EncodedRows rows = with.rows;
    int row = rows.size();
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      Candidates candidates = imp.candidates;
      imp.firstRow = row;
      if (candidates.size() == 0) {
        continue;
      }
      with.values.clear();
      with.inputs.putRequest(context.request, imp.imp(), context.epochMillis, with.values);
      with.imps.add(row);
      for (int c = 0; c < candidates.size(); c++) {
        with.ads().encode(candidates.get(c), with.values, rows, row++);
      }
      with.encoder.encodeRequest(with.values, rows, imp.firstRow);
    }
    metrics.candidates(row - rows.size());
    rows.size(row);
  }

  /** pCTR and pCVR of every candidate of every request that is still in time, in one batch. */
  private void score(BidContext[] batch, int count, Lease lease, BoundModel with) {
    long startNs = System.nanoTime();
    boolean some = false;
    for (int i = 0; i < count; i++) {
      BidContext context = batch[i];
      if (!context.isDeclined() && context.deadline.hasPassed(startNs)) {
        context.reason = NoBidReason.LATE_BEFORE_SCORE;
      }
      some |= !context.isDeclined();
    }
    if (!some) {
      return;
    }
    lease.worker().score(with.rows, with.imps, with.predictions);
    metrics.invalidPredictions(with.predictions.invalid());
    lap(Stage.SCORE, startNs);
  }

  private void answer(BidContext context, Answers answers) {
    if (!context.isDeclined()) {
      long startNs = System.nanoTime();
      price(context);
      long pricedNs = lap(Stage.PRICE, startNs);
      if (!context.isDeclined()) {
        respond(context);
        long respondedNs = lap(Stage.RESPOND, pricedNs);
        if (!context.isDeclined() && context.deadline.hasPassed(respondedNs)) {
          context.reason = NoBidReason.LATE_AFTER_SCORE;
        }
      }
    }
    NoBidReason reason = context.reason;
    if (context.malformed != null) {
      answers.malformed(context);
    } else if (reason == null) {
      answers.bid(context, bids, writer.bytes(), writer.length());
    } else if (context.exchange().config().noBidBody()) {
      writer.writeNoBid(context.request.id, reason.nbr());
      answers.noBid(context, reason, writer.bytes(), writer.length());
    } else {
      answers.noBid(context, reason);
    }
  }

  /** Value, caps and floors of every candidate, and which one bids for each impression. */
  void price(BidContext context) {
    Pricing pricing = context.exchange().pricing();
    BoundModel with = bound();
    boolean some = false;
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      if (imp.reason != null) {
        continue;
      }
      float[] pCtcvr = with.predictions.ctcvr();
      for (int c = 0; c < imp.candidates.size(); c++) {
        cut.scored(imp.candidates.get(c).creativeIndex, pCtcvr[imp.firstRow + c]);
      }
      imp.winner =
          pricing.choose(
              imp.imp(), imp.candidates, pCtcvr, imp.firstRow, context.bidCurrency, imp.prices);
      if (imp.winner == Prices.NO_WINNER) {
        imp.reason = furthestReason(imp.prices);
      } else {
        some = true;
      }
    }
    if (!some) {
      context.reason = context.furthestReason();
    }
  }

  /** Why no candidate bids: of all their reasons, the one that came nearest to a bid. */
  private static NoBidReason furthestReason(Prices prices) {
    NoBidReason furthest = NoBidReason.NO_ELIGIBLE_AD;
    for (int i = 0; i < prices.size(); i++) {
      NoBidReason reason = NoBidReason.of(prices.get(i).outcome);
      if (reason.compareTo(furthest) > 0) {
        furthest = reason;
      }
    }
    return furthest;
  }

  /** The winners as OpenRTB JSON, grouped by seat. */
  void respond(BidContext context) {
    bids.clear();
    bids.currency = context.exchange().pricing().currencyCode(context.bidCurrency);
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      if (imp.winner != Prices.NO_WINNER) {
        Price price = imp.prices.get(imp.winner);
        ids.next(bids.add(imp.imp(), imp.candidates.get(imp.winner), price.bidCpmMicros).bidId);
      }
    }
    ids.next(bids.responseId);
    if (writer.write(context.request, bids, serving.markups()) == 0) {
      // Only an answer beyond every limit, which the writer has counted, is left out.
      context.reason = NoBidReason.ANSWER_TOO_LARGE;
    }
  }

  /** A catalogue that was reloaded takes over between two batches. */
  void useCurrentCatalogue() {
    ServedCatalogue current = catalogue.get();
    if (!current.equals(serving)) {
      serving = current;
      selector.use(current.index());
      cut.reset(current.index().creativeCount());
      if (bound != null) {
        bound.useCatalogue(current.index().creativeCount());
      }
    }
  }

  /** What goes with the leased model, which changes when a version is promoted. */
  BoundModel bind(Lease lease) {
    BoundModel before = bound;
    if (before != null && before.model.equals(lease.model())) {
      return before;
    }
    BoundModel now =
        new BoundModel(lease.model(), limits.rowsPerBatch(), serving.index().creativeCount());
    bound = now;
    return now;
  }

  Selector selector() {
    return selector;
  }

  private BoundModel bound() {
    if (bound == null) {
      throw new IllegalStateException("a stage before a model was bound");
    }
    return bound;
  }

  private long lap(Stage stage, long sinceNs) {
    long nowNs = System.nanoTime();
    metrics.stage(stage, nowNs - sinceNs);
    return nowNs;
  }
}
