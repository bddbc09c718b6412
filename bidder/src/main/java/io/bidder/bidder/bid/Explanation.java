package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.pricing.Price;
import io.bidder.bidder.privacy.PrivacyRules;
import io.bidder.bidder.response.WinningBids;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells what the stages of the bid path made of one request. One pipeline's, for one request. */
final class Explanation implements BidObserver, Answers {
  private static final double MICROS = 1e6;

  private final ObjectNode told = JsonMapper.shared().createObjectNode();

  /** Of each impression, what is told of its ads that are eligible, by creative index. */
  private final List<Map<Integer, ObjectNode>> ads = new ArrayList<>();

  private final List<ObjectNode> imps = new ArrayList<>();
  private @Nullable Selector selector;

  /** Takes the rules that stop campaigns from the pipeline's selector. */
  void selectsWith(Selector ofPipeline) {
    selector = ofPipeline;
  }

  ObjectNode told() {
    return told;
  }

  @Override
  public void passed(Stage stage, BidContext context, BoundModel with, long nanos) {
    switch (stage) {
      case DECODE -> decoded(context, with);
      case PERMIT -> permitted(context);
      case SELECT -> selected(context);
      case ENCODE -> encoded(context, with);
      case PRICE -> priced(context, with);
      default -> {}
    }
  }

  private void decoded(BidContext context, BoundModel with) {
    BidRequest request = context.request;
    told.put("request", request.id.toString());
    told.put("exchange", context.exchange().config().label());
    told.put("at", context.epochMillis);
    told.put("auctionType", context.exchange().auctionType(request).name());
    told.put("model", with.model.id());
    told.put("ignoredFields", request.ignoredFields);
    told.put("elementsLeftOut", request.elementsLeftOut);
    told.put("deadlineMillis", context.deadline.remainingNs(context.arrivalNs) / MICROS);
  }

  private void permitted(BidContext context) {
    ObjectNode privacy = told.putObject("privacy");
    ArrayNode signals = privacy.putArray("signals");
    for (PrivacyRules.Signal signal : PrivacyRules.signals(context.request)) {
      signals.add(signal.text());
    }
    privacy.put("personForgotten", !context.permissions.mayUseIds());
    privacy.put("basis", context.permissions.basis().name());
  }

