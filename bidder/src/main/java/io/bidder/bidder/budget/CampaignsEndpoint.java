package io.bidder.bidder.budget;

import io.bidder.bidder.admin.CampaignsHandler;
import io.bidder.bidder.budget.Pauses.Pause;
import io.bidder.bidder.campaign.Budget;
import io.bidder.bidder.nobid.AdFate;
import io.bidder.bidder.nobid.AdFates;
import io.bidder.bidder.pacing.TargetState;
import io.bidder.eventlog.event.Happening;
import io.bidder.settings.Suggestions;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/** Answers {@code /campaigns} of the admin port, and below it. Thread-safe. */
public final class CampaignsEndpoint implements CampaignsHandler {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int MICROS_DIGITS = 6;
  private static final int MAX_ACTOR_CHARS = 200;
  private static final String CAMPAIGN = "campaign";
  private static final String ADVERTISER = "advertiser";

  /** Campaigns of one answer. */
  static final int MAX_CAMPAIGNS = 1_000;

  private final Budgets budgets;
  private final Pauses pauses;
  private final AdFates fates;
  private final InstantSource clock;
  private final Function<Happening.Control, CompletionStage<Void>> log;

  /**
   * An endpoint.
   *
   * @param fates of the campaigns' ads lately
   * @param log takes what somebody changes; fails where there is none
   */
  public CampaignsEndpoint(
      Budgets budgets,
      Pauses pauses,
      AdFates fates,
      InstantSource clock,
      Function<Happening.Control, CompletionStage<Void>> log) {
    this.budgets = budgets;
    this.pauses = pauses;
    this.fates = fates;
    this.clock = clock;
    this.log = log;
  }

  /** The query names what there is not. */
  private static final class WrongQueryException extends Exception {
    private static final long serialVersionUID = 1;

    final int status;

