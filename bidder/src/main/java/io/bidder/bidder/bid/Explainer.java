package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.bidder.pricing.Price;
import io.bidder.bidder.pricing.Prices;
import io.bidder.bidder.privacy.PrivacyRules;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.scoring.Lease;
import io.bidder.modelstore.scoring.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers "why did it bid, or not?": takes a request the bid path's way, without its deadline and
 * without cutting candidates, and tells what every stage made of it. Slow beside the bid path,
 * which it does not touch. Safe from any thread.
 */
public final class Explainer {
  private static final double MICROS = 1e6;

  private final ServedModel model;
  private final Supplier<ServedCatalogue> catalogue;
  private final BidLimits limits;

  public Explainer(ServedModel model, Supplier<ServedCatalogue> catalogue, BidLimits limits) {
    this.model = model;
    this.catalogue = catalogue;
    this.limits = limits;
  }

  /** A request that cannot be read; the message says why. */
  static final class MalformedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedRequestException(String message) {
      super(message);
    }
  }

  /**
   * Explains a request.
   *
   * @param epochMillis as if it had come then
   * @throws MalformedRequestException if it would be answered with 400
   */
  ObjectNode explain(Exchange exchange, byte[] body, long epochMillis) {
    ServedCatalogue serving = catalogue.get();
    try (Lease lease = model.acquire()) {
      FeatureInputs inputs = new FeatureInputs(lease.model().version().manifest().schema());
      BidRequest request = new BidRequest();
      String malformed =
          new BidRequestReader().read(body, 0, body.length, inputs.extraPaths(), request);
      if (malformed != null) {
        throw new MalformedRequestException(malformed);
      }
      ObjectNode told = JsonMapper.shared().createObjectNode();
      told.put("request", request.id.toString());
      told.put("exchange", exchange.config().label());
      told.put("at", epochMillis);
      int auctionType = exchange.config().auctionType();
      told.put(
          "auctionType", auctionType == ExchangeConfig.AS_REQUESTED ? request.at : auctionType);
      told.put("model", lease.modelId());
      told.put("ignoredFields", request.ignoredFields);
      told.put("elementsLeftOut", request.elementsLeftOut);
      privacy(request, inputs, told.putObject("privacy"));
      deadline(exchange, request, told);
      int currency = exchange.pricing().bidCurrency(request);
      told.put("currency", currency < 0 ? null : exchange.pricing().currencyCode(currency));
      One one = new One(exchange, request, currency, epochMillis, lease);
      Selector selector = new Selector(serving.index());
      ArrayNode imps = told.putArray("imps");
      boolean some = false;
      NoBidReason furthest = NoBidReason.NO_ELIGIBLE_AD;
      for (int i = 0; i < request.imps.size(); i++) {
        NoBidReason reason = one.imp(selector, request.imps.get(i), imps.addObject());
        some |= reason == null;
        if (reason != null && reason.compareTo(furthest) > 0) {
          furthest = reason;
        }
      }
      told.put("bids", some);
      if (!some) {
        noBid(currency < 0 ? NoBidReason.NO_CURRENCY : furthest, told);
      }
      return told;
    }
  }

  private static void noBid(NoBidReason reason, ObjectNode told) {
    ObjectNode node = told.putObject("noBid");
    node.put("reason", reason.name());
    node.put("nbr", reason.nbr());
    node.put("text", reason.text());
  }

  private static void privacy(BidRequest request, FeatureInputs inputs, ObjectNode told) {
    ArrayNode signals = told.putArray("signals");
    for (PrivacyRules.Signal signal : PrivacyRules.signals(request)) {
      signals.add(signal.text());
    }
    told.put("personForgotten", PrivacyRules.apply(request, inputs.extraPaths()));
  }

  private static void deadline(Exchange exchange, BidRequest request, ObjectNode told) {
    Deadline deadline = new Deadline();
    deadline.start(0, exchange.deadlineNs(), exchange.networkReserveNs());
    deadline.tighten(0, request.tmaxMillis, exchange.networkReserveNs());
    told.put("deadlineMillis", deadline.remainingNs(0) / MICROS);
  }

  /** One request's explanation. */
  private final class One {
    private final Exchange exchange;
    private final BidRequest request;
    private final int currency;
    private final long epochMillis;
    private final Lease lease;

    One(Exchange exchange, BidRequest request, int currency, long epochMillis, Lease lease) {
      this.exchange = exchange;
      this.request = request;
      this.currency = currency;
      this.epochMillis = epochMillis;
      this.lease = lease;
    }

    /** Why there is no bid for the impression, or null. */
    @Nullable NoBidReason imp(Selector selector, Imp imp, ObjectNode told) {
      told.put("id", imp.id.toString());
      Candidates candidates = new Candidates();
      List<ObjectNode> ads = new ArrayList<>();
      ArrayNode campaigns = told.putArray("campaigns");
      selector.explain(
          request,
          imp,
          epochMillis,
          (campaign, stoppedBy, found) ->
              campaign(campaign, stoppedBy, found, campaigns.addObject(), candidates, ads));
      if (candidates.size() == 0) {
        noBid(NoBidReason.NO_ELIGIBLE_AD, told);
        return NoBidReason.NO_ELIGIBLE_AD;
      }
      int cap = limits.candidatesPerImp(request.imps.size());
      if (candidates.size() > cap) {
        told.put("cutTo", cap);
      }
      float[] pCtcvr = score(imp, candidates, told.putObject("features"), ads);
      Prices prices = new Prices();
      int winner = exchange.pricing().choose(imp, candidates, pCtcvr, 0, currency, prices);
      NoBidReason furthest = NoBidReason.NO_ELIGIBLE_AD;
      for (int c = 0; c < candidates.size(); c++) {
        Price price = prices.get(c);
        price(price, c == winner, ads.get(c));
        if (price.outcome != Price.Outcome.PRICED
            && NoBidReason.of(price.outcome).compareTo(furthest) > 0) {
          furthest = NoBidReason.of(price.outcome);
        }
      }
      if (winner != Prices.NO_WINNER) {
        return null;
      }
      noBid(furthest, told);
      return furthest;
    }

    private void campaign(
        Campaign campaign,
        @Nullable Rule stoppedBy,
        Candidates found,
        ObjectNode told,
        Candidates candidates,
        List<ObjectNode> ads) {
      told.put("campaign", campaign.id());
      told.put("stoppedBy", stoppedBy == null ? null : stoppedBy.name());
      if (stoppedBy != null) {
        told.put("why", stoppedBy.text());
        return;
      }
      ArrayNode creatives = told.putArray("creatives");
      for (int c = 0; c < found.size(); c++) {
        Candidate candidate = found.get(c);
        Candidate kept = candidates.add();
        kept.set(candidate.creativeIndex, candidate.campaign(), candidate.creative());
        kept.deal = candidate.deal;
        kept.w = candidate.w;
        kept.h = candidate.h;
        ObjectNode ad = creatives.addObject();
        ad.put("creative", candidate.creative().id());
        Deal deal = candidate.deal;
        if (deal != null) {
          ad.put("deal", deal.id.toString());
        }
        ads.add(ad);
      }
    }

    /** pCTCVR of every candidate, scored together as the bid path does. */
    private float[] score(Imp imp, Candidates candidates, ObjectNode told, List<ObjectNode> ads) {
      BoundModel with = new BoundModel(lease.model(), candidates.size(), 0);
      with.rows.size(candidates.size());
      with.imps.add(0);
      with.inputs.putRequest(request, imp, epochMillis, with.values);
      with.encoder.encodeRequest(with.values, with.rows, 0);
      features(with, 0, Side.REQUEST, told);
      for (int c = 0; c < candidates.size(); c++) {
        with.values.clearCandidate();
        with.inputs.putCandidate(candidates.get(c), with.values);
        with.encoder.encodeCandidate(with.values, with.rows, c);
        features(with, c, Side.CANDIDATE, ads.get(c).putObject("features"));
      }
      lease.worker().score(with.rows, with.imps, with.predictions);
      for (int c = 0; c < candidates.size(); c++) {
        ads.get(c).put("pCtr", with.predictions.ctr()[c]);
        ads.get(c).put("pCvr", with.predictions.cvr()[c]);
        ads.get(c).put("pCtcvr", with.predictions.ctcvr()[c]);
      }
      return with.predictions.ctcvr();
    }

    /** What the model is given: ids of embedding rows (0 is "missing"), or a scaled number. */
    private static void features(BoundModel with, int row, Side side, ObjectNode told) {
      FeatureSchema schema = with.values.schema();
      EncodedRows rows = with.rows;
      int slot = row * rows.slotCount();
      int column = row * rows.numericCount();
      for (Feature feature : schema.features()) {
        switch (feature) {
          case Feature.Numeric numeric -> {
            if (feature.side() == side) {
              told.put(feature.name(), rows.numerics()[column]);
            }
            column++;
          }
          case Feature.Embedded embedded -> {
            if (feature.side() == side) {
              ids(embedded, rows, slot, told);
            }
            slot += embedded.slots();
          }
        }
      }
    }

    private static void ids(Feature.Embedded feature, EncodedRows rows, int slot, ObjectNode told) {
      if (feature.slots() == 1) {
        told.put(feature.name(), rows.ids()[slot]);
        return;
      }
      ArrayNode ids = told.putArray(feature.name());
      for (int i = 0; i < feature.slots(); i++) {
        if (rows.ids()[slot + i] >= 0) {
          ids.add(rows.ids()[slot + i]);
        }
      }
    }

    private void price(Price price, boolean wins, ObjectNode told) {
      told.put("outcome", price.outcome.name());
      told.put("valueCpm", price.valueCpmMicros / MICROS);
      told.put("floorCpm", price.floorCpmMicros / MICROS);
      told.put("bidCpm", price.bidCpmMicros / MICROS);
      told.put("wins", wins);
    }
  }
}
