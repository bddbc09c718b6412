package io.bidder.market.replay;

import io.bidder.market.replay.mapping.LogRequests;
import io.bidder.settings.command.Console;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.ReadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a replay of a log's rows. */
final class LogOptions {
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");

  @Option(
      names = "--log",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Instead of --requests: send each row of these logs as a request; CSV, TSV or JSON lines,"
              + " plain or gzip.")
  List<Path> logs = List.of();

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description = "YAML file that says which request field each of the log's columns is.")
  @Nullable Path schema;

  @Option(
      names = "--field",
      paramLabel = "PATH=COLUMN",
      description =
          "Put a column of numbers that the schema does not name at a field of the request, for"
              + " example imp.banner.h=slot_height.")
  private final Map<String, String> fields = new LinkedHashMap<>();

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "300x250",
      description = "Banner of rows that have none (default: ${DEFAULT-VALUE}).")
  private String size = "";

  @Option(
      names = "--broken-share",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description =
          "Share of broken rows that is left out; more ends the run (default: ${DEFAULT-VALUE}).")
  private double brokenShare;

  /**
   * Makes the requests, and says on the console what of the log they do not carry.
   *
   * @throws ReplayInputException if an option is wrong
   */
  List<RecordedRequest> read(int tmaxMillis, Console console) throws IOException {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw new ReplayInputException("--size is " + size + ", expected such as 300x250");
    }
    if (!(brokenShare >= 0 && brokenShare <= 1)) {
      throw new ReplayInputException("--broken-share is " + brokenShare + ", expected 0 to 1");
    }
    LogSchema logSchema = LogSchema.read(Objects.requireNonNull(schema));
    LogRequests mapping;
    try {
      int width = Integer.parseInt(matcher.group(1));
      int height = Integer.parseInt(matcher.group(2));
      mapping = new LogRequests(logSchema, fields, width, height, tmaxMillis);
    } catch (IllegalArgumentException e) {
      throw new ReplayInputException("--field: " + e.getMessage());
    }
    List<RecordedRequest> requests = new ArrayList<>();
    long untimed = 0;
    for (LogRequests.Made made :
        mapping.read(logs, ReadOptions.defaults().withBrokenShare(brokenShare))) {
      untimed += made.epochMillis() == RecordedRequest.NO_TIME ? 1 : 0;
      requests.add(
          new RecordedRequest(
              "row-" + requests.size(),
              made.body(),
              RequestFacts.of(made.body()),
              made.epochMillis()));
    }
    if (!mapping.columnsLeftOut().isEmpty()) {
      console.note("not in the requests: " + String.join(", ", mapping.columnsLeftOut()));
    }
    mapping
        .valuesLeftOut()
        .forEach((path, count) -> console.note(count + " values have no place at " + path));
    if (untimed > 0) {
      console.note(untimed + " rows have no time");
    }
    return requests;
  }
}
