package io.bidder.market.world;

import io.bidder.settings.IoReasons;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import io.bidder.settings.command.OutputFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./run market}: writes the demo market's log. */
@Command(
    name = "./run market",
    description =
        "Writes the demo market's log: impressions, clicks (about 1 %%) and conversions (about 5"
            + " %% of clicks) of a small ad world, with the true probabilities beside the labels."
            + " market/schema.yaml describes its columns.")
public final class Market extends ConsoleCommand {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long MAX_ROWS = 1_000_000_000;
  private static final int MAX_DAYS = 366;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Impressions to write (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "Who comes, which ads are shown and what happens (default: ${DEFAULT-VALUE}). The same"
              + " seed gives the same log.")
  private long seed;

  @Option(
      names = "--world",
      paramLabel = "S",
      defaultValue = "" + World.DEFAULT_SEED,
      description =
          "Seed of the world itself: its sites, campaigns and tastes (default: ${DEFAULT-VALUE})."
              + " Logs of one world have the same true probabilities.")
  private long worldSeed;

  @Option(
      names = "--days",
      paramLabel = "D",
      defaultValue = "28",
      description = "Days that the impressions are spread over (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      converter = OutputFile.class,
      description = "The log, CSV; gzip if the name ends in .gz. What was there is replaced.")
  private Path out = Path.of("");

  @Mixin private final JsonFile json = new JsonFile();

  private Market() {}

  /** Runs the command and ends the process: 0, 1 for a failed run, 2 for wrong options. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return Commands.of(new Market());
  }

  @Override
  public Integer call() throws IOException {
    expect(rows >= 1 && rows <= MAX_ROWS, "--rows", rows, "1 to " + MAX_ROWS);
    expect(days >= 1 && days <= MAX_DAYS, "--days", days, "1 to " + MAX_DAYS);
    long startNs = System.nanoTime();
    MarketLog.Summary summary = write(World.of(worldSeed));
    double seconds = (System.nanoTime() - startNs) / 1e9;
    console()
        .result(
            String.format(
                Locale.ROOT,
                "%s: %,d impressions, %,d clicks (%.2f %%), %,d conversions (%.1f %% of clicks),"
                    + " orders of %,.2f, in %.1f s",
                out,
                summary.rows(),
                summary.clicks(),
                100.0 * summary.clicks() / summary.rows(),
                summary.conversions(),
                100.0 * summary.conversions() / Math.max(1, summary.clicks()),
                summary.orderValueMicros() / 1e6,
                seconds));
    json.write(figures(summary, seconds));
    return ExitCode.DONE;
  }

  /** Writes beside the log first: half a log never stands under its name. */
  private MarketLog.Summary write(World world) throws IOException {
    Path partial = out.resolveSibling(out.getFileName() + ".partial");
    MarketLog.Summary summary;
    boolean done = false;
    try (Writer writer = new OutputStreamWriter(open(partial), StandardCharsets.US_ASCII)) {
      summary = MarketLog.write(world, seed, days, rows, writer);
      done = true;
    } catch (IOException e) {
      throw new IOException(partial + " cannot be written: " + IoReasons.of(e), e);
    } finally {
      if (!done) {
        Files.deleteIfExists(partial);
      }
    }
    Files.move(partial, out, StandardCopyOption.REPLACE_EXISTING);
    return summary;
  }

  private OutputStream open(Path file) throws IOException {
    OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    return out.toString().endsWith(".gz") ? new FastGzip(plain) : plain;
  }

  private Map<String, Object> figures(MarketLog.Summary summary, double seconds) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", summary.rows());
    figures.put("seed", seed);
    figures.put("world", worldSeed);
    figures.put("days", days);
    figures.put("clicks", summary.clicks());
    figures.put("conversions", summary.conversions());
    figures.put("orderValueMicros", summary.orderValueMicros());
    figures.put("rowsPerSecond", Math.round(summary.rows() / seconds));
    return figures;
  }

  /** Compresses fast rather than small: the log is written once and read a few times. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
