package io.bidder.eventlog.cli;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventHead;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ./run events cat}. */
@Command(
    name = "cat",
    description = "Write events as JSON, one a line, in the order in which the log has them.",
    footer = {
      "",
      "Examples:",
      "  ./run events cat --events events --bid 00112233445566778899aabbccddeeff",
      "  ./run events cat --events events --kind click --kind conversion --follow",
    })
final class CatCommand extends ConsoleCommand {
  private static final long POLL_MILLIS = 100;

  @Mixin private LogDirectory log = new LogDirectory();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      converter = KindName.class,
      description =
          "Only events of this kind, or these: bid, win, billed, loss, impression, click,"
              + " conversion, refund, request, control.")
  private List<Kind> kinds = List.of();

  @Option(
      names = "--bid",
      paramLabel = "ID",
      converter = Id.class,
      description = "Only the events of this bid: bid.id in the answer, 32 hexadecimal digits.")
  private @Nullable BidId bid;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = InstantOption.class,
      description = "Only what was taken in at this time or later, such as 2026-01-31T12:00:00Z.")
  private Instant from = Instant.MIN;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = InstantOption.class,
      description = "Only what was taken in before this time.")
  private Instant to = Instant.MAX;

  @Option(names = "--follow", description = "Go on with what comes, until stopped.")
  private boolean follow;

  /** A kind's name, in lower case as in event.proto. */
  private static final class KindName implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String text) {
      for (Kind kind : Kind.values()) {
        if (kind.toString().equals(text)) {
          return kind;
        }
      }
      throw new TypeConversionException("expected one of " + List.of(Kind.values()));
    }
  }

  private static final class Id implements ITypeConverter<BidId> {
    @Override
    public BidId convert(String text) {
      BidId id = BidId.parse(text);
      if (id == null) {
        throw new TypeConversionException("expected 32 hexadecimal digits");
      }
      return id;
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = console().out();
    try (LogReader reader = LogReader.openAtStart(log.path())) {
      while (!out.checkError()) {
        while (reader.next()) {
          EventHead head = EventHead.read(reader.payload());
          if (isWanted(head)) {
            out.println(EventJson.of(Event.read(reader.payload())));
          }
        }
        if (!follow) {
          break;
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.flush();
    return ExitCode.DONE;
  }

  /** A kind of a later version is passed over. */
  private boolean isWanted(EventHead head) {
    Instant ingest = Instant.ofEpochMilli(head.ingestEpochMillis());
    return head.kind() != null
        && (kinds.isEmpty() || kinds.contains(head.kind()))
        && (bid == null || bid.equals(head.bidId()))
        && !ingest.isBefore(from)
        && ingest.isBefore(to);
  }
}
