package io.bidder.bidder.bid;

import static java.util.Objects.requireNonNull;

import io.bidder.bidder.budget.Claims;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.json.MemoryLimitException;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Prices;
import io.bidder.bidder.pricing.Pricing;
import io.bidder.bidder.privacy.PersonHash;
import io.bidder.bidder.privacy.PrivacyRules;
import io.bidder.bidder.response.WinningBid;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.serving.Lease;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The bid path: takes requests to their answers, stage by stage. One thread's, with everything that
 * its stages reuse. Requests that wait together are scored together.
 *
 * <p>A stage that declines leaves its {@link NoBidReason} in the context, and no later stage looks
 * at the request again. An exception is a bug, unless it says that a request takes too much memory:
 * the request that met it gets no bid, and the others of its batch go on, unless scoring failed,
 * which they share. So is an error, such as a stack that overflows, but after one nobody knows what
 * the stages hold: the pipeline is to be thrown away.
 */
public final class BidPipeline {
  /** Of the time that is left, looking for ads may take half, or the bids would all be late. */
  private static final int SELECTION_SHARE = 2;

  private final Served served;
  private final NanoClock clock;
  private final BidObserver observer;
  private final @Nullable BidRecorder recorder;
  private final @Nullable PersonHash persons;
  private final BidRequestReader reader = new BidRequestReader();
  private final Selector selector;
  private final CandidatePreRanking preRanking;
  private final CandidateCaps caps;
  private final Claims claims;

  /** Of one impression, before most are cut. */
  private Candidates found = new Candidates();

  private final TrialScoring trial;
  private final Responder responder;
  private final MadeBid madeBid = new MadeBid();
  private ServedCatalogue catalogue;
  private @Nullable BoundModel bound;

  /**
   * A pipeline of one thread, of whose bids nobody wants to know.
   *
   * @param clock tells how far deadlines are
   */
  public BidPipeline(Served served, NanoClock clock, BidObserver observer) {
    this(served, clock, observer, new Recording(null, null, null));
  }

  /** Likewise, with a recorder that is told of every bid; null if nobody wants to know. */
  public BidPipeline(
      Served served, NanoClock clock, BidObserver observer, @Nullable BidRecorder recorder) {
    this(served, clock, observer, new Recording(recorder, null, null));
  }

  /** Likewise, with all that is kept of bids. */
  public BidPipeline(Served served, NanoClock clock, BidObserver observer, Recording recording) {
    this.served = served;
    this.clock = clock;
    this.observer = observer;
    recorder = recording.recorder();
    persons = recording.persons();
    caps = new CandidateCaps(served.caps(), observer);
    claims = served.claims();
    preRanking = new CandidatePreRanking(served.scores());
    trial = new TrialScoring(served.limits(), clock, observer, reader);
    responder = new Responder(served.limits().answerBytes(), recording.urls());
    catalogue = served.catalogue().get();
    selector = new Selector(catalogue.index(), served.out(), served.limits().selectionCap());
    preRanking.grow(catalogue.index().creativeSlotCount());
  }

  /**
   * Takes begun requests to their answers.
   *
   * @param batch the first {@code count} are requests that wait together
   * @param answers is told what to send, request by request
   */
  public void bid(BidContext[] batch, int count, Answers answers) {
    useCurrentCatalogue();
    TriedModel tried = served.tried().get();
    try (Lease lease = served.model().acquire();
        Lease triedLease = tried == null ? null : tried.acquire()) {
      BoundModel with = bind(lease);
      with.clear();
      trial.begin(tried, triedLease);
      long startNs = clock.nanoTime();
      for (int i = 0; i < count; i++) {
        try {
          prepare(batch[i], with);
        } catch (MemoryLimitException e) {
          batch[i].reason = NoBidReason.REQUEST_TOO_LARGE;
        } catch (Throwable e) {
          batch[i].fail(e);
        }
        startNs = cost(batch[i], startNs);
      }
      score(batch, count, lease, with);
      if (triedLease != null) {
        scoreTried(batch, count, with, triedLease);
      }
    }
    long startNs = clock.nanoTime();
    for (int i = 0; i < count; i++) {
      try {
        conclude(batch[i]);
        if (recorder != null) {
          recorder.onRequest(batch[i]);
        }
      } catch (Throwable e) {
        batch[i].fail(e);
      }
      responder.answer(batch[i], answers);
      startNs = cost(batch[i], startNs);
    }
    // No request outlives its answer.
    responder.clear();
  }

