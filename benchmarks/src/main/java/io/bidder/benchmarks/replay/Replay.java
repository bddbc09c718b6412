package io.bidder.benchmarks.replay;

import io.bidder.benchmarks.CommandRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./run replay}: sends recorded bid requests and reports answers and latency. */
@Command(
    name = "./run replay",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Send recorded OpenRTB bid requests, byte for byte, hold the answers to the rules, and report"
          + " what they were and how long they took.",
      "",
      "Ends with 1 if there were errors: an answer that is none of 200, 204 and 400, a 200 that is"
          + " no JSON or breaks a rule, or no answer. docs/howto/replay.md says more."
    })
public final class Replay implements Callable<Integer> {
  private static final String BID_PATH = "/openrtb2/bid";
  private static final int MAX_CONNECTIONS = 1024;
  private static final int MAX_REPEAT = 1_000_000;
  private static final double MAX_RATE = 1e7;
  private static final int MAX_TIMEOUT_MILLIS = 600_000;

  /** Answers that come after the deadline are late; after this they are errors. */
  private static final int MIN_LIMIT_MILLIS = 5_000;

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s)");

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--requests",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Files, or directories of files, in name order: .json with one request each, .jsonl with"
              + " one a line, either with .gz.")
  private List<Path> requests = List.of();

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "Where to send them, by default the path " + BID_PATH + ".")
  private String url = "";

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Requests a second, sent on time whatever the answers do; latency counts from when a"
              + " request was due (default: each connection sends when it is answered).")
  private @Nullable Double rate;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "16",
      description = "Kept-alive connections (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "Send everything so many times over (default: ${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "100ms",
      description =
          "After how long an answer is late where the request has no tmax"
              + " (default: ${DEFAULT-VALUE}).")
  private String timeout = "";

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description = "Write every answer as a line of JSON.")
  private @Nullable Path answers;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks for it
  private boolean help;

  private Replay() {}

  /** Runs the command and ends the process: 0, 1 for errors, 2 for wrong input. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return CommandRunner.of(new Replay(), failure -> failure instanceof ReplayInputException);
  }

  @Override
  public Integer call() throws IOException {
    double perSecond = rate == null ? 0 : rate;
    require(rate == null || (perSecond > 0 && perSecond <= MAX_RATE), "--rate", rate, "above 0");
    require(
        connections >= 1 && connections <= MAX_CONNECTIONS,
        "--connections",
        connections,
        "1 to " + MAX_CONNECTIONS);
    require(repeat >= 1 && repeat <= MAX_REPEAT, "--repeat", repeat, "1 to " + MAX_REPEAT);
    URI target = target();
    int timeoutMillis = timeoutMillis();
    requireWritable("--json", json);
    requireWritable("--answers", answers);
    try {
      return send(RecordedRequests.read(requests), target, perSecond, timeoutMillis);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private int send(List<RecordedRequest> recorded, URI target, double perSecond, int timeoutMillis)
      throws IOException {
    String path =
        target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
    LoadGenerator generator =
        new LoadGenerator(
            target,
            request -> path,
            connections,
            perSecond,
            Math.max(MIN_LIMIT_MILLIS, 2 * timeoutMillis));
    List<Tally> tallies = new ArrayList<>();
    LoadGenerator.Sending sending;
    try (AnswersFile file = answers == null ? null : new AnswersFile(answers)) {
      sending =
          generator.run(
              recorded,
              repeat,
              () -> {
                Tally tally = new Tally(timeoutMillis, file);
                tallies.add(tally);
                return tally;
              });
    }
    Tally all = new Tally(timeoutMillis, null);
    tallies.forEach(all::add);
    ReplayReport report = new ReplayReport(all, sending, perSecond, connections);
    report.print(commandSpec().commandLine().getOut());
    if (json != null) {
      JsonMapper.shared().writeValue(json.toFile(), report.figures());
    }
    return all.errors > 0 ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  private URI target() {
    URI target;
    try {
      target = URI.create(url);
    } catch (IllegalArgumentException e) {
      target = URI.create("");
    }
    require(
        "http".equals(target.getScheme()) && target.getHost() != null,
        "--url",
        url,
        "such as http://localhost:8080" + BID_PATH);
    String path = target.getRawPath();
    return path.isEmpty() || path.equals("/") ? target.resolve(BID_PATH) : target;
  }

  private int timeoutMillis() {
    Matcher matcher = DURATION.matcher(timeout);
    long millis = 0;
    if (matcher.matches()) {
      millis = Long.parseLong(matcher.group(1)) * ("s".equals(matcher.group(2)) ? 1000 : 1);
    }
    require(
        millis >= 1 && millis <= MAX_TIMEOUT_MILLIS, "--timeout", timeout, "such as 100ms or 2s");
    return (int) millis;
  }

  private void requireWritable(String option, @Nullable Path file) {
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      require(
          folder != null && Files.isDirectory(folder) && !Files.isDirectory(file),
          option,
          file,
          "a file in a directory that exists");
    }
  }

  private void require(boolean holds, String option, @Nullable Object value, String expected) {
    if (!holds) {
      throw new ParameterException(
          commandSpec().commandLine(), option + " is " + value + ", expected " + expected);
    }
  }

  private CommandSpec commandSpec() {
    return Objects.requireNonNull(spec, "picocli sets the spec before it calls the command");
  }
}
