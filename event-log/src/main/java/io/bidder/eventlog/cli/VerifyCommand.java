package io.bidder.eventlog.cli;

import io.bidder.eventlog.segment.LogCheck;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./run events verify}. */
@Command(
    name = "verify",
    description = {
      "Read every event of a log, and name what is damaged by file and byte.",
      "",
      "What is half written at the log's end is no damage: a server may be writing it, or died"
          + " while it did, and cuts it when it starts again. Exit code 2 if anything is damaged.",
    })
final class VerifyCommand extends ConsoleCommand {
  @Mixin private LogDirectory log = new LogDirectory();

  @Mixin private JsonFile json = new JsonFile();

  @Override
  public Integer call() throws IOException {
    LogFigures figures = LogFigures.of(log.path(), true);
    figures.told().forEach(console()::note);
    LogCheck.Read read = figures.read();
    console()
        .result(
            String.format(
                Locale.ROOT,
                "%s: %,d events in %,d segments, %,d bytes%s",
                figures.damaged() == 0 ? "ok" : figures.damaged() + " damaged places",
                figures.total(),
                read.segments(),
                read.bytes(),
                read.unfinishedBytes() == 0
                    ? ""
                    : ", of which " + read.unfinishedBytes() + " at the end are half written"));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ok", figures.damaged() == 0);
    result.put("damaged", figures.damaged());
    result.put("damage", figures.told());
    result.put("events", figures.total());
    result.put("segments", read.segments());
    result.put("bytes", read.bytes());
    result.put("unfinishedBytes", read.unfinishedBytes());
    json.write(result);
    return figures.damaged() == 0 ? ExitCode.DONE : ExitCode.WRONG_INPUT;
  }
}
