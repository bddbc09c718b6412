package io.bidder.bidder.pricing;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.pricing.CurrencyRates.Rounding;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns predictions into bids: {@code value = P(conversion | impression) × average order value ×
 * ROAS coefficient}, or {@code P(click | impression)} × what the campaign says that a click is
 * worth; lowered by {@link Pace} and in a first-price auction by {@link Shade}, cut to the
 * campaign's cap, the server's or a deal's agreed price, held against the floor. Immutable and
 * thread-safe; allocates nothing.
 */
public final class Pricing {
  /** Instead of a value: the prediction is no probability. */
  public static final long INVALID = -1;

  private static final double IMPRESSIONS_PER_CPM = 1000;

  /** More than seven roundings of a double: the rounding of three inputs and four products. */
  private static final double ROUNDING = 0x1p-50;

  private final CurrencyRates rates;
  private final int exchangeCurrency;
  private final Pace pace;
  private final Shade shade;

  /** The most that is bid, by the number of the bid's currency. */
  private final long[] maxCpmMicros;

  /**
   * Pricing with some rates.
   *
   * @param exchangeCurrency ISO 4217 code of what is bid where a request does not say; empty: USD
   * @param maxCpmUsdMicros in US dollars; higher bids, of whatever campaign, are cut to it
   * @throws IllegalArgumentException if it has no rate
   */
  public Pricing(
      CurrencyRates rates, String exchangeCurrency, long maxCpmUsdMicros, Pace pace, Shade shade) {
    this.rates = rates;
    this.pace = pace;
    this.shade = shade;
    maxCpmMicros = new long[rates.count()];
    Arrays.setAll(
        maxCpmMicros,
        currency -> rates.convertMicros(maxCpmUsdMicros, rates.usd(), currency, Rounding.DOWN));
    this.exchangeCurrency = rates.numberOf(exchangeCurrency);
    if (this.exchangeCurrency == CurrencyRates.NO_RATE) {
      throw new IllegalArgumentException(
          "currency '" + exchangeCurrency + "': expected one that has a rate");
    }
  }

  /**
   * The currency to bid in, as a number of the rates: the first of the request's currencies that
   * has a rate, or where it names none the exchange's. {@link CurrencyRates#NO_RATE} if none of
   * those named has one.
   */
  public int bidCurrency(BidRequest request) {
    if (request.cur.isEmpty()) {
      return exchangeCurrency;
    }
    for (int i = 0; i < request.cur.size(); i++) {
      int currency = rates.numberOf(request.cur.get(i));
      if (currency != CurrencyRates.NO_RATE) {
        return currency;
      }
    }
    return CurrencyRates.NO_RATE;
  }

  /** Says what lowers a campaign's bids from their value, for people; empty for nothing. */
  public String pacedWhy(int campaignSlot) {
    return pace.why(campaignSlot);
  }

  /** The ISO 4217 code of a {@link #bidCurrency}. */
  public String currencyCode(int bidCurrency) {
    return rates.code(bidCurrency);
  }

  /**
   * Prices every candidate of an impression and chooses the one that is worth most: by value, so
   * that a low cap or a deal's agreed price does not make an ad look bad. Of equals the higher bid,
   * then the earlier wins.
   *
   * @param probability of the candidates, from {@code offset} on: P(what each one's campaign is
   *     {@linkplain Economics#pricedBy priced by} | impression)
   * @param auctionType of the request, which a deal may override
   * @param bidCurrency of {@link #bidCurrency}
   * @param prices takes the result
   * @return the winner's number, or {@link Prices#NO_WINNER}
   */
  public int choose(
      Imp imp,
      Candidates candidates,
      float[] probability,
      int offset,
      AuctionType auctionType,
      int bidCurrency,
      Prices prices) {
    prices.reset(candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      price(
          probability[offset + i], candidates.get(i), imp, auctionType, bidCurrency, prices.get(i));
      prices.considerWinner(i);
    }
    return prices.winner();
  }

  /**
   * Prices one candidate.
   *
   * @param probability P(what the campaign is priced by | impression)
   * @param auctionType of the request, which the candidate's deal may override
   * @param bidCurrency of {@link #bidCurrency}
   * @param price takes the result
   */
  public void price(
      double probability,
      Candidate candidate,
      Imp imp,
      AuctionType auctionType,
      int bidCurrency,
      Price price) {
    AuctionType ofBid = auctionType.under(candidate.deal);
    if (bidCurrency == CurrencyRates.NO_RATE) {
      price.begin("", ofBid);
      return;
    }
    price.begin(rates.code(bidCurrency), ofBid);
    price.reason = reason(probability, candidate, imp, bidCurrency, price);
  }

