package io.bidder.bidder.serve;

import io.bidder.bidder.bank.BankException;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.pricing.Pace;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./run serve}, which {@code ./run} alone is too: serves until SIGTERM or SIGINT, after
 * which it answers what has arrived and ends ({@link EndSignals}). Exit codes before that: 2 for a
 * wrong configuration, catalogue or model, 1 for a port or file that cannot be had; afterwards 4 if
 * no bid can be made any more.
 */
@Command(
    name = "./run serve",
    description = {
      "Serve bids: POST /openrtb2/bid on the bid port; /metrics, /healthz, /readyz and /explain on"
          + " the admin port.",
      "",
      "Without a file it is the demo: the model and the campaigns in bidder/demo, ports 8080 and"
          + " 8081. docs/reference/configuration.md lists every key."
    })
public final class Main extends ConsoleCommand {
  /** Beside the answers that are due, for all that is closed when a server goes down. */
  private static final Duration ENDING_PATIENCE = Duration.ofSeconds(10);

  @Option(names = "--config", paramLabel = "FILE", description = "YAML configuration.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      arity = "1..*",
      paramLabel = "KEY=VALUE",
      description = "Set a key, such as http.port=9080; holds against the file.")
  private List<String> sets = List.of();

  @Option(
      names = "--check",
      description =
          "Start, bid on made-up requests, and end: whether configuration, catalogue and model will"
              + " do, and how many ads can bid now.")
  private boolean check;

  Main() {}

  /** Runs the command; the process ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return Commands.of(new Main());
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerConfig read = ServerConfig.load(config, sets);
    HeapNeed.check(read);
    Ending ending = new Ending(read.http().drainTimeout().plus(ENDING_PATIENCE));
    InstantSource clock = InstantSource.system();
    BidderServer server = BidderServer.start(read, clock, ending, Pace.NONE, null);
    if (check) {
      try (server) {
        String nothingPriced = server.nothingPriced();
        if (nothingPriced != null) {
          throw new InvalidInputException(nothingPriced);
        }
        server.checkBank();
        SelfCheck.run(server.address(), clock);
      } catch (BankException e) {
        throw new InvalidInputException("budget.redis: " + e.getMessage());
      }
      if (server.ads().isDead()) {
        throw new InvalidInputException(
            "%s: %s; none will later".formatted(read.catalogue().file(), server.ads()));
      }
      console().result("bids with model %s: %s".formatted(server.modelId(), server.ads()));
      return ExitCode.DONE;
    }
    Thread.setDefaultUncaughtExceptionHandler(ending);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  server.close();
                  stopped.countDown();
                }));
    EndSignals.handle(server, read.http().drainDelay());
    console()
        .result(
            "bidding on %s/openrtb2/bid with model %s, admin on http://localhost:%d"
                .formatted(
                    read.http().localUrl(server.port()), server.modelId(), server.adminPort()));
    stopped.await();
    return ExitCode.DONE;
  }
}
