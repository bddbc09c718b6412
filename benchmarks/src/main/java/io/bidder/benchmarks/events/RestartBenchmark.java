package io.bidder.benchmarks.events;

import io.bidder.benchmarks.bench.process.Cores;
import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.benchmarks.bench.process.Subject;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.exposure.Exposures;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A server's process from its start until it bids, with a log of ten million events behind it: with
 * snapshots, which half a minute of 10,000 events a second have come after, and without any. Beside
 * it one state alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
public class RestartBenchmark {
  private static final long SINCE_SNAPSHOT = 300_000;

  @Param("10000000")
  private long events;

  @Param({"false", "true"})
  private boolean snapshots;

  private final Path directory = LogDirectory.make();
  private final Path snapshot = directory.resolve("snapshots");
  private final Path kept = directory.resolve("kept");
  private @Nullable Launcher launcher;
  private @Nullable Subject server;

  /** Writes the log, of which a server has seen all but the end. */
  @Setup
  public void write() throws IOException, InterruptedException {
    InstantSource clock = InstantSource.system();
    MadeEvents made = new MadeEvents(events, clock.millis());
    try (LogWriter log = LogWriter.open(directory, SegmentSizes.defaults(), clock)) {
      made.writeCaps(log);
      made.writeUpTo(log, events - SINCE_SNAPSHOT);
    }
    launcher = Launcher.of(Path.of(System.getProperty("bidder.home", ".")), Cores.of(0));
    start();
    stop();
    Files.move(snapshot, kept);
    try (LogWriter log = LogWriter.open(directory, SegmentSizes.defaults(), clock)) {
      made.writeUpTo(log, events);
    }
  }

  /** Puts the directory back to what the crash of a server leaves. */
  @Setup(Level.Invocation)
  public void crash() throws IOException {
    if (Files.exists(snapshot)) {
      LogDirectory.delete(snapshot);
    }
    if (snapshots) {
      Files.createDirectory(snapshot);
      try (Stream<Path> files = Files.list(kept)) {
        for (Path file : files.toList()) {
          Files.copy(file, snapshot.resolve(file.getFileName()));
        }
      }
    }
  }

  @TearDown
  public void delete() throws IOException {
    LogDirectory.delete(snapshot);
    LogDirectory.delete(kept);
    LogDirectory.delete(directory);
  }

  /** Starts the server until it bids. */
  @Benchmark
  public void start() throws IOException, InterruptedException {
    server =
        Subject.ours(Objects.requireNonNull(launcher), Map.of("events.dir", directory.toString()));
  }

  /** Makes the counts of what persons were shown, all of them and no other state, from the log. */
  @Benchmark
  public long exposures() {
    Exposures exposures =
        new Exposures(
            ServerConfig.load(null, List.of()).caps(),
            () -> {
              throw new IllegalStateException("full");
            });
    try (LogReader reader = LogReader.openAtStart(directory)) {
      while (reader.next()) {
        Kind kind = Event.kindOf(reader.payload());
        if (kind != null && exposures.wants(kind)) {
          exposures.on(Event.read(reader.payload()), reader.position());
        }
      }
    }
    return exposures.size();
  }

  @TearDown(Level.Invocation)
  public void stop() {
    if (server != null) {
      server.close();
    }
  }
}
