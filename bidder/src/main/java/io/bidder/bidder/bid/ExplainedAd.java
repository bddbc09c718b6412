package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.pricing.Price;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.Side;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Tells what the model was given and said of an ad, and what became of its price. */
final class ExplainedAd {
  private static final double MICROS = 1e6;

  private ExplainedAd() {}

  /** Tells what the model was given of an impression whose ads are scored. */
  static void requestFeatures(BoundModel with, ImpContext imp, JsonGenerator json) {
    features(with, imp.firstRow, Side.REQUEST, json);
  }

  /**
   * Tells of an ad.
   *
   * @param place among the impression's candidates; null if it is none
   */
  static void tell(
      Candidate ad,
      @Nullable Integer place,
      ImpContext imp,
      ExplainedPath path,
      JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("creative", ad.creative().id());
    Deal deal = ad.deal;
    if (deal != null) {
      json.writeStringProperty("deal", deal.id.toString());
    }
    if (!path.bound().has(ad.campaign().economics().pricedBy())) {
      json.writeStringProperty("outcome", NoBidReason.UNPRICED.name());
    }
    if (place != null && path.hasPassed(Stage.ENCODE)) {
      features(path.bound(), imp.firstRow + place, Side.CANDIDATE, json);
    }
    if (place != null && path.hasPassed(Stage.PRICE)) {
      price(path.bound(), imp, place, json);
    }
    json.writeEndObject();
  }

  /** Tells the model's inputs: ids of embedding rows (0 is "missing"), or a scaled number. */
  private static void features(BoundModel with, int row, Side side, JsonGenerator json) {
    json.writeObjectPropertyStart("features");
    EncodedRows rows = with.rows;
    int slot = row * rows.slotCount();
    int column = row * rows.numericCount();
    for (Feature feature : with.values.schema().features()) {
      boolean wanted = feature.side() == side;
      switch (feature) {
        case Feature.Numeric numeric -> {
          if (wanted) {
            json.writeNumberProperty(feature.name(), rows.numerics()[column]);
          }
          column++;
        }
        case Feature.Embedded embedded -> {
          if (wanted) {
            ids(embedded, rows, slot, json);
          }
          slot += embedded.slots();
        }
      }
    }
    json.writeEndObject();
  }

  private static void ids(
      Feature.Embedded feature, EncodedRows rows, int slot, JsonGenerator json) {
    if (feature.slots() == 1) {
      json.writeNumberProperty(feature.name(), rows.ids()[slot]);
      return;
    }
    json.writeArrayPropertyStart(feature.name());
    for (int i = 0; i < feature.slots(); i++) {
      if (rows.ids()[slot + i] >= 0) {
        json.writeNumber(rows.ids()[slot + i]);
      }
    }
    json.writeEndArray();
  }

  private static void price(BoundModel with, ImpContext imp, int place, JsonGenerator json) {
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
    json.writeNumberProperty("shadedCpm", price.shadedCpmMicros / MICROS);
    json.writeNumberProperty("cappedCpm", price.cappedCpmMicros / MICROS);
    if (price.isCut) {
      json.writeStringProperty("cappedBy", BidLimits.MAX_CPM);
    }
    json.writeNumberProperty("floorCpm", price.floorCpmMicros / MICROS);
    json.writeNumberProperty("bidCpm", price.bidCpmMicros / MICROS);
    json.writeBooleanProperty("wins", place == imp.winner);
  }
}
