package io.bidder.bidder.bid;

import io.bidder.bidder.admin.AdminLimit;
import io.bidder.bidder.admin.ExplainHandler.Reply;
import io.bidder.bidder.campaign.index.CampaignScan;
import io.bidder.bidder.live.CampaignFigures;
import io.bidder.bidder.live.LiveFigures;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.pricing.CurrencyRates;
import io.bidder.bidder.response.WinningBids;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
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

  private final ExplainQuery query;
  private final ExplainedPath path;
  private final Function<String, Path> versions;
  private final int maxCampaigns;
  private final @Nullable LiveFigures live;
  private final ExplainBudget budget;
  private final Reply reply;

  /** Null if the request was not encoded. */
  private @Nullable ExplainedFeatures features;

  /** The answer to a request that leaves no time; null for one that leaves some. */
  private @Nullable NoBidReason late;

  private double deadlineMillis;
  private long campaignsLeftOut;
  private int impsLeftOut;

  /**
   * An explanation.
   *
   * @param path that the request is taken along
   * @param versions finds a version's directory by its id
   * @param maxCampaigns to list, which the impressions share
   * @param live what is told of the one campaign that is asked for; null if that is not known
   * @param reply is begun when the request can be explained
   */
  Explanation(
      ExplainQuery query,
      ExplainedPath path,
      Function<String, Path> versions,
      int maxCampaigns,
      @Nullable LiveFigures live,
      ExplainBudget budget,
      Reply reply) {
    this.query = query;
    this.path = path;
    this.versions = versions;
    this.maxCampaigns = maxCampaigns;
    this.live = live;
    this.budget = budget;
    this.reply = reply;
  }

  /** Tells whether the request leaves no time: it is to be taken along again, without hurry. */
  boolean needsTime() {
    return late != null;
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
    if (late == null) {
      deadlineMillis = context.deadline.remainingNs(context.arrivalNs) / MICROS;
      if (reason != null && context.deadline.hasPassed(context.arrivalNs)) {
        late = reason;
        return;
      }
    }
    CampaignScan scan =
        path.selector()
            .scan(context.request, context.exchange().config().label(), context.epochMillis);
    int onlyCampaign = onlyCampaign(scan);
    requireImp(context);
    String model = path.bound().model.id();
    try (TrainedValues trained = TrainedValues.open(versions, model)) {
      if (path.hasPassed(Stage.ENCODE)) {
        features = new ExplainedFeatures(context, path.bound(), trained, path.signals(context));
      }
      tell(context, reason, scan, onlyCampaign);
    }
  }

  private void tell(
      BidContext context, @Nullable NoBidReason reason, CampaignScan scan, int onlyCampaign) {
    JsonGenerator json =
        JsonMapper.shared()
            .writerWithDefaultPrettyPrinter()
            .createGenerator(budget.counted(reply.begin(ExplainEndpoint.OK)));
    json.writeStartObject();
    if (path.hasPassed(Stage.DECODE)) {
      ExplainedRequest.decoded(context, path, deadlineMillis, json);
    }
    if (path.hasPassed(Stage.PERMIT)) {
      ExplainedRequest.permitted(context, path, json);
    }
    json.writeBooleanProperty("bids", reason == null && late == null);
    noBid(late == null ? reason : late, json);
    if (late != null) {
      json.writeObjectPropertyStart("inNoHurry");
      json.writeBooleanProperty("bids", reason == null);
      noBid(reason, json);
      json.writeEndObject();
    }
    if (path.hasPassed(Stage.SELECT)) {
      selected(context, scan, onlyCampaign, json);
    }
    if (live != null && query.campaign() != null) {
      live(live.of(query.campaign()), json);
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
        "campaign is", query.campaign(), "one of the catalogue's", campaigns(scan));
  }

  private void requireImp(BidContext context) {
    String asked = query.imp();
    if (asked == null || !path.hasPassed(Stage.SELECT)) {
      return;
    }
    List<String> ids = imps(context);
    if (!ids.contains(asked)) {
      throw new UnknownNameException("imp is", asked, "one of the request's", ids);
    }
  }

  private static List<String> campaigns(CampaignScan scan) {
    return IntStream.range(0, scan.campaignCount()).mapToObj(c -> scan.campaign(c).id()).toList();
  }

  private static List<String> imps(BidContext context) {
    return IntStream.range(0, context.impCount())
        .mapToObj(i -> context.imp(i).imp().id.toString())
        .toList();
  }

  private boolean isAskedFor(ImpContext imp) {
    return query.imp() == null || imp.imp().id.contentEquals(query.imp());
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
    ExplainedCampaigns campaigns = new ExplainedCampaigns(path, scan, features, budget, json);
    if (context.categoriesUncompared) {
      json.writeBooleanProperty("categoriesUncompared", true);
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
          imp(imp, campaigns, onlyCampaign, Math.max(1, maxCampaigns / asked), json);
          json.writeEndObject();
        }
      }
    }
    json.writeEndArray();
    campaignsLeftOut = campaigns.leftOut();
  }

  private void imp(
      ImpContext imp,
      ExplainedCampaigns campaigns,
      int onlyCampaign,
      int atMost,
      JsonGenerator json) {
    json.writeStringProperty("id", imp.imp().id.toString());
    if (imp.candidatesCut > 0) {
      json.writeNumberProperty("cut", imp.candidatesCut);
      json.writeNumberProperty("cutTo", imp.candidates.size());
    }
    if (imp.selectionLimited) {
      json.writeBooleanProperty("selectionLimited", true);
    }
    noBid(imp.reason, json);
    if (features != null && imp.candidates.size() > 0) {
      features.request(imp, json);
    }
    if (onlyCampaign >= 0) {
      campaigns.tellOne(imp, onlyCampaign);
    } else {
      campaigns.tellAll(imp, atMost);
    }
  }

  private static void live(CampaignFigures figures, JsonGenerator json) {
    json.writeObjectPropertyStart("live");
    json.writeNumberProperty("hours", LiveFigures.WINDOW_HOURS);
    json.writeNumberProperty("impressions", figures.impressions());
    predictedAndActual("clicks", figures.predictedClicks(), figures.clicks(), json);
    predictedAndActual("orders", figures.predictedOrders(), figures.orders(), json);
    json.writeEndObject();
  }

  private static void predictedAndActual(
      String name, double predicted, long actual, JsonGenerator json) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("predicted", predicted);
    json.writeNumberProperty("actual", actual);
    if (actual > 0) {
      json.writeNumberProperty("predictedOverActual", predicted / actual);
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
