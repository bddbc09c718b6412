package io.bidder.bidder.bid;

import io.bidder.bidder.admin.AdminLimit;
import io.bidder.bidder.admin.ExplainHandler.Reply;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.index.CampaignScan;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.privacy.PrivacyRules;
import io.bidder.bidder.response.WinningBids;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells what the stages of the bid path made of one request, when it has its answer. It is sent as
 * it is told, so that its length costs no memory, and ends when its budget does: what is left out
 * then is told too.
 */
final class Explanation implements Answers {
  private static final double MICROS = 1e6;

  /** Campaigns that are looked at in a row. */
  private static final int CAMPAIGNS_IN_A_ROW = 64;

  private final ExplainQuery query;
  private final ExplainedPath path;
  private final int maxCampaigns;
  private final ExplainBudget budget;
  private final Reply reply;
  private final Candidates found = new Candidates();

  /** The places of an impression's candidates among those scored, by creative. */
  private final Map<Integer, Integer> places = new HashMap<>();

  /** The rules that stop the campaigns that were looked at for an impression; null for none. */
  private @Nullable Rule[] fates = {};

  private int eligible;

  private long campaignsLeftOut;
  private int impsLeftOut;

  /**
   * An explanation.
   *
   * @param path that the request is taken along
   * @param maxCampaigns to list, which the impressions share
   * @param reply is begun when the request can be explained
   */
  Explanation(
      ExplainQuery query, ExplainedPath path, int maxCampaigns, ExplainBudget budget, Reply reply) {
    this.query = query;
    this.path = path;
    this.maxCampaigns = maxCampaigns;
    this.budget = budget;
    this.reply = reply;
  }

  @Override
  public void bid(BidContext context, WinningBids bids, byte[] json, int length) {
    tell(context, null);
  }

  @Override
  public void noBid(BidContext context, NoBidReason reason) {
    Throwable failure = context.failure;
    if (failure != null) {
      throw new IllegalStateException("bidding failed", failure);
    }
    tell(context, reason);
  }

  @Override
  public void noBid(BidContext context, NoBidReason reason, byte[] json, int length) {
    noBid(context, reason);
  }

  @Override
  public void malformed(BidContext context) {
    throw new MalformedRequestException(String.valueOf(context.malformed));
  }

  private void tell(BidContext context, @Nullable NoBidReason reason) {
    CampaignScan scan =
        path.selector()
            .scan(context.request, context.exchange().config().label(), context.epochMillis);
    int onlyCampaign = onlyCampaign(scan);
    requireImp(context);
    JsonGenerator json =
        JsonMapper.shared()
            .writerWithDefaultPrettyPrinter()
            .createGenerator(budget.counted(reply.begin(ExplainEndpoint.OK)));
    json.writeStartObject();
    if (path.hasPassed(Stage.DECODE)) {
      decoded(context, json);
    }
    if (path.hasPassed(Stage.PERMIT)) {
      permitted(context, json);
    }
    json.writeBooleanProperty("bids", reason == null);
    noBid(reason, json);
    if (path.hasPassed(Stage.SELECT)) {
      selected(context, scan, onlyCampaign, json);
    }
    truncated(json);
    json.writeEndObject();
    // Not if something fails: an answer that is cut must not look whole.
    json.close();
  }

  /** The number of the campaign that is asked for; -1 for all. */
  private int onlyCampaign(CampaignScan scan) {
    if (query.campaign() == null) {
      return -1;
    }
    for (int c = 0; c < scan.campaignCount(); c++) {
      if (scan.campaign(c).id().equals(query.campaign())) {
        return c;
      }
    }
    throw new UnknownNameException(
        "campaign is '" + query.campaign() + "', expected one of the catalogue's");
  }

  private void requireImp(BidContext context) {
    for (int i = 0; i < context.impCount(); i++) {
      if (isAskedFor(context.imp(i))) {
        return;
      }
    }
    if (path.hasPassed(Stage.SELECT)) {
      throw new UnknownNameException("imp is '" + query.imp() + "', expected one of the request's");
    }
  }

  private boolean isAskedFor(ImpContext imp) {
    return query.imp() == null || imp.imp().id.contentEquals(query.imp());
  }

  private void decoded(BidContext context, JsonGenerator json) {
    BidRequest request = context.request;
    json.writeStringProperty("request", request.id.toString());
    json.writeStringProperty("exchange", context.exchange().config().label());
    json.writeNumberProperty("at", context.epochMillis);
    json.writeStringProperty("auctionType", context.exchange().auctionType(request).name());
    json.writeStringProperty("model", path.bound().model.id());
    json.writeNumberProperty("ignoredFields", request.ignoredFields);
    json.writeNumberProperty("elementsLeftOut", request.elementsLeftOut);
    json.writeNumberProperty(
        "deadlineMillis", context.deadline.remainingNs(context.arrivalNs) / MICROS);
  }

  private static void permitted(BidContext context, JsonGenerator json) {
    json.writeObjectPropertyStart("privacy");
    json.writeArrayPropertyStart("signals");
    for (PrivacyRules.Signal signal : PrivacyRules.signals(context.request)) {
      json.writeString(signal.text());
    }
    json.writeEndArray();
    json.writeBooleanProperty("personForgotten", !context.permissions.mayUseIds());
    json.writeStringProperty("basis", context.permissions.basis().name());
    json.writeEndObject();
  }