  /**
   * The worth of a thousand impressions, in micros of the campaign's currency. Rounded down, but
   * for what double arithmetic cannot tell from a whole number of micros; {@link Long#MAX_VALUE} if
   * it is more than that; {@link #INVALID} if the prediction is no probability.
   */
  public static long valueCpmMicros(double probability, Economics economics) {
    if (!(probability >= 0 && probability <= 1)) {
      return INVALID;
    }
    double micros = probability * economics.eventValueMicros() * IMPRESSIONS_PER_CPM;
    if (!(micros >= 0)) {
      return INVALID; // An order value or coefficient that is negative or none.
    }
    double nearest = Math.rint(micros);
    // Decimal inputs such as 0.05 are no exact doubles: without this, 10 would be 9.999999.
    return (long) (Math.abs(nearest - micros) <= micros * ROUNDING ? nearest : Math.floor(micros));
  }

  /** Value, pace, shade, caps and floor, in this order; null where what they leave may be bid. */
  private @Nullable NoBidReason reason(
      double probability, Candidate candidate, Imp imp, int bidCurrency, Price price) {
    Economics economics = candidate.campaign().economics();
    Deal deal = candidate.deal;
    long value = valueCpmMicros(probability, economics);
    if (value == INVALID) {
      return NoBidReason.INVALID_PREDICTION;
    }
    int own = rates.numberOf(economics.currency());
    if (own == CurrencyRates.NO_RATE) {
      return NoBidReason.NO_RATE;
    }
    price.valueCpmMicros = rates.convertMicros(value, own, bidCurrency, Rounding.DOWN);
    CreativeContent content = candidate.creative().content();
    long ofDeal = deal == null ? 0 : Floors.ofDeal(deal, content);
    long floor = ofDeal > 0 ? ofDeal : Floors.ofImp(imp, content);
    if (floor > 0) {
      int floorCurrency =
          rates.numberOf(deal != null && ofDeal > 0 ? deal.bidfloorcur : imp.bidfloorcur);
      if (floorCurrency == CurrencyRates.NO_RATE) {
        return NoBidReason.NO_RATE;
      }
      price.floorCpmMicros = rates.convertMicros(floor, floorCurrency, bidCurrency, Rounding.UP);
    }
    if (price.valueCpmMicros == 0) {
      return NoBidReason.NO_VALUE;
    }

    long paced = lowered(value, pace.pace(candidate.campaignSlot, value));
    price.pacedCpmMicros = rates.convertMicros(paced, own, bidCurrency, Rounding.DOWN);

    price.shadedCpmMicros = price.pacedCpmMicros;
    if (price.auctionType == AuctionType.FIRST_PRICE) {
      price.shadedCpmMicros =
          lowered(
              price.pacedCpmMicros, shade.shade(imp, price.floorCpmMicros, price.pacedCpmMicros));
    }

    long cap = Math.max(0, economics.maxCpmMicros());
    price.cappedCpmMicros =
        Math.min(price.shadedCpmMicros, rates.convertMicros(cap, own, bidCurrency, Rounding.DOWN));
    price.isCut = price.cappedCpmMicros > maxCpmMicros[bidCurrency];
    if (price.isCut) {
      price.cappedCpmMicros = maxCpmMicros[bidCurrency];
    }
    long bid = price.cappedCpmMicros;
    if (ofDeal > 0 && price.auctionType == AuctionType.FIXED_PRICE) {
      bid = Math.min(bid, price.floorCpmMicros);
    }
    // Compared before conversion too, so that what is exactly the minimum is not below it.
    long minimum = Math.max(0, economics.minCpmMicros());
    if (bid <= 0
        || Math.min(paced, cap) < minimum
        || bid < rates.convertMicros(minimum, own, bidCurrency, Rounding.DOWN)) {
      return NoBidReason.BELOW_MINIMUM;
    }
    if (bid < price.floorCpmMicros) {
      return NoBidReason.BELOW_FLOOR;
    }
    price.bidCpmMicros = bid;
    return null;
  }

  /** Holds a step to lowering an amount, not below 0. */
  private static long lowered(long fromMicros, long toMicros) {
    return Math.clamp(toMicros, 0, fromMicros);
  }
}
