package io.bidder.market.world;

import io.bidder.settings.command.CommandRunner;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./run market}: writes the demo market's log. */
@Command(
    name = "./run market",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Writes the demo market's log: impressions, clicks (about 2 %%) and conversions (about 10"
            + " %% of clicks) of a small ad world, with the true probabilities beside the labels."
            + " market/schema.yaml describes its columns.")
public final class Market implements Callable<Integer> {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long MAX_ROWS = 1_000_000_000;
  private static final int MAX_DAYS = 366;

  @Spec private @Nullable CommandSpec spec;

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
      description = "The log, CSV; gzip if the name ends in .gz. What was there is replaced.")
  private Path out = Path.of("");

  @Option(names = "--json", paramLabel = "FILE", description = "Write what was written as JSON.")
  private @Nullable Path json;

  private Market() {}

  /** Runs the command and ends the process: 0, 1 for a failed run, 2 for wrong options. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return CommandRunner.of(new Market(), failure -> false);
  }

  @Override
  public Integer call() throws IOException {
    require(rows >= 1 && rows <= MAX_ROWS, "--rows", rows, "1 to " + MAX_ROWS);
    require(days >= 1 && days <= MAX_DAYS, "--days", days, "1 to " + MAX_DAYS);
    requireWritable("--out", out);
    if (json != null) {
      requireWritable("--json", json);
    }
    long startNs = System.nanoTime();
    MarketLog.Summary summary = write(World.of(worldSeed));
    double seconds = (System.nanoTime() - startNs) / 1e9;
    PrintWriter output = commandSpec().commandLine().getOut();
    output.printf(
        Locale.ROOT,
        "%s: %,d impressions, %,d clicks (%.2f %%), %,d conversions (%.1f %% of clicks),"
            + " orders of %,.2f, in %.1f s%n",
        out,
        summary.rows(),
        summary.clicks(),
        100.0 * summary.clicks() / summary.rows(),
        summary.conversions(),
        100.0 * summary.conversions() / Math.max(1, summary.clicks()),
        summary.orderValueMicros() / 1e6,
        seconds);
    output.flush();
    if (json != null) {
      JsonMapper.shared().writeValue(json.toFile(), figures(summary, seconds));
    }
    return 0;
  }

  /** Writes beside the log first: half a log never stands under its name. */
  private MarketLog.Summary write(World world) throws IOException {
    Path partial = out.resolveSibling(out.getFileName() + ".partial");
    MarketLog.Summary summary;
    boolean done = false;
    try (Writer writer = new OutputStreamWriter(open(partial), StandardCharsets.US_ASCII)) {
      summary = MarketLog.write(world, seed, days, rows, writer);
      done = true;
    } catch (FileSystemException e) {
      throw new IOException(partial + " cannot be written: " + reason(e), e);
    } catch (IOException e) {
      throw new IOException(partial + " cannot be written: " + e.getMessage(), e);
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

  private void requireWritable(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    require(
        folder != null && Files.isDirectory(folder) && !Files.isDirectory(file),
        option,
        file,
        "a file in a directory that exists");
  }

  private void require(boolean holds, String option, Object value, String expected) {
    if (!holds) {
      throw new ParameterException(
          commandSpec().commandLine(), option + " is " + value + ", expected " + expected);
    }
  }

  private CommandSpec commandSpec() {
    CommandSpec injected = spec;
    if (injected == null) {
      throw new IllegalStateException("picocli sets the spec before it calls the command");
    }
    return injected;
  }

  private static String reason(FileSystemException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "no such directory";
      default -> failure.getReason() == null ? failure.toString() : failure.getReason();
    };
  }

  /** Compresses fast rather than small: the log is written once and read a few times. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