  private void selected(
      BidContext context, CampaignScan scan, int onlyCampaign, JsonGenerator json) {
    int currency = context.bidCurrency;
    json.writeName("currency");
    if (currency == CurrencyRates.NO_RATE) {
      json.writeNull();
    } else {
      json.writeString(context.exchange().pricing().currencyCode(currency));
    }
    json.writeArrayPropertyStart("imps");
    int asked = query.imp() == null ? context.impCount() : 1;
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      if (isAskedFor(imp)) {
        if (budget.isUp()) {
          impsLeftOut++;
        } else {
          json.writeStartObject();
          imp(imp, scan, onlyCampaign, Math.max(1, maxCampaigns / asked), json);
          json.writeEndObject();
        }
      }
    }
    json.writeEndArray();
  }

  private void imp(
      ImpContext imp, CampaignScan scan, int onlyCampaign, int atMost, JsonGenerator json) {
    json.writeStringProperty("id", imp.imp().id.toString());
    if (imp.candidatesCut > 0) {
      json.writeNumberProperty("cutTo", imp.candidates.size());
    }
    noBid(imp.reason, json);
    if (path.hasPassed(Stage.ENCODE) && imp.candidates.size() > 0) {
      ExplainedAd.requestFeatures(path.bound(), imp, json);
    }
    places.clear();
    for (int c = 0; c < imp.candidates.size(); c++) {
      places.put(imp.candidates.get(c).creativeIndex, c);
    }
    if (onlyCampaign >= 0) {
      json.writeArrayPropertyStart("campaigns");
      campaign(imp, scan, onlyCampaign, json);
      json.writeEndArray();
    } else {
      int lookedAt = count(imp, scan, json);
      list(imp, scan, lookedAt, atMost, json);
    }
  }

  /** Looks at every campaign while there is time, and tells how many each rule stops. */
  private int count(ImpContext imp, CampaignScan scan, JsonGenerator json) {
    if (fates.length < scan.campaignCount()) {
      fates = new Rule[scan.campaignCount()];
    }
    Map<Rule, int[]> counts = new EnumMap<>(Rule.class);
    eligible = 0;
    int lookedAt = 0;
    while (lookedAt < scan.campaignCount() && goesOn(lookedAt)) {
      Rule rule = scan.stoppedBy(lookedAt, imp.imp(), found);
      fates[lookedAt++] = rule;
      if (rule == null) {
        eligible++;
      } else {
        counts.computeIfAbsent(rule, first -> new int[1])[0]++;
      }
    }
    json.writeNumberProperty("eligible", eligible);
    json.writeObjectPropertyStart("stopped");
    counts.forEach((rule, count) -> json.writeNumberProperty(rule.name(), count[0]));
    json.writeEndObject();
    return lookedAt;
  }

  private boolean goesOn(int done) {
    if (done % CAMPAIGNS_IN_A_ROW != 0) {
      return true;
    }
    budget.giveWay();
    return !budget.isUp();
  }

  /** Lists campaigns in catalogue order; if not all, then those that may bid before the others. */
  private void list(
      ImpContext imp, CampaignScan scan, int lookedAt, int atMost, JsonGenerator json) {
    int roomForStopped = Math.max(0, atMost - eligible);
    int roomForUnscored = Math.max(0, Math.min(atMost, eligible) - imp.candidates.size());
    int listed = 0;
    json.writeArrayPropertyStart("campaigns");
    for (int c = 0; c < lookedAt && goesOn(c); c++) {
      boolean fits;
      if (fates[c] != null) {
        fits = roomForStopped-- > 0;
      } else {
        scan.stoppedBy(c, imp.imp(), found);
        fits = isScored() || roomForUnscored-- > 0;
      }
      if (fits) {
        campaign(imp, scan, c, json);
        listed++;
      }
    }
    json.writeEndArray();
    int leftOut = scan.campaignCount() - listed;
    if (leftOut > 0) {
      json.writeNumberProperty("campaignsLeftOut", leftOut);
      campaignsLeftOut += leftOut;
      budget.reach(AdminLimit.EXPLAIN_CAMPAIGNS);
    }
  }

  private boolean isScored() {
    for (int i = 0; i < found.size(); i++) {
      if (places.containsKey(found.get(i).creativeIndex)) {
        return true;
      }
    }
    return false;
  }

  private void campaign(ImpContext imp, CampaignScan scan, int number, JsonGenerator json) {
    Campaign campaign = scan.campaign(number);
    Rule stoppedBy = scan.stoppedBy(number, imp.imp(), found);
    json.writeStartObject();
    json.writeStringProperty("campaign", campaign.id());
    if (stoppedBy != null) {
      json.writeStringProperty("stoppedBy", stoppedBy.name());
      json.writeStringProperty("why", scan.why(number, stoppedBy, imp.imp()));
    } else {
      json.writeNullProperty("stoppedBy");
      json.writeArrayPropertyStart("creatives");
      for (int i = 0; i < found.size() && !budget.isUp(); i++) {
        Integer place = places.get(found.get(i).creativeIndex);
        ExplainedAd.tell(found.get(i), place, imp, path, json);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void truncated(JsonGenerator json) {
    AdminLimit limit = budget.reached();
    if (limit == null) {
      return;
    }
    json.writeObjectPropertyStart("truncated");
    json.writeStringProperty("by", limit.key());
    json.writeNumberProperty("campaignsLeftOut", campaignsLeftOut);
    json.writeNumberProperty("impsLeftOut", impsLeftOut);
    json.writeStringProperty("askForLess", "?imp=ID and ?campaign=ID tell of one");
    json.writeEndObject();
  }

  private static void noBid(@Nullable NoBidReason reason, JsonGenerator json) {
    if (reason != null) {
      json.writeObjectPropertyStart("noBid");
      json.writeStringProperty("reason", reason.name());
      json.writeNumberProperty("nbr", reason.nbr());
      json.writeStringProperty("text", reason.text());
      json.writeEndObject();
    }
  }
}
