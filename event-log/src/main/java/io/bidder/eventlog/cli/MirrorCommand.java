package io.bidder.eventlog.cli;

import io.bidder.eventlog.kafka.TopicMirror;
import io.bidder.eventlog.segment.RetentionRules;
import io.bidder.settings.Types;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.EarlyEnd;
import io.bidder.settings.command.ExitCode;
import java.time.Duration;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ./run events mirror}. */
@Command(
    name = "mirror",
    description = {
      "Copy the events of a fleet's Kafka topic to a log on this machine, each once, until"
          + " stopped.",
      "Every command that reads a log reads that one: learn, train, events report. Killed, it goes"
          + " on where it was.",
    },
    footer = {
      "",
      "Example:",
      "  ./run events mirror --kafka broker1:9092,broker2:9092 --events fleet",
      "  ./run learn --events fleet --store store",
    })
final class MirrorCommand extends ConsoleCommand {
  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private LogDirectory log = new LogDirectory();

  @Option(
      names = "--max-age",
      paramLabel = "TIME",
      converter = Age.class,
      description = "How long events are kept, in whole segments (default: 30d).")
  private Duration maxAge = Duration.ofDays(30);

  /** A span of time from an hour to ten years. */
  private static final class Age implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      var type = Types.duration(Duration.ofHours(1), Duration.ofDays(3_650));
      return type.parse(text)
          .orElseThrow(() -> new TypeConversionException("expected " + type.expected()));
    }
  }

  @Override
  public Integer call() {
    TopicMirror mirror =
        new TopicMirror(
            kafka.brokers(),
            kafka.client(),
            kafka.topic(),
            log.path(),
            new RetentionRules(maxAge, Long.MAX_VALUE, Long.MAX_VALUE),
            InstantSource.system(),
            new Told());
    try (EarlyEnd end = new EarlyEnd()) {
      end.by(mirror::stop);
      console().note("copying topic " + kafka.topic() + " to " + log.path());
      mirror.run();
    }
    return ExitCode.DONE;
  }

  /** Says what happens. */
  private final class Told implements TopicMirror.Listener {
    @Override
    public void caughtUp(long copied) {
      console().note("has all that is in the topic, %,d events since the start".formatted(copied));
    }

    @Override
    public void away(Throwable why) {
      console().note("waits: " + why.getMessage());
    }

    @Override
    public void missed(String why) {
      console().note("events are missing: " + why + "; goes on with the oldest that are there");
    }

    @Override
    public void notKept(String why) {
      console().note("how far it is: " + why);
    }
  }
}
