package io.bidder.market.replay;

import io.bidder.market.load.Load;
import io.bidder.market.load.LoadGenerator;
import io.bidder.market.load.LoadResult;
import io.bidder.market.load.RequestSet;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import io.bidder.settings.command.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run replay}: sends recorded bid requests, or a log's rows, and reports the answers. */
@Command(
    name = "./run replay",
    description = {
      "Send recorded OpenRTB bid requests, byte for byte, or requests made of a log's rows, hold"
          + " the answers to the rules, and report what they were and how long they took.",
      "",
      "Ends with 1 if there were errors: an answer that is none of 200, 204 and 400, a 200 that is"
          + " no JSON or breaks a rule, or no answer. docs/howto/replay.md says more."
    })
public final class Replay extends ConsoleCommand {
  private static final String BID_PATH = "/openrtb2/bid";
  private static final String EXPLAIN_PATH = "/explain";
  private static final int DEFAULT_PORT = 80;
  private static final int MAX_CONNECTIONS = 1024;
  private static final int MAX_REPEAT = 1_000_000;
  private static final double MAX_RATE = 1e7;

  /** Answers that come after the deadline are late; after this they are errors. */
  private static final int MIN_LIMIT_MILLIS = 5_000;

  private static final Type<Duration> TIMEOUT =
      Types.duration(Duration.ofMillis(1), Duration.ofMinutes(10));

  @Option(
      names = "--requests",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Files, or directories of files, in name order: .json with one request each, .jsonl with"
              + " one a line, either with .gz.")
  private List<Path> requests = List.of();