  /**
   * Takes a begun request, which nobody made, as far as its score: a proof that a bid could be made
   * now. It is neither answered, counted nor recorded. Where no ad may bid, a row is scored that is
   * none's.
   *
   * @throws IllegalStateException if the model gives no probability
   */
  void prove(BidContext context) {
    useCurrentCatalogue();
    try (Lease lease = served.model().acquire()) {
      BoundModel with = bind(lease);
      with.clear();
      decode(context, with);
      if (context.malformed != null) {
        throw new IllegalStateException("no bid request: " + context.malformed);
      }
      permit(context, with);
      select(context, with);
      if (!context.isDeclined()) {
        encode(context, with);
      }
      if (with.rows.size() == 0) {
        with.imps.add(0);
        with.rows.size(1);
      }
      lease.worker().score(with.rows, with.imps, with.predictions);
      float[] given = with.probabilities(with.has(Head.CVR) ? Head.CVR : Head.CTR);
      for (int row = 0; row < with.rows.size(); row++) {
        if (Float.isFinite(given[row])) {
          return;
        }
      }
      throw new IllegalStateException("the model gives no probability");
    }
  }

  /** Counts the time since then as work for this request. */
  private long cost(BidContext context, long sinceNs) {
    long nowNs = clock.nanoTime();
    context.costNs += nowNs - sinceNs;
    return nowNs;
  }

  /** Everything up to scoring. */
  private void prepare(BidContext context, BoundModel served) {
    long startNs = clock.nanoTime();
    if (context.deadline.hasPassed(startNs)) {
      context.reason = NoBidReason.LATE_BEFORE_DECODE;
      return;
    }
    decode(context, served);
    BoundModel with = choose(context, served);
    long decodedNs = passed(Stage.DECODE, context, with, startNs);
    if (context.isDeclined()) {
      return;
    }
    permit(context, with);
    long permittedNs = passed(Stage.PERMIT, context, with, decodedNs);
    if (recorder != null && !recorder.allowsBids()) {
      context.reason = NoBidReason.NOT_RECORDED;
      return;
    }
    select(context, with);
    long selectedNs = passed(Stage.SELECT, context, with, permittedNs);
    if (context.isDeclined()) {
      return;
    }
    if (context.deadline.hasPassed(selectedNs)) {
      context.reason = NoBidReason.LATE_BEFORE_ENCODE;
      return;
    }
    encode(context, with);
    passed(Stage.ENCODE, context, with, selectedNs);
  }

  /** The model that bids: the served one, or a canary, which may read other fields. */
  private BoundModel choose(BidContext context, BoundModel served) {
    BoundModel chosen = served;
    BoundModel canary = trial.canary();
    if (canary != null && !context.isDeclined() && trial.isCanarys(context.request)) {
      chosen = canary;
      if (!canary.inputs.readsAs(served.inputs)) {
        decode(context, canary);
      }
    }
    context.scoredBy = chosen;
    return chosen;
  }

  /** Everything after scoring. */
  private void conclude(BidContext context) {
    if (context.isDeclined()) {
      return;
    }
    BoundModel with = requireNonNull(context.scoredBy);
    long startNs = clock.nanoTime();
    price(context, with);
    long pricedNs = passed(Stage.PRICE, context, with, startNs);
    if (context.isDeclined()) {
      return;
    }
    respond(context, with);
    long respondedNs = passed(Stage.RESPOND, context, with, pricedNs);
    if (context.isDeclined()) {
      return;
    }
    if (context.deadline.hasPassed(respondedNs)) {
      context.reason = NoBidReason.LATE_AFTER_SCORE;
      return;
    }
    made(context);
    if (recorder != null) {
      record(context, with, recorder);
      passed(Stage.RECORD, context, with, respondedNs);
    }
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
    context.permissions = PrivacyRules.permit(context.request, with.inputs.extraPaths());
    if (persons != null) {
      context.find(persons);
    }
  }

