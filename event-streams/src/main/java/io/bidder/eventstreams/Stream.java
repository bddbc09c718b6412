package io.bidder.eventstreams;

import io.bidder.eventlog.cli.JoinOptions;
import io.bidder.eventlog.cli.KafkaOptions;
import io.bidder.eventlog.join.JoinRules;
import io.bidder.settings.Types;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ./run events stream}: joins the events of a fleet's topic, until it is stopped. */
@Command(
    name = "./run events stream",
    description = {
      "Join the events of a Kafka topic to rows to train on, in another topic, until stopped.",
      "Instances of one application divide the work. The topics must be there.",
    },
    footer = {
      "",
      "Example:",
      "  ./run events stream --kafka broker1:9092,broker2:9092 --state /var/lib/bidder/join",
    })
public final class Stream extends ConsoleCommand {
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--rows",
      paramLabel = "NAME",
      description = "The topic that rows go to (default: bidder.rows).")
  private String rows = "bidder.rows";

  @Option(
      names = "--application",
      paramLabel = "NAME",
      description =
          "What instances share that divide the topic; other rules need another name (default:"
              + " bidder-join).")
  private String application = "bidder-join";

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where to keep state, which is made again from the cluster if lost (default:"
              + " join-state).")
  private Path state = Path.of("join-state");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that share the work here (default: one a core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--max-arrival-delay",
      paramLabel = "TIME",
      converter = Span.class,
      description =
          "How long after others of their time a bidder's events may come, such as when it could"
              + " not reach Kafka; later ones are not joined, and bids without an impression take"
              + " up room for this long (default: 6h).")
  private Duration maxArrivalDelay = Duration.ofHours(6);

  @Mixin private JoinOptions join = new JoinOptions();

  Stream() {}

  /** A span of time from nothing to a year. */
  private static final class Span implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      var type = Types.duration(Duration.ZERO, Duration.ofDays(365));
      return type.parse(text)
          .orElseThrow(() -> new TypeConversionException("expected " + type.expected()));
    }
  }

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()),
            arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return Commands.of(new Stream()).setOut(out).setErr(err).execute(arguments);
  }

  @Override
  public Integer call() throws InterruptedException {
    expect(threads > 0, "--threads", threads, "at least 1");
    JoinFigures figures = new JoinFigures();
    StreamOptions options =
        new StreamOptions(application, kafka.brokers(), kafka.topic(), rows, state, threads);
    Map<String, String> more = kafka.client(JoinStream.own(options).keySet());
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(1);
    try (KafkaStreams stream =
        JoinStream.of(rules(), options, more, InstantSource.system(), figures)) {
      stream.setUncaughtExceptionHandler(why -> {
        failure.compareAndSet(null, why);
        ended.countDown();
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      });
      Thread stopping = new Thread(() -> JoinStream.stop(stream), "stop");
      Runtime.getRuntime().addShutdownHook(stopping);
      stream.start();
      while (!ended.await(1, TimeUnit.MINUTES)) {
        console().note(figures.toString());
      }
    } catch (KafkaException e) {
      failure.set(e);
    }
    console().note(figures + "; ended by " + failure.get());
    return ExitCode.FAILED;
  }

  private JoinRules rules() {
    JoinRules asked = join.rules();
    return new JoinRules(
        asked.shownBy(),
        asked.impressionWindow(),
        asked.settleAfter(),
        asked.clickWindow(),
        asked.conversionWindow(),
        asked.viewWindow(),
        asked.maxReportingDelay(),
        maxArrivalDelay);
  }
}
