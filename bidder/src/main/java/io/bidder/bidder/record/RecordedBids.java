package io.bidder.bidder.record;

import io.bidder.bidder.bid.BidContext;
import io.bidder.bidder.bid.BidRecorder;
import io.bidder.bidder.bid.MadeBid;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.live.LearningTimes;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.pricing.AuctionType;
import io.bidder.bidder.pricing.Price;
import io.bidder.bidder.privacy.Permissions;
import io.bidder.bidder.privacy.Use;
import io.bidder.eventlog.append.Appender;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.PersonalSources;
import io.bidder.modelstore.schema.ValueSink;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes each bid to the event log, with everything that was known. Allocates nothing and never
 * waits: a bid that there is no room for is dropped and counted. One thread's.
 */
final class RecordedBids implements BidRecorder {
  /** Nothing is left to chance yet: each ad and price is chosen for certain. */
  private static final float CERTAIN = 1;

  private static final int NO_SIGNAL = 1;
  private static final int CONSENT = 2;
  private static final int DENIED = 3;

  private final Appender log;
  private final RequestSample requests;
  private final IntConsumer dropped;
  private final BooleanSupplier allowed;
  private final @Nullable LearningTimes times;
  private final EventWriter event = new EventWriter();
  private final Values values = new Values();

  /** The values that bids of one request have in common, as they were written for its first. */
  private byte[] common = {};

  private int commonBytes;

  private final AdValues ads = new AdValues();

  /** The version that the last bid was made by. */
  private String version = "";

  /**
   * A recorder.
   *
   * @param requestShare of the requests that are kept as they came
   * @param dropped is told how many bids were not taken
   * @param allowed tells whether bids may be made
   * @param times is told when a version bids first; null if nobody wants to know
   */
  RecordedBids(
      Appender log,
      double requestShare,
      IntConsumer dropped,
      BooleanSupplier allowed,
      @Nullable LearningTimes times) {
    this.log = log;
    requests = new RequestSample(requestShare);
    this.dropped = dropped;
    this.allowed = allowed;
    this.times = times;
  }

  @Override
  public void onBid(MadeBid bid) {
    Candidate ad = bid.candidate();
    Price price = bid.price();
    Deal deal = ad.deal;
    if (!version.equals(bid.modelId())) {
      version = bid.modelId();
      if (times != null) {
        times.onFirstBid(version, bid.epochMillis());
      }
    }
    event.beginBid(bid.idHigh(), bid.idLow(), bid.epochMillis(), bid.epochMillis());
    event.subject(
        bid.exchange().config().label(),
        ad.campaign().advertiser().id(),
        ad.campaign().id(),
        ad.creative().id(),
        price.bidCpmMicros,
        price.currency,
        bid.modelId(),
        bid.person());
    event.auction(
        bid.request().id,
        bid.imp().id,
        deal == null ? "" : deal.id,
        bid.seat(),
        type(price.auctionType),
        basis(bid.permissions()));
    event.predictions(bid.pCtr(), bid.pCvr(), bid.pCtcvr());
    event.prices(
        price.valueCpmMicros,
        price.pacedCpmMicros,
        price.shadedCpmMicros,
        price.floorCpmMicros,
        CERTAIN);
    String shadow = bid.shadowModelId();
    if (shadow != null) {
      event.shadow(shadow, bid.shadowPCtr(), bid.shadowPCvr(), bid.shadowPCtcvr());
    }
    if (values.use(bid.schema())) {
      ads.clear();
    }
    values.mayKeepPersonal = bid.permissions().allows(Use.STORE);
    if (bid.isFirst()) {
      int from = event.length();
      bid.putRequestFeatures(values);
      common = event.copyFrom(from, common);
      commonBytes = event.length() - from;
    } else {
      event.values(common, commonBytes);
    }
    bid.putImpFeatures(values);
    if (!ads.put(ad, event)) {
      int from = event.length();
      bid.putAdFeatures(values);
      ads.keep(ad, event, from);
    }
    bid.putExposures(values);
    event.endBid();
    if (!log.offer(event)) {
      dropped.accept(1);
    }
  }

  @Override
  public void onRequest(BidContext request) {
    if (requests.takes(request)) {
      event.write(RequestSample.event(request));
      boolean _ = log.offer(event);
    }
  }

  @Override
  public boolean allowsBids() {
    return allowed.getAsBoolean();
  }

  private static int type(AuctionType type) {
    return switch (type) {
      case FIRST_PRICE -> 1;
      case SECOND_PRICE -> 2;
      case FIXED_PRICE -> 3;
    };
  }

  private static int basis(Permissions permissions) {
    return switch (permissions.basis()) {
      case NO_SIGNAL -> NO_SIGNAL;
      case CONSENT -> CONSENT;
      case DENIED -> DENIED;
    };
  }

  /** Takes the features' values into the event. */
  private final class Values implements ValueSink {
    private @Nullable FeatureSchema schema;
    private List<String> sources = List.of();

    /** By source, whether it tells something of a person. */
    private boolean[] personal = {};

    private boolean mayKeepPersonal;

    /**
     * Names the sources of a schema, which is another only when another model is served.
     *
     * @return whether it is another
     */
    @SuppressWarnings("ReferenceEquality")
    boolean use(FeatureSchema ofBid) {
      if (schema == ofBid) {
        return false;
      }
      schema = ofBid;
      sources = ofBid.sources();
      personal = new boolean[sources.size()];
      for (int i = 0; i < personal.length; i++) {
        personal[i] = PersonalSources.isPersonal(sources.get(i));
      }
      return true;
    }

    private boolean keeps(int source) {
      return source >= 0 && (mayKeepPersonal || !personal[source]);
    }

    @Override
    public void putText(int source, CharSequence text) {
      if (keeps(source) && !text.isEmpty()) {
        event.value(sources.get(source), text);
      }
    }

    @Override
    public void putLong(int source, long value) {
      if (keeps(source)) {
        event.value(sources.get(source), value);
      }
    }

    @Override
    public void putDouble(int source, double value) {
      if (keeps(source)) {
        event.value(sources.get(source), value);
      }
    }

    @Override
    public void time(long epochMillis, int utcOffsetMinutes) {
      event.utcOffset(utcOffsetMinutes);
    }
  }
}