  /** The ads that may bid for each impression and have a price, of too many the most promising. */
  void select(BidContext context, BoundModel with) {
    context.bidCurrency = context.exchange().pricing().bidCurrency(context.request);
    if (context.bidCurrency == CurrencyRates.NO_RATE) {
      context.reason = NoBidReason.NO_CURRENCY;
      return;
    }
    int perImp = served.limits().candidatesPerImp(context.impCount());
    boolean some = false;
    boolean isTimeUp = false;
    long startNs = clock.nanoTime();
    long timeNs = context.deadline.remainingNs(startNs) / SELECTION_SHARE;
    selector.begin(context.request, context.exchange().config().label(), context.epochMillis);
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      isTimeUp = isTimeUp || (i > 0 && clock.nanoTime() - startNs > timeNs);
      if (isTimeUp) {
        imp.reason = NoBidReason.IMP_NOT_REACHED;
        continue;
      }
      imp.reason = selector.select(imp.imp(), found);
      imp.selectionLimited = selector.wasLimited();
      with.keepPriced(found);
      if (imp.reason == null && found.size() == 0) {
        imp.reason = NoBidReason.UNPRICED;
      }
      caps.keep(context, imp, found);
      imp.candidatesCut = preRanking.order(found, perImp);
      if (imp.candidatesCut > 0) {
        observer.cut(imp, found, preRanking);
        found.truncate(perImp);
      }
      imp.candidates.take(found);
      if (with.inputs.readsExposures() || trial.readsExposures()) {
        caps.putExposures(context, imp.candidates);
      }
      some |= imp.reason == null;
    }
    if (!some) {
      context.reason = context.furthestReason();
    }
  }

  /**
   * Features to ids and numbers: the request's and impression's in the impression's first row, the
   * ads' in each ad's.
   */
  void encode(BidContext context, BoundModel with) {
    EncodedRows rows = with.rows;
    int row = rows.size();
    with.values.clear();
    with.inputs.putRequest(context.request, context.epochMillis, with.values);
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      Candidates candidates = imp.candidates;
      imp.firstRow = row;
      if (candidates.size() == 0) {
        continue;
      }
      with.values.clearImp();
      with.inputs.putImp(context.request, imp.imp(), with.values);
      for (int c = 0; c < candidates.size(); c++) {
        with.ads.encode(candidates.get(c), with.values, rows, row++);
      }
      with.encoder.encodeRequest(with.values, rows, imp.firstRow);
    }
    // Only now, so that a request whose encoding failed leaves no rows to the others.
    for (int i = 0; i < context.impCount(); i++) {
      if (context.imp(i).candidates.size() > 0) {
        with.imps.add(context.imp(i).firstRow);
      }
    }
    rows.size(row);
  }

  /**
   * pCTR and pCVR of every candidate of a model's requests that are still in time, in one batch.
   */
  private void score(BidContext[] batch, int count, Lease lease, BoundModel with) {
    long startNs = clock.nanoTime();
    boolean some = false;
    for (int i = 0; i < count; i++) {
      BidContext context = batch[i];
      if (isScoredBy(with, context) && context.deadline.hasPassed(startNs)) {
        context.reason = NoBidReason.LATE_BEFORE_SCORE;
      }
      some |= isScoredBy(with, context);
    }
    if (!some) {
      return;
    }
    try {
      lease.worker().score(with.rows, with.imps, with.predictions);
    } catch (Throwable e) {
      for (int i = 0; i < count; i++) {
        if (isScoredBy(with, batch[i])) {
          batch[i].fail(e);
        }
      }
      trial.failed(with, e);
      return;
    }
    long tookNs = clock.nanoTime() - startNs;
    for (int i = 0; i < count; i++) {
      if (isScoredBy(with, batch[i])) {
        batch[i].costNs += tookNs * batch[i].rowCount() / Math.max(1, with.rows.size());
      }
    }
    observer.scored(with, tookNs);
    trial.scored(with);
  }

  private static boolean isScoredBy(BoundModel with, BidContext context) {
    return !context.isDeclined() && with.equals(context.scoredBy);
  }

  /** Has the version that is tried score: what it bids for, or once more what was scored. */
  private void scoreTried(BidContext[] batch, int count, BoundModel with, Lease lease) {
    BoundModel canary = trial.canary();
    if (canary == null) {
      trial.shadow(batch, count, with);
    } else {
      score(batch, count, lease, canary);
    }
  }

  /** Value, pace, shade, caps and floors of every candidate, and which one bids and is paid for. */
  void price(BidContext context, BoundModel with) {
    Pricing pricing = context.exchange().pricing();
    boolean some = false;
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      if (imp.reason != null) {
        continue;
      }
      for (int c = 0; c < imp.candidates.size(); c++) {
        Head head = imp.candidates.get(c).campaign().economics().pricedBy();
        int row = imp.firstRow + c;
        with.pricedBy[row] = with.probabilities(head)[row];
      }
      preRanking.scored(imp.candidates, with.pricedBy, imp.firstRow);
      imp.winner =
          pricing.choose(
              imp.imp(),
              imp.candidates,
              with.pricedBy,
              imp.firstRow,
              context.exchange().auctionType(context.request),
              context.bidCurrency,
              imp.prices);
      claim(context, i);
      if (imp.winner == Prices.NO_WINNER) {
        imp.reason = imp.prices.furthestReason();
      } else {
        some = true;
      }
    }
    if (!some) {
      context.reason = context.furthestReason();
    }
  }

  /**
   * Claims the winner's price of its budget; if that is not left, or the winner would be shown
   * beside those before it more often than its caps allow, the next best one's.
   */
  private void claim(BidContext context, int number) {
    ImpContext imp = context.imp(number);
    while (imp.winner != Prices.NO_WINNER) {
      NoBidReason refusal = refusal(context, number);
      if (refusal == null) {
        return;
      }
      imp.winner = imp.prices.refuseWinner(refusal);
    }
  }

  private @Nullable NoBidReason refusal(BidContext context, int number) {
    ImpContext imp = context.imp(number);
    if (!caps.allowsWinner(context, number)) {
      return NoBidReason.CAPPED;
    }
    boolean claimed =
        claims.claim(
            imp.candidates.get(imp.winner).campaignSlot,
            imp.prices.get(imp.winner).bidCpmMicros,
            context.bidCurrency);
    return claimed ? null : NoBidReason.OUT_OF_BUDGET;
  }

  /** The winners as OpenRTB JSON, grouped by seat. */
  void respond(BidContext context, BoundModel with) {
    responder.respond(context, with, catalogue.templates());
  }

  /** Tells whom prices were claimed of which bids they are for. */
  private void made(BidContext context) {
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      WinningBid bid = imp.bid;
      if (bid != null) {
        claims.made(
            imp.candidates.get(imp.winner).campaignSlot,
            bid.idHigh,
            bid.idLow,
            context.epochMillis);
      }
    }
  }

  /** Hands the recorder what was known and what is bid, while it is still there. */
  private void record(BidContext context, BoundModel with, BidRecorder to) {
    boolean first = true;
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      if (imp.bid != null) {
        madeBid.set(context, imp, with, trial.shadow(), imp.bid, first);
        first = false;
        to.onBid(madeBid);
      }
    }
  }

  /** A catalogue that was reloaded takes over between two batches. */
  private void useCurrentCatalogue() {
    ServedCatalogue current = served.catalogue().get();
    if (!current.equals(catalogue)) {
      catalogue = current;
      found = new Candidates();
      selector.use(current.index());
      preRanking.grow(current.index().creativeSlotCount());
    }
  }

  /** The leased model, which changes when a version is promoted, with what goes with it. */
  BoundModel bind(Lease lease) {
    BoundModel before = bound;
    if (before != null && before.model.equals(lease.model())) {
      return before;
    }
    int rows = served.limits().rowsPerBatch();
    BoundModel now =
        before == null ? new BoundModel(lease.model(), rows) : before.rebound(lease.model(), rows);
    bound = now;
    return now;
  }

  /** The selector with the catalogue that is bid from now. */
  Selector selector() {
    return selector;
  }

  private long passed(Stage stage, BidContext context, BoundModel with, long sinceNs) {
    long nowNs = clock.nanoTime();
    observer.passed(stage, context, with, nowNs - sinceNs);
    return nowNs;
  }
}
