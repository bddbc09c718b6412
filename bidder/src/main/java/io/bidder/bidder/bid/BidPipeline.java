package io.bidder.bidder.bid;

import static java.util.Objects.requireNonNull;

import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.json.MemoryLimitException;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.bidder.privacy.PersonHash;
import io.bidder.bidder.privacy.PrivacyRules;
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
  private final Served served;
  private final NanoClock clock;
  private final BidObserver observer;
  private final @Nullable BidRecorder recorder;
  private final @Nullable PersonHash persons;
  private final PrivacyRules privacy;
  private final BidRequestReader reader = new BidRequestReader();
  private final TrialScoring trial;
  private final CandidateSelection selection;
  private final BatchScoring scoring;
  private final InnerAuction auction;
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
    privacy = new PrivacyRules(served.privacy());
    catalogue = served.catalogue().get();
    CandidateCaps caps = new CandidateCaps(served.caps(), observer);
    CandidatePreRanking preRanking = new CandidatePreRanking(served.scores());
    trial = new TrialScoring(served, clock, observer, reader, privacy);
    selection = new CandidateSelection(served, catalogue, caps, preRanking, clock, observer);
    scoring = new BatchScoring(clock, observer, trial);
    auction = new InnerAuction(caps, preRanking, served.claims());
    responder = new Responder(served.limits().answerBytes(), recording.urls());
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
      scoring.score(batch, count, lease, with, triedLease);
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
    auction.made(context);
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
    context.permissions = privacy.permit(context.request, with.inputs.extraPaths());
    if (persons != null) {
      context.find(persons);
    }
  }

  /** The ads that may bid for each impression, of too many the most promising. */
  void select(BidContext context, BoundModel with) {
    selection.select(context, with, with.inputs.readsExposures() || trial.readsExposures());
  }

  /** Features to ids and numbers, each ad in a row. */
  void encode(BidContext context, BoundModel with) {
    RowEncoding.encode(context, with);
  }

  /** Probabilities to prices, and the ads that bid. */
  void price(BidContext context, BoundModel with) {
    auction.price(context, with);
  }

  /** The winners as OpenRTB JSON, grouped by seat. */
  void respond(BidContext context, BoundModel with) {
    responder.respond(context, with, catalogue.templates());
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
      selection.use(current);
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
        before == null
            ? new BoundModel(lease.model(), rows, served.privacy())
            : before.rebound(lease.model(), rows, served.privacy());
    bound = now;
    return now;
  }

  /** What it obeys for persons' privacy. */
  PrivacyRules privacy() {
    return privacy;
  }

  /** The selector with the catalogue that is bid from now. */
  Selector selector() {
    return selection.selector();
  }

  private long passed(Stage stage, BidContext context, BoundModel with, long sinceNs) {
    long nowNs = clock.nanoTime();
    observer.passed(stage, context, with, nowNs - sinceNs);
    return nowNs;
  }
}