  @Mixin private final LogOptions log = new LogOptions();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where to send them, by default the path " + BID_PATH + ".")
  private @Nullable String url;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      converter = OutputFile.class,
      description = "Instead of sending a log's requests: write them as JSON lines.")
  private @Nullable Path write;

  @Option(
      names = "--explain",
      paramLabel = "URL",
      description =
          "Instead of sending a log's requests as bid requests: ask the admin port's "
              + EXPLAIN_PATH
              + " what the server predicts for each row, as if it had come at the row's time, and"
              + " compare that with --predictions. Ends with 1 if any row differs.")
  private @Nullable String explain;

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description = "What ./run evaluate --all-rows --predictions FILE wrote for the same log.")
  private @Nullable Path predictions;

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

  @Mixin private final JsonFile json = new JsonFile();

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      converter = OutputFile.class,
      description = "Write every answer as a line of JSON.")
  private @Nullable Path answers;

  private Replay() {}

  /** Runs the command and ends the process: 0, 1 for errors, 2 for wrong input. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return Commands.of(new Replay());
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    double perSecond = rate == null ? 0 : rate;
    expect(rate == null || (perSecond > 0 && perSecond <= MAX_RATE), "--rate", rate, "above 0");
    expect(
        connections >= 1 && connections <= MAX_CONNECTIONS,
        "--connections",
        connections,
        "1 to " + MAX_CONNECTIONS);
    expect(repeat >= 1 && repeat <= MAX_REPEAT, "--repeat", repeat, "1 to " + MAX_REPEAT);
    int timeoutMillis = timeoutMillis();
    requireOneWay();
    return run(perSecond, timeoutMillis);
  }

  private int run(double perSecond, int timeoutMillis) throws IOException, InterruptedException {
    URI target = url == null ? null : target("--url", url, BID_PATH);
    URI admin = explain == null ? null : target("--explain", explain, EXPLAIN_PATH);
    List<RecordedRequest> recorded =
        log.logs.isEmpty() ? RecordedRequests.read(requests) : log.read(timeoutMillis, console());
    if (write != null) {
      return write(recorded, write);
    }
    try {
      return admin != null
          ? explain(recorded, admin)
          : send(recorded, Objects.requireNonNull(target), perSecond, timeoutMillis);
    } catch (ConnectException e) {
      throw new ReplayInputException(
          (admin != null ? admin : target) + ": no server can be reached there");
    }
  }

  private int write(List<RecordedRequest> made, Path file) throws IOException {
    try (OutputStream out = AnswersFile.open(file)) {
      for (RecordedRequest request : made) {
        out.write(request.body());
        out.write('\n');
      }
    }
    console().result(file + ": " + made.size() + " requests");
    return ExitCode.DONE;
  }

  private int explain(List<RecordedRequest> made, URI admin)
      throws IOException, InterruptedException {
    ExpectedPredictions expected = ExpectedPredictions.read(Objects.requireNonNull(predictions));
    if (expected.size() != made.size()) {
      throw new ReplayInputException(
          predictions
              + ": "
              + expected.size()
              + " rows, but the log has "
              + made.size()
              + "; expected the predictions of evaluate --all-rows for this log");
    }
    Explanations explanations = new Explanations(expected);
    explanations.ask(made, admin, connections);
    explanations.print(console().out());
    json.write(explanations.figures());
    return explanations.isEqual() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private int send(List<RecordedRequest> recorded, URI target, double perSecond, int timeoutMillis)
      throws IOException, InterruptedException {
    RequestSet set =
        RequestSet.of(
            recorded.stream().map(RecordedRequest::body).toList(),
            recorded.stream()
                .map(request -> request.facts().deadlineMillis(timeoutMillis))
                .toList(),
            target.getRawAuthority(),
            target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery()));
    long total = (long) recorded.size() * repeat;
    Load load =
        perSecond > 0
            ? new Load.Even(perSecond, total, connections)
            : Load.closedOf(total, connections);
    int port = target.getPort() < 0 ? DEFAULT_PORT : target.getPort();
    InetSocketAddress address = new InetSocketAddress(target.getHost(), port);
    Duration giveUp = Duration.ofMillis(Math.max(MIN_LIMIT_MILLIS, 2 * timeoutMillis));
    AnswerCounts counts;
    LoadResult sending;
    try (LoadGenerator generator = new LoadGenerator(giveUp);
        AnswersFile file = answers == null ? null : new AnswersFile(answers)) {
      counts = new AnswerCounts(recorded, file);
      try (AnswerQueue queue = new AnswerQueue(counts)) {
        sending = generator.run(address, set, load, queue);
      }
    }
    ReplayReport report = new ReplayReport(counts, sending, perSecond, connections);
    report.print(console().out());
    json.write(report.figures());
    return counts.errors > 0 ? ExitCode.FAILED : ExitCode.DONE;
  }

  /** Requires one source of requests, and one thing to do with them. */
  private void requireOneWay() {
    requireExactlyOne("--requests or --log", !requests.isEmpty(), !log.logs.isEmpty());
    requireExactlyOne("--url, --write or --explain", url != null, write != null, explain != null);
    requireWith("--log", !log.logs.isEmpty(), "--schema", log.schema != null);
    requireWith("--schema", log.schema != null, "--log", !log.logs.isEmpty());
    requireWith("--write", write != null, "--log", !log.logs.isEmpty());
    requireWith("--explain", explain != null, "--log", !log.logs.isEmpty());
    requireWith("--explain", explain != null, "--predictions", predictions != null);
    requireWith("--predictions", predictions != null, "--explain", explain != null);
  }

  private void requireExactlyOne(String options, boolean... given) {
    int count = 0;
    for (boolean one : given) {
      count += one ? 1 : 0;
    }
    if (count != 1) {
      throw wrong("expected one of " + options + ", got " + count);
    }
  }

  private void requireWith(String option, boolean given, String other, boolean otherGiven) {
    if (given && !otherGiven) {
      throw wrong(option + " is only useful with " + other);
    }
  }

  private URI target(String option, String given, String defaultPath) {
    URI target;
    try {
      target = URI.create(given);
    } catch (IllegalArgumentException e) {
      target = URI.create("");
    }
    expect(
        "http".equals(target.getScheme()) && target.getHost() != null,
        option,
        given,
        "such as http://localhost:8080" + defaultPath);
    String path = target.getRawPath();
    return path.isEmpty() || path.equals("/") ? target.resolve(defaultPath) : target;
  }

  private int timeoutMillis() {
    Optional<Duration> span = TIMEOUT.parse(timeout);
    expect(span.isPresent(), "--timeout", timeout, TIMEOUT.expected());
    return (int) span.orElseThrow().toMillis();
  }
}
