package io.bidder.bidder.cli;

import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code ./run campaigns status}. */
@Command(
    name = "status",
    description = {
      "Show what campaigns may spend and have spent, what their bids may still cost, and which",
      "are paused or out of budget.",
    })
final class StatusCommand extends ConsoleCommand {
  private static final String ROW = "%-24s %-16s %12s %12s %12s %12s %12s %12s %6s %s%n";

  private static final Map<String, String> WORDS =
      Map.of(
          "bid", "bid",
          "outbid", "outbid by ads of ours",
          "notScored", "not among the most promising",
          "capped", "capped",
          "noValue", "without value",
          "belowMinimum", "below the campaign's minimum",
          "belowFloor", "below the floor",
          "outOfBudget", "more than the budget's rest",
          "other", "for other reasons");

  @Mixin private AdminPort server = new AdminPort();

  @Option(names = "--campaign", paramLabel = "ID", description = "This campaign alone.")
  private @Nullable String campaign;

  @Option(names = "--advertiser", paramLabel = "ID", description = "Campaigns of this advertiser.")
  private @Nullable String advertiser;

  @Mixin private JsonFile json = new JsonFile();

  @Override
  public Integer call() throws IOException {
    Map<String, String> asked = new HashMap<>();
    if (campaign != null) {
      asked.put("campaign", campaign);
    }
    if (advertiser != null) {
      asked.put("advertiser", advertiser);
    }
    JsonNode status = server.ask(false, "/campaigns", asked);
    PrintWriter out = console().out();
    out.printf(
        ROW,
        "CAMPAIGN",
        "STATE",
        "TODAY",
        "OF DAILY",
        "SPENT",
        "OF TOTAL",
        "IN FLIGHT",
        "LEASED",
        "PACE",
        "CURRENCY");
    for (JsonNode each : status.path("campaigns")) {
      row(each.path("campaign").asString(), each, out);
    }
    for (JsonNode each : status.path("groups")) {
      row("group " + each.path("group").asString(), each, out);
    }
    for (JsonNode each : status.path("campaigns")) {
      if (each.has("why")) {
        out.println(each.path("campaign").asString() + ": " + each.path("why").asString());
      }
    }
    for (JsonNode each : status.path("campaigns")) {
      if (each.has("target")) {
        target(each.path("campaign").asString(), each.path("target"), out);
      }
    }
    for (String kind : List.of("campaign", "group")) {
      for (JsonNode each : status.path(kind + "s")) {
        if (each.has("lease")) {
          lease(each.path(kind).asString(), each.path("lease"), out);
        }
      }
    }
    String since = status.path("latelySince").asString("");
    for (JsonNode each : status.path("campaigns")) {
      String lately = lately(each.path("lately"));
      if (!lately.isEmpty()) {
        out.printf("%s: since %s %s%n", each.path("campaign").asString(), since, lately);
      }
    }
    for (JsonNode each : status.path("paused")) {
      out.printf(
          "%s: paused by %s since %s%n",
          each.path("target").asString(),
          each.path("by").asString(),
          each.path("since").asString());
    }
    int leftOut = status.path("campaignsLeftOut").asInt(0);
    if (leftOut > 0) {
      out.println(leftOut + " more: --campaign and --advertiser tell of some");
    }
    out.flush();
    json.write(status);
    return ExitCode.DONE;
  }

  private static void row(String name, JsonNode each, PrintWriter out) {
    out.printf(
        ROW,
        name,
        each.path("state").asString(""),
        text(each.at("/spent/today")),
        text(each.at("/budget/daily")),
        text(each.at("/spent/total")),
        text(each.at("/budget/total")),
        text(each.path("inFlight")),
        text(each.at("/lease/left")),
        pace(each.path("multiplier")),
        each.path("currency").asString(""));
  }

  private static void target(String name, JsonNode target, PrintWriter out) {
    boolean byReturn = target.has("roas");
    out.printf(
        "%s: target %s %s%s, pace %s: lately %s spent, %s orders expected by now, %s came%s%n",
        name,
        byReturn ? "roas" : "cost per order",
        text(target.path(byReturn ? "roas" : "costPerOrder")),
        target.path("missed").asBoolean() ? " is missed" : "",
        pace(target.path("multiplier")),
        text(target.path("spent")),
        text(target.path("ordersExpectedByNow")),
        text(target.path("orders")),
        byReturn ? " that brought " + text(target.path("orderValue")) : "");
  }

  private static void lease(String name, JsonNode lease, PrintWriter out) {
    out.printf(
        "%s: other servers have spent %s, %s of it today, and lease %s%s%n",
        name,
        text(lease.path("othersSpent")),
        text(lease.path("othersSpentToday")),
        text(lease.path("othersLeased")),
        lease.has("problem") ? "; no lease: " + lease.path("problem").asString() : "");
  }

  /** Says what became of a campaign's ads, the most frequent first. */
  private static String lately(JsonNode fates) {
    return fates.properties().stream()
        .sorted(Comparator.comparingLong(fate -> -fate.getValue().asLong()))
        .map(fate ->
            String.format(
                Locale.ROOT,
                "%,d %s",
                fate.getValue().asLong(),
                WORDS.getOrDefault(fate.getKey(), fate.getKey())))
        .collect(Collectors.joining(", "));
  }

  private static String pace(JsonNode multiplier) {
    return multiplier.isNumber() ? String.format(Locale.ROOT, "%.2f", multiplier.asDouble()) : "-";
  }

  private static String text(JsonNode amount) {
    return amount.isNumber() ? amount.decimalValue().stripTrailingZeros().toPlainString() : "-";
  }
}
