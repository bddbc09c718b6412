package io.bidder.benchmarks.pacing;

import io.bidder.market.pacing.Pacing;
import io.bidder.market.pacing.PacingResult;
import io.bidder.market.pacing.PacingWorld;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run pacing}: the server's pacer beside published ones. */
@Command(
    name = "./run pacing",
    description = {
      "Have campaigns with daily budgets bid against each other for a week, paced by the server's"
          + " pacer and by published ones, and tell what they bought.",
      "",
      "All see the same auctions, budgets and forecast: a flat day at first, then yesterday."
    })
public final class PacingCommand extends ConsoleCommand {
  private static final int MOST = 10_000;

  @Option(names = "--days", paramLabel = "D", description = "Days (default: ${DEFAULT-VALUE}).")
  private int days = 7;

  @Option(
      names = "--campaigns",
      paramLabel = "N",
      description = "Campaigns (default: ${DEFAULT-VALUE}).")
  private int campaigns = 100;

  @Option(
      names = "--auctions",
      paramLabel = "N",
      description = "Auctions a minute, on average (default: ${DEFAULT-VALUE}).")
  private int auctions = 3_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed gives the same auctions (default: ${DEFAULT-VALUE}).")
  private long seed = 123;

  @Mixin private final JsonFile json = new JsonFile();

  /** Runs the command and exits. */
  public static void main(String[] arguments) {
    System.exit(Commands.of(new PacingCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    check("--days", days);
    check("--campaigns", campaigns);
    check("--auctions", auctions);
    PacingWorld world = new PacingWorld(days, campaigns, auctions, seed);
    Map<String, PacingResult> results = new LinkedHashMap<>();
    console()
        .result(
            "%-12s %9s %9s %9s %12s %8s"
                .formatted("", "value", "spent", "clicks", "spend error", "stranded"));
    kinds()
        .forEach((name, each) -> {
          PacingResult result = world.run(each);
          results.put(name, result);
          console().result(line(name, result));
        });
    PacingResult best = Hindsight.in(world);
    results.put("hindsight", best);
    console().result(line("hindsight", best));
    json.write(
        Map.of(
            "days",
            days,
            "campaigns",
            campaigns,
            "auctionsPerMinute",
            auctions,
            "seed",
            seed,
            "pacing",
            results));
    return ExitCode.DONE;
  }

  private void check(String option, int value) {
    expect(value >= 1 && value <= MOST, option, value, "1 to " + MOST);
  }

  /** Those with gains have the best of a grid, on the seeds 1 and 2. */
  static Map<String, Supplier<Pacing>> kinds() {
    Map<String, Supplier<Pacing>> kinds = new LinkedHashMap<>();
    kinds.put("none", () -> PacingWorld.FULL);
    kinds.put("throttling", Throttling::new);
    kinds.put("pid", () -> new SpendPid(0.02, 0.01, 0));
    kinds.put("ta-pid", () -> new TrafficAwarePid(0.1, 0.003, 0));
    kinds.put("mystique", Mystique::new);
    kinds.put("ours", OurPacing::new);
    return kinds;
  }

  private static String line(String name, PacingResult result) {
    return String.format(
        Locale.ROOT,
        "%-12s %9.0f %9.0f %9.0f %11.2f%% %8d",
        name,
        result.valueUsd(),
        result.spentUsd(),
        result.clicks(),
        100 * result.spendError(),
        result.strandedCampaignDays());
  }
}
