package io.bidder.bidder.bid;

import io.bidder.bidder.admin.AdminLimit;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.index.CampaignScan;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Tells of an impression which campaigns may bid, what became of their ads, and which rule stops
 * the others.
 */
final class ExplainedCampaigns {
  /** Campaigns that are looked at in a row. */
  private static final int IN_A_ROW = 64;

  private final ExplainedPath path;
  private final CampaignScan scan;
  private final @Nullable ExplainedFeatures features;
  private final ExplainBudget budget;
  private final JsonGenerator json;
  private final Candidates found = new Candidates();

  /** The places of an impression's candidates among those scored, by creative. */
  private final Map<Integer, Integer> places = new HashMap<>();

  /** The rules that stop the campaigns that were looked at for an impression; null for none. */
  private final @Nullable Rule[] fates;

  private int eligible;

  /** Of these, those with an ad that was scored. */
  private int scored;

  private long leftOut;

  /**
   * Campaigns of a request.
   *
   * @param features null if the request was not encoded
   */
  ExplainedCampaigns(
      ExplainedPath path,
      CampaignScan scan,
      @Nullable ExplainedFeatures features,
      ExplainBudget budget,
      JsonGenerator json) {
    this.path = path;
    this.scan = scan;
    this.features = features;
    this.budget = budget;
    this.json = json;
    fates = new Rule[scan.campaignCount()];
  }

  /** Tells of one campaign only. */
  void tellOne(ImpContext imp, int number) {
    findPlaces(imp);
    json.writeArrayPropertyStart("campaigns");
    campaign(imp, number);
    json.writeEndArray();
  }

  /** Counts all campaigns, and lists so many at most. */
  void tellAll(ImpContext imp, int atMost) {
    findPlaces(imp);
    list(imp, count(imp), atMost);
  }

  /** Campaigns that were not listed, of all impressions. */
  long leftOut() {
    return leftOut;
  }

  private void findPlaces(ImpContext imp) {
    places.clear();
    for (int c = 0; c < imp.candidates.size(); c++) {
      places.put(imp.candidates.get(c).creativeIndex, c);
    }
  }

  /** Looks at every campaign while there is time, and tells how many each rule stops. */
  private int count(ImpContext imp) {
    Map<Rule, int[]> counts = new EnumMap<>(Rule.class);
    eligible = 0;
    scored = 0;
    int lookedAt = 0;
    while (lookedAt < scan.campaignCount() && goesOn(lookedAt)) {
      Rule rule = scan.stoppedBy(lookedAt, imp.imp(), found);
      fates[lookedAt++] = rule;
      if (rule == null) {
        eligible++;
        scored += isScored() ? 1 : 0;
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
    if (done % IN_A_ROW != 0) {
      return true;
    }
    budget.giveWay();
    return !budget.isUp();
  }

  /** Lists campaigns in catalogue order; if not all, then those that may bid before the others. */
  private void list(ImpContext imp, int lookedAt, int atMost) {
    int roomForStopped = Math.max(0, atMost - eligible);
    int roomForUnscored = Math.max(0, Math.min(atMost, eligible) - scored);
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
        campaign(imp, c);
        listed++;
      }
    }
    json.writeEndArray();
    int notListed = scan.campaignCount() - listed;
    if (notListed > 0) {
      json.writeNumberProperty("campaignsLeftOut", notListed);
      leftOut += notListed;
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

  private void campaign(ImpContext imp, int number) {
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
        ExplainedAd.tell(found.get(i), place, imp, path, features, json);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
