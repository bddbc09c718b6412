package io.bidder.bidder.serve;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.http.BindFailedException;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.scoring.ProviderUnavailableException;
import io.bidder.settings.InvalidInputException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./run serve}, which {@code ./run} alone is too: serves until SIGTERM or SIGINT, after
 * which it answers what has arrived and ends. Exit codes before that: 2 for a wrong configuration,
 * catalogue or model, 1 for a port or file that cannot be had.
 */
@Command(
    name = "./run serve",
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Serve bids: POST /openrtb2/bid on the bid port; /metrics, /healthz, /readyz and /explain on"
          + " the admin port.",
      "",
      "Without a file it is the demo: the model and the campaigns in bidder/demo, ports 8080 and"
          + " 8081. docs/reference/configuration.md lists every key."
    })
public final class Main implements Callable<Integer> {
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
              + " do.")
  private boolean check;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  boolean help;

  @Spec private @Nullable CommandSpec spec;

  Main() {}

  /** Runs the command; the process ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main()).setExecutionExceptionHandler(Main::failed);
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerConfig read = ServerConfig.load(config, sets);
    BidderServer server = BidderServer.start(read, InstantSource.system());
    if (check) {
      try (server) {
        SelfCheck.run(server.port());
      }
      out().println("bids with model %s".formatted(server.modelId()));
      return 0;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  server.close();
                  stopped.countDown();
                }));
    out()
        .println(
            "bidding on http://localhost:%d/openrtb2/bid with model %s, admin on http://localhost:%d"
                .formatted(server.port(), server.modelId(), server.adminPort()));
    stopped.await();
    return 0;
  }

  private PrintWriter out() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("the command was not started by its parser");
    }
    return own.commandLine().getOut();
  }

  /** The one place where a failure to start becomes an exit code. */
  private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    switch (failure) {
      case InvalidInputException e -> line.getErr().println(e.getMessage());
      case ProviderUnavailableException e -> line.getErr().println(e.getMessage());
      case IllegalArgumentException e -> line.getErr().println(e.getMessage());
      case ModelStoreException e -> {
        line.getErr().println(e.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
      }
      case BindFailedException e -> {
        line.getErr().println(e.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
      }
      case UncheckedIOException e -> {
        line.getErr().println(e.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
      }
      default -> throw failure;
    }
    return CommandLine.ExitCode.USAGE;
  }
}