  private void selected(BidContext context) {
    int currency = context.bidCurrency;
    told.put(
        "currency",
        currency == CurrencyRates.NO_RATE
            ? null
            : context.exchange().pricing().currencyCode(currency));
    ArrayNode array = told.putArray("imps");
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      ObjectNode node = array.addObject();
      imps.add(node);
      node.put("id", imp.imp().id.toString());
      ArrayNode campaigns = node.putArray("campaigns");
      Map<Integer, ObjectNode> eligible = new HashMap<>();
      ads.add(eligible);
      if (selector != null) {
        selector.explain(
            context.request,
            imp.imp(),
            context.epochMillis,
            (campaign, stoppedBy, found) ->
                campaign(campaign, stoppedBy, found, campaigns.addObject(), eligible));
      }
      if (imp.candidatesCut > 0) {
        node.put("cutTo", imp.candidates.size());
      }
      noBid(imp.reason, node);
    }
  }

  private static void campaign(
      Campaign campaign,
      @Nullable Rule stoppedBy,
      Candidates found,
      ObjectNode node,
      Map<Integer, ObjectNode> eligible) {
    node.put("campaign", campaign.id());
    node.put("stoppedBy", stoppedBy == null ? null : stoppedBy.name());
    if (stoppedBy != null) {
      node.put("why", stoppedBy.text());
      return;
    }
    ArrayNode creatives = node.putArray("creatives");
    for (int c = 0; c < found.size(); c++) {
      Candidate candidate = found.get(c);
      ObjectNode ad = creatives.addObject();
      ad.put("creative", candidate.creative().id());
      Deal deal = candidate.deal;
      if (deal != null) {
        ad.put("deal", deal.id.toString());
      }
      eligible.put(candidate.creativeIndex, ad);
    }
  }

  private void encoded(BidContext context, BoundModel with) {
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      if (imp.candidates.size() > 0) {
        features(with, imp.firstRow, Side.REQUEST, imps.get(i).putObject("features"));
      }
      for (int c = 0; c < imp.candidates.size(); c++) {
        features(with, imp.firstRow + c, Side.CANDIDATE, ad(i, imp, c).putObject("features"));
      }
    }
  }

  /** Tells the model's inputs: ids of embedding rows (0 is "missing"), or a scaled number. */
  private static void features(BoundModel with, int row, Side side, ObjectNode node) {
    EncodedRows rows = with.rows;
    int slot = row * rows.slotCount();
    int column = row * rows.numericCount();
    for (Feature feature : with.values.schema().features()) {
      boolean wanted = feature.side() == side;
      switch (feature) {
        case Feature.Numeric numeric -> {
          if (wanted) {
            node.put(feature.name(), rows.numerics()[column]);
          }
          column++;
        }
        case Feature.Embedded embedded -> {
          if (wanted) {
            ids(embedded, rows, slot, node);
          }
          slot += embedded.slots();
        }
      }
    }
  }

  private static void ids(Feature.Embedded feature, EncodedRows rows, int slot, ObjectNode node) {
    if (feature.slots() == 1) {
      node.put(feature.name(), rows.ids()[slot]);
      return;
    }
    ArrayNode ids = node.putArray(feature.name());
    for (int i = 0; i < feature.slots(); i++) {
      if (rows.ids()[slot + i] >= 0) {
        ids.add(rows.ids()[slot + i]);
      }
    }
  }

  private void priced(BidContext context, BoundModel with) {
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      for (int c = 0; c < imp.candidates.size(); c++) {
        ObjectNode ad = ad(i, imp, c);
        int row = imp.firstRow + c;
        ad.put("pCtr", with.predictions.ctr()[row]);
        ad.put("pCvr", with.predictions.cvr()[row]);
        ad.put("pCtcvr", with.predictions.ctcvr()[row]);
        Price price = imp.prices.get(c);
        NoBidReason reason = price.reason;
        ad.put("outcome", reason == null ? "PRICED" : reason.name());
        ad.put("auctionType", price.auctionType.name());
        ad.put("valueCpm", price.valueCpmMicros / MICROS);
        ad.put("pacedCpm", price.pacedCpmMicros / MICROS);
        ad.put("shadedCpm", price.shadedCpmMicros / MICROS);
        ad.put("floorCpm", price.floorCpmMicros / MICROS);
        ad.put("bidCpm", price.bidCpmMicros / MICROS);
        ad.put("wins", c == imp.winner);
      }
      if (imp.candidates.size() > 0) {
        noBid(imp.reason, imps.get(i));
      }
    }
  }

  private ObjectNode ad(int impNumber, ImpContext imp, int candidate) {
    return Objects.requireNonNull(
        ads.get(impNumber).get(imp.candidates.get(candidate).creativeIndex));
  }

  private static void noBid(@Nullable NoBidReason reason, ObjectNode node) {
    if (reason != null) {
      ObjectNode noBid = node.putObject("noBid");
      noBid.put("reason", reason.name());
      noBid.put("nbr", reason.nbr());
      noBid.put("text", reason.text());
    }
  }

  @Override
  public void bid(BidContext context, WinningBids bids, byte[] json, int length) {
    told.put("bids", true);
  }

  @Override
  public void noBid(BidContext context, NoBidReason reason) {
    Throwable failure = context.failure;
    if (failure != null) {
      throw new IllegalStateException("bidding failed", failure);
    }
    told.put("bids", false);
    noBid(reason, told);
  }

  @Override
  public void noBid(BidContext context, NoBidReason reason, byte[] json, int length) {
    noBid(context, reason);
  }

  @Override
  public void malformed(BidContext context) {
    throw new MalformedRequestException(String.valueOf(context.malformed));
  }
}
