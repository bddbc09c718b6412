package io.bidder.bidder.bid;

import io.bidder.bidder.bid.ExplainedPath.PreRank;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.pricing.Price;
import io.bidder.modelstore.schema.Head;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Tells what the model was given and said of an ad, and what became of its price. */
final class ExplainedAd {
  private static final double MICROS = 1e6;

  private ExplainedAd() {}

  /**
   * Tells of an ad.
   *
   * @param place among the impression's candidates; null if it is none
   * @param features of the request; null if it was not encoded
   */
  static void tell(
      Candidate ad,
      @Nullable Integer place,
      ImpContext imp,
      ExplainedPath path,
      @Nullable ExplainedFeatures features,
      JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("creative", ad.creative().id());
    Deal deal = ad.deal;
    if (deal != null) {
      json.writeStringProperty("deal", deal.id.toString());
    }
    String capped = path.capped(imp, ad.creativeIndex);
    PreRank preRank = path.preRank(imp, ad.creativeIndex);
    if (preRank != null) {
      preRank(preRank, imp, json);
    }
    if (!path.bound().has(ad.campaign().economics().pricedBy())) {
      json.writeStringProperty("outcome", NoBidReason.UNPRICED.name());
    } else if (!path.isTransparent(ad)) {
      json.writeStringProperty("outcome", NoBidReason.NO_TRANSPARENCY.name());
    } else if (place == null && capped != null) {
      json.writeStringProperty("outcome", NoBidReason.CAPPED.name());
    } else if (place == null) {
      boolean isCut = preRank != null && preRank.rank() > imp.candidates.size();
      json.writeStringProperty("outcome", isCut ? "CUT" : "NOT_LOOKED_AT");
    }
    if (capped != null) {
      json.writeStringProperty("cappedWhy", capped);
    }
    if (place != null && features != null) {
      features.ad(imp, place, json);
    }
    if (place != null && path.hasPassed(Stage.PRICE)) {
      price(path, imp, place, json);
    }
    json.writeEndObject();
  }

  private static void preRank(PreRank preRank, ImpContext imp, JsonGenerator json) {
    json.writeObjectPropertyStart("preRanking");
    json.writeNumberProperty("rank", preRank.rank());
    json.writeNumberProperty("of", imp.candidates.size() + imp.candidatesCut);
    json.writeNumberProperty("cap", imp.candidates.size());
    json.writeName("expectedCpm");
    if (preRank.expectedCpmMicros() == CandidatePreRanking.NEVER_SCORED) {
      json.writeNull();
    } else {
      json.writeNumber(preRank.expectedCpmMicros() / MICROS);
    }
    json.writeEndObject();
  }

  private static void price(ExplainedPath path, ImpContext imp, int place, JsonGenerator json) {
    BoundModel with = path.bound();
    int row = imp.firstRow + place;
    json.writeNumberProperty("pCtr", with.predictions.ctr()[row]);
    if (with.has(Head.CVR)) {
      json.writeNumberProperty("pCvr", with.predictions.cvr()[row]);
      json.writeNumberProperty("pCtcvr", with.predictions.ctcvr()[row]);
    }
    Economics economics = imp.candidates.get(place).campaign().economics();
    if (economics.pricedBy() == Head.CTR) {
      json.writeNumberProperty("clickWorth", economics.eventValueMicros() / MICROS);
    }
    Price price = imp.prices.get(place);
    NoBidReason reason = price.reason;
    json.writeStringProperty("outcome", reason == null ? "PRICED" : reason.name());
    json.writeStringProperty("auctionType", price.auctionType.name());
    json.writeNumberProperty("valueCpm", price.valueCpmMicros / MICROS);
    json.writeNumberProperty("pacedCpm", price.pacedCpmMicros / MICROS);
    String pacedWhy = path.pacedWhy(imp.candidates.get(place).campaignSlot);
    if (!pacedWhy.isEmpty()) {
      json.writeStringProperty("pacedWhy", pacedWhy);
    }
    json.writeNumberProperty("shadedCpm", price.shadedCpmMicros / MICROS);
    json.writeNumberProperty("cappedCpm", price.cappedCpmMicros / MICROS);
    if (price.isCut) {
      json.writeStringProperty("cappedBy", BidLimits.MAX_CPM);
    }
    json.writeNumberProperty("floorCpm", price.floorCpmMicros / MICROS);
    json.writeNumberProperty("bidCpm", price.bidCpmMicros / MICROS);
    json.writeBooleanProperty("wins", place == imp.winner && imp.reason == null);
  }
}
