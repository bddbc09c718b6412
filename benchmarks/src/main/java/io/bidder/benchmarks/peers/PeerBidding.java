package io.bidder.benchmarks.peers;

import io.bidder.bidder.campaign.Economics;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers a request as a peer does: filters the ads, encodes, scores all of them in one run,
 * prices. Bids in USD only. Safe from several threads.
 */
final class PeerBidding {
  private static final double MICROS = 1e6;
  private static final double IMPRESSIONS_PER_CPM = 1000;
  private static final String CURRENCY = "USD";

  private final JsonMapper json = new JsonMapper();
  private final PeerTargeting targeting;
  private final PeerFeatures features;
  private final PeerScorer scorer;
  private final PeerStats stats;

  PeerBidding(List<PeerAd> ads, FeatureSchema schema, PeerScorer scorer, PeerStats stats) {
    targeting = new PeerTargeting(ads);
    features = new PeerFeatures(schema);
    this.scorer = scorer;
    this.stats = stats;
  }

  /**
   * Parses a request.
   *
   * @throws IllegalArgumentException if it is none
   */
  JsonNode parse(byte[] body) {
    JsonNode request;
    try {
      request = json.readTree(body);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
    if (!request.isObject() || request.path("id").asString("").isEmpty()) {
      throw new IllegalArgumentException("no id");
    }
    JsonNode imps = request.path("imp");
    if (!imps.isArray() || imps.isEmpty()) {
      throw new IllegalArgumentException("no imp");
    }
    for (JsonNode imp : imps) {
      if (imp.path("id").asString("").isEmpty()) {
        throw new IllegalArgumentException("an imp without id");
      }
    }
    return request;
  }

  /** The answer, or null for none. */
  byte @Nullable [] bid(JsonNode request) throws Exception {
    Instant now = Instant.now();
    if (!takesOurCurrency(request)) {
      return null;
    }
    List<List<PeerAd>> adsByImp = targeting.eligible(request, now);
    EncodedRows rows = features.encode(request, adsByImp, now);
    if (rows.size() == 0) {
      return null;
    }
    long[] ids = new long[rows.ids().length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = rows.ids()[i];
    }
    float[] pCtcvr = scorer.score(ids, rows.numerics(), rows.size());
    stats.candidates(rows.size());

    Map<String, ArrayNode> bidsBySeat = new LinkedHashMap<>();
    int row = 0;
    for (int i = 0; i < adsByImp.size(); i++) {
      JsonNode imp = request.path("imp").path(i);
      PeerAd winner = null;
      double highest = 0;
      for (PeerAd ad : adsByImp.get(i)) {
        double cpm = cpm(pCtcvr[row++], ad.campaign().economics());
        if (cpm > highest) {
          winner = ad;
          highest = cpm;
        }
      }
      if (winner != null && reachesFloor(highest, imp)) {
        bidsBySeat
            .computeIfAbsent(winner.campaign().advertiser().seat(), seat -> json.createArrayNode())
            .add(bid(imp, winner, highest));
        stats.bid();
      }
    }
    return bidsBySeat.isEmpty() ? null : answer(request, bidsBySeat);
  }

  private static boolean takesOurCurrency(JsonNode request) {
    JsonNode currencies = request.path("cur");
    if (!currencies.isArray() || currencies.isEmpty()) {
      return true;
    }
    for (JsonNode currency : currencies) {
      if (currency.asString("").equals(CURRENCY)) {
        return true;
      }
    }
    return false;
  }

  /** pCTR × pCVR × order value × ROAS coefficient, for a thousand impressions, within the caps. */
  private static double cpm(float pCtcvr, Economics economics) {
    double value =
        pCtcvr
            * (economics.averageOrderValueMicros() / MICROS)
            * economics.roasCoefficient()
            * IMPRESSIONS_PER_CPM;
    double capped = Math.min(value, economics.maxCpmMicros() / MICROS);
    boolean usable =
        economics.currency().equals(CURRENCY) && capped >= economics.minCpmMicros() / MICROS;
    return usable ? Math.floor(capped * MICROS) / MICROS : 0;
  }

  private static boolean reachesFloor(double cpm, JsonNode imp) {
    double floor = imp.path("bidfloor").asDouble(0);
    return floor <= 0
        || (cpm >= floor && imp.path("bidfloorcur").asString(CURRENCY).equals(CURRENCY));
  }

  private ObjectNode bid(JsonNode imp, PeerAd ad, double cpm) {
    ObjectNode bid = json.createObjectNode();
    bid.put("id", UUID.randomUUID().toString());
    bid.put("impid", imp.path("id").asString());
    bid.put("price", cpm);
    bid.put("adid", ad.creative().adId());
    bid.putArray("adomain").add(ad.campaign().advertiser().domain());
    bid.put("cid", ad.campaign().id());
    bid.put("crid", ad.creative().id());
    bid.put("adm", ad.markup());
    bid.put("mtype", 1);
    bid.put("w", ad.banner().w());
    bid.put("h", ad.banner().h());
    return bid;
  }

  private byte[] answer(JsonNode request, Map<String, ArrayNode> bidsBySeat) {
    ObjectNode answer = json.createObjectNode();
    answer.put("id", request.path("id").asString());
    ArrayNode seats = answer.putArray("seatbid");
    bidsBySeat.forEach((seat, bids) -> {
      ObjectNode seatBid = seats.addObject();
      seatBid.set("bid", bids);
      seatBid.put("seat", seat);
    });
    answer.put("cur", CURRENCY);
    return json.writeValueAsBytes(answer);
  }
}