    WrongQueryException(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  @Override
  public Answer status(Map<String, String> parameters) {
    try {
      knownOnly(parameters, Set.of(CAMPAIGN, ADVERTISER));
      String campaign = parameters.get(CAMPAIGN);
      String advertiser = parameters.get(ADVERTISER);
      if (campaign != null) {
        requireCampaign(campaign);
      }
      if (advertiser != null) {
        requireAdvertiser(advertiser);
      }
      return json(OK, json -> status(campaign, advertiser, json));
    } catch (WrongQueryException e) {
      return refusal(e);
    }
  }

  private void status(@Nullable String campaign, @Nullable String advertiser, JsonGenerator json) {
    long now = clock.millis();
    json.writeStringProperty("time", Instant.ofEpochMilli(now).toString());
    json.writeStringProperty(
        "latelySince", Instant.ofEpochMilli(AdFates.sinceEpochMillis(now)).toString());
    json.writeArrayPropertyStart("paused");
    for (Pause pause : pauses.all()) {
      json.writeStartObject();
      json.writeStringProperty("target", pause.target());
      json.writeStringProperty("by", pause.by());
      json.writeStringProperty("since", Instant.ofEpochMilli(pause.sinceEpochMillis()).toString());
      json.writeEndObject();
    }
    json.writeEndArray();
    Map<String, Account> groups = new TreeMap<>();
    int[] told = {0};
    json.writeArrayPropertyStart("campaigns");
    budgets.tell(
        each ->
            (campaign == null || each.id().equals(campaign))
                && (advertiser == null || each.advertiser().id().equals(advertiser)),
        state -> {
          if (told[0]++ < MAX_CAMPAIGNS) {
            campaign(state, fates.of(state.slot(), now), json);
            if (state.campaign().group() != null && state.group() != null) {
              groups.put(state.campaign().group().id(), state.group());
            }
          }
        });
    json.writeEndArray();
    json.writeNumberProperty("campaignsLeftOut", Math.max(0, told[0] - MAX_CAMPAIGNS));
    json.writeArrayPropertyStart("groups");
    groups.forEach((id, account) -> {
      json.writeStartObject();
      json.writeStringProperty("group", id);
      money(account, true, json);
      json.writeEndObject();
    });
    json.writeEndArray();
  }

  private static void campaign(CampaignState state, Map<AdFate, Long> lately, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty(CAMPAIGN, state.campaign().id());
    json.writeStringProperty(ADVERTISER, state.campaign().advertiser().id());
    if (state.campaign().group() != null) {
      json.writeStringProperty("group", state.campaign().group().id());
    }
    json.writeStringProperty("state", state.state());
    if (!state.why().isEmpty()) {
      json.writeStringProperty("why", state.why());
    }
    json.writeNumberProperty("multiplier", state.multiplier());
    if (state.target() != null) {
      target(state.target(), json);
    }
    json.writeStringProperty("currency", state.campaign().economics().currency());
    if (state.account() != null) {
      money(state.account(), state.isLimited(), json);
    }
    json.writeObjectPropertyStart("lately");
    lately.forEach((fate, ads) -> json.writeNumberProperty(fate.label(), ads));
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void target(TargetState state, JsonGenerator json) {
    json.writeObjectPropertyStart("target");
    if (state.target().roas() > 0) {
      json.writeNumberProperty("roas", state.target().roas());
    } else {
      amount("costPerOrder", state.target().costPerOrderMicros(), json);
    }
    json.writeNumberProperty("multiplier", state.multiplier());
    json.writeBooleanProperty("missed", state.isMissed());
    amount("spent", Math.round(state.spentMicros()), json);
    json.writeNumberProperty("ordersExpected", rounded(state.expectedOrders()));
    json.writeNumberProperty("ordersExpectedByNow", rounded(state.expectedByNow()));
    json.writeNumberProperty("orders", rounded(state.orders()));
    amount("orderValue", Math.round(state.orderValueMicros()), json);
    json.writeEndObject();
  }

  private static BigDecimal rounded(double orders) {
    return BigDecimal.valueOf(orders).setScale(3, RoundingMode.HALF_UP);
  }

  private static void money(Account account, boolean isLimited, JsonGenerator json) {
    Budget budget = account.budget();
    if (isLimited) {
      json.writeObjectPropertyStart("budget");
      amount("total", budget.totalMicros(), json);
      amount("daily", budget.dailyMicros(), json);
      json.writeEndObject();
    }
    json.writeObjectPropertyStart("spent");
    amount("total", account.totalMicros(), json);
    amount("today", account.todayMicros(), json);
    json.writeEndObject();
    if (isLimited) {
      amount("inFlight", account.inFlightMicros(), json);
      amount("heldBack", account.heldBackMicros(), json);
      Lease lease = account.lease();
      if (lease != null) {
        lease(account, lease, json);
      }
    }
  }

  private static void lease(Account account, Lease lease, JsonGenerator json) {
    json.writeObjectPropertyStart("lease");
    amount("left", account.leasedMicros(), json);
    amount("othersSpent", lease.othersMicros(), json);
    amount("othersSpentToday", account.fleetTodayMicros() - account.todayMicros(), json);
    amount("othersLeased", lease.othersLeasedMicros(), json);
    if (lease.problem() != null) {
      json.writeStringProperty("problem", lease.problem());
    }
    json.writeEndObject();
  }

  /** Writes an amount in units, null if there is no limit. */
  private static void amount(String name, long micros, JsonGenerator json) {
    json.writeName(name);
    if (micros == Long.MAX_VALUE) {
      json.writeNull();
    } else {
      json.writeNumber(BigDecimal.valueOf(micros, MICROS_DIGITS));
    }
  }

  @Override
  public CompletionStage<Answer> change(boolean pause, Map<String, String> parameters) {
    Happening.Control control;
    try {
      control = control(pause, parameters);
    } catch (WrongQueryException e) {
      return CompletableFuture.completedFuture(refusal(e));
    }
    // At once, and also if the log takes nothing: who pauses is in a hurry.
    pauses.change(control, clock.millis());
    return log.apply(control)
        .handle((_, failure) ->
            json(
                OK,
                json -> {
                  json.writeStringProperty("target", control.target());
                  json.writeBooleanProperty("paused", pause);
                  json.writeBooleanProperty("persisted", failure == null);
                  if (failure != null) {
                    json.writeStringProperty(
                        "problem", "it holds until this server ends: " + failure.getMessage());
                  }
                }));
  }

  private Happening.Control control(boolean pause, Map<String, String> parameters)
      throws WrongQueryException {
    knownOnly(parameters, Set.of(CAMPAIGN, ADVERTISER, Pauses.EVERYTHING, "by"));
    Map<String, String> targets = new HashMap<>(parameters);
    targets.remove("by");
    if (targets.size() != 1) {
      throw new WrongQueryException(
          BAD_REQUEST, "expected one of campaign=ID, advertiser=ID and everything=true");
    }
    String target;
    if (targets.containsKey(CAMPAIGN)) {
      target = Pauses.campaign(targets.get(CAMPAIGN));
      if (pause) {
        requireCampaign(targets.get(CAMPAIGN));
      }
    } else if (targets.containsKey(ADVERTISER)) {
      target = Pauses.advertiser(targets.get(ADVERTISER));
      if (pause) {
        requireAdvertiser(targets.get(ADVERTISER));
      }
    } else {
      target = Pauses.EVERYTHING;
      if (!"true".equals(targets.get(target))) {
        throw new WrongQueryException(BAD_REQUEST, "everything is for true only");
      }
    }
    if (!pause && pauses.of(target) == null) {
      throw new WrongQueryException(NOT_FOUND, target + " is not paused by itself");
    }
    String by = parameters.getOrDefault("by", "admin port");
    if (by.isBlank() || by.length() > MAX_ACTOR_CHARS) {
      throw new WrongQueryException(
          BAD_REQUEST, "by: expected who it is, in 1 to " + MAX_ACTOR_CHARS + " characters");
    }
    return new Happening.Control(pause ? Pauses.PAUSE : Pauses.RESUME, target, "", by);
  }

  private static void knownOnly(Map<String, String> parameters, Set<String> known)
      throws WrongQueryException {
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        throw new WrongQueryException(
            BAD_REQUEST, "parameter " + name + " is unknown" + Suggestions.didYouMean(name, known));
      }
    }
  }

  private void requireCampaign(String id) throws WrongQueryException {
    Set<String> ids = new HashSet<>();
    budgets.campaigns().forEach(campaign -> ids.add(campaign.id()));
    require(CAMPAIGN, id, ids);
  }

  private void requireAdvertiser(String id) throws WrongQueryException {
    Set<String> ids = new HashSet<>();
    budgets.campaigns().forEach(campaign -> ids.add(campaign.advertiser().id()));
    require(ADVERTISER, id, ids);
  }

  private static void require(String kind, String id, Set<String> ids) throws WrongQueryException {
    if (!ids.contains(id)) {
      throw new WrongQueryException(
          NOT_FOUND,
          "%s is '%s', expected one of the catalogue's%s"
              .formatted(kind, id, Suggestions.didYouMean(id, ids)));
    }
  }

  private static Answer refusal(WrongQueryException why) {
    return json(
        why.status, json -> json.writeStringProperty("problem", String.valueOf(why.getMessage())));
  }

  private static Answer json(int status, Consumer<JsonGenerator> writer) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json =
        JsonMapper.shared().writerWithDefaultPrettyPrinter().createGenerator(text)) {
      json.writeStartObject();
      writer.accept(json);
      json.writeEndObject();
    }
    return new Answer(status, text.append("\n").toString());
  }
}
