package io.bidder.eventlog.cli;

import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./run events stats}. */
@Command(
    name = "stats",
    description = "Count a log's events by kind and by the hour in which they were taken in.")
final class StatsCommand extends ConsoleCommand {
  @Mixin private LogDirectory log = new LogDirectory();

  @Mixin private JsonFile json = new JsonFile();

  @Override
  public Integer call() throws IOException {
    LogFigures figures = LogFigures.of(log.path(), false);
    print(figures, console().out());
    json.write(json(figures));
    return ExitCode.DONE;
  }

  private static void print(LogFigures figures, PrintWriter out) {
    List<String> kinds =
        figures.events().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(Map.Entry::getKey)
            .toList();
    StringBuilder heading = new StringBuilder(String.format(Locale.ROOT, "%-20s", "HOUR"));
    kinds.forEach(kind -> heading.append(cell(kind.toUpperCase(Locale.ROOT))));
    out.println(heading);
    figures.hours().forEach((hour, events) -> out.println(line(hour.toString(), kinds, events)));
    out.println(line("all", kinds, figures.events()));
    out.printf(
        Locale.ROOT,
        "%,d events in %,d segments, %,d bytes; %,d damaged places%n",
        figures.total(),
        figures.read().segments(),
        figures.read().bytes(),
        figures.damaged());
    figures.told().forEach(out::println);
    out.flush();
  }

  private static String line(String first, List<String> kinds, Map<String, Long> events) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-20s", first));
    kinds.forEach(kind ->
        line.append(cell(String.format(Locale.ROOT, "%,d", events.getOrDefault(kind, 0L)))));
    return line.toString();
  }

  private static String cell(String text) {
    return String.format(Locale.ROOT, "%14s", text);
  }

  private static Map<String, Object> json(LogFigures figures) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("events", figures.events());
    json.put("damaged", figures.damaged());
    json.put("segments", figures.read().segments());
    json.put("bytes", figures.read().bytes());
    json.put("unfinishedBytes", figures.read().unfinishedBytes());
    Map<String, Object> hours = new LinkedHashMap<>();
    for (Map.Entry<Instant, Map<String, Long>> hour : figures.hours().entrySet()) {
      hours.put(hour.getKey().toString(), hour.getValue());
    }
    json.put("hours", hours);
    return json;
  }
}
