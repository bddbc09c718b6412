package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.pricing.Price;
import io.bidder.bidder.privacy.Permissions;
import io.bidder.bidder.response.WinningBid;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.ValueSink;
import io.bidder.modelstore.scoring.Predictions;
import org.jspecify.annotations.Nullable;

/**
 * A bid with everything that was known when it was made. A view of what the next request reuses:
 * valid while a {@link BidRecorder} is told of it, and one thread's.
 */
public final class MadeBid {
  private @Nullable BidContext context;
  private @Nullable ImpContext imp;
  private @Nullable BoundModel with;
  private @Nullable BoundModel shadow;
  private @Nullable WinningBid bid;
  private boolean first;

  /**
   * Makes it another bid.
   *
   * @param beside a shadow that has scored it, too; null if none has
   * @param isFirst whether none of the same request was before it
   */
  void set(
      BidContext ofRequest,
      ImpContext ofImp,
      BoundModel model,
      @Nullable BoundModel beside,
      WinningBid answer,
      boolean isFirst) {
    first = isFirst;
    context = ofRequest;
    imp = ofImp;
    with = model;
    shadow = beside;
    bid = answer;
  }

  /** {@code bid.id}: 32 hexadecimal digits. */
  public CharSequence bidId() {
    return known(bid).bidId;
  }

  /** The first 64 bits of the id. */
  public long idHigh() {
    return known(bid).idHigh;
  }

  /** The other 64 bits of the id. */
  public long idLow() {
    return known(bid).idLow;
  }

  /** {@code seatbid.seat}. */
  public String seat() {
    return known(bid).seat();
  }

  /** A salted hash of the person; empty where it is not known or must not be stored. */
  public byte[] person() {
    return known(context).person;
  }

  /** The exchange that asked. */
  public Exchange exchange() {
    return known(context).exchange();
  }

  /** Time of the request, in milliseconds since 1970. */
  public long epochMillis() {
    return known(context).epochMillis;
  }

  /** The request, without what its {@link #permissions} forbid to use. */
  public BidRequest request() {
    return known(context).request;
  }

  /** The permissions for what the request says of a person. */
  public Permissions permissions() {
    return known(context).permissions;
  }

  /** The impression that is bid for. */
  public Imp imp() {
    return known(imp).imp();
  }

  /** The ad, with its campaign, deal, size and slots. */
  public Candidate candidate() {
    return known(imp).candidates.get(known(imp).winner);
  }

  /** Value, paced and shaded value, floor and bid, in the bid's currency. */
  public Price price() {
    return known(imp).prices.get(known(imp).winner);
  }

  /** The version of the model that scored it. */
  public String modelId() {
    return known(with).model.id();
  }

  /** Calibrated P(click | impression). */
  public float pCtr() {
    return predictions().ctr()[row()];
  }

  /** Calibrated P(conversion | click); 0 where the model does not give it. */
  public float pCvr() {
    return Predictions.orNone(predictions().cvr()[row()]);
  }

  /** Calibrated P(conversion | impression); 0 where the model does not give it. */
  public float pCtcvr() {
    return Predictions.orNone(predictions().ctcvr()[row()]);
  }

  private Predictions predictions() {
    return known(with).predictions;
  }

  /** The version of a shadow that has scored it, too; null if none has. */
  public @Nullable String shadowModelId() {
    return shadow == null ? null : shadow.model.id();
  }

  /** The shadow's {@link #pCtr}; 0 where it gives none. */
  public float shadowPCtr() {
    return Predictions.orNone(known(shadow).predictions.ctr()[row()]);
  }

  /** The shadow's {@link #pCvr}. */
  public float shadowPCvr() {
    return Predictions.orNone(known(shadow).predictions.cvr()[row()]);
  }

  /** The shadow's {@link #pCtcvr}. */
  public float shadowPCtcvr() {
    return Predictions.orNone(known(shadow).predictions.ctcvr()[row()]);
  }

  /** True if none of the same request was before it. */
  public boolean isFirst() {
    return first;
  }

  /** The features of which raw values can be put. */
  public FeatureSchema schema() {
    return known(with).values.schema();
  }

  /** Puts the raw values that all bids of the request have in common, as they were encoded. */
  public void putRequestFeatures(ValueSink into) {
    known(with).inputs.putRequest(request(), epochMillis(), into);
  }

  /** Puts the raw values of the impression, as they were encoded. */
  public void putImpFeatures(ValueSink into) {
    known(with).inputs.putImp(request(), imp(), into);
  }

  /** Puts the raw values of the ad, as they were encoded: nothing of the request goes into them. */
  public void putAdFeatures(ValueSink into) {
    known(with).inputs.putAd(candidate(), into);
  }

  /** Puts how often the person was shown the ad's campaign, as it was encoded. */
  public void putExposures(ValueSink into) {
    known(with).inputs.putExposures(candidate(), into);
  }

  private int row() {
    return known(imp).firstRow + known(imp).winner;
  }

  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a bid that was not set");
    }
    return value;
  }
}
