package io.bidder.benchmarks.events;

import io.bidder.eventlog.append.AppendOptions;
import io.bidder.eventlog.append.Appender;
import io.bidder.eventlog.append.Sync;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From an outcome's arrival to its acknowledgement, with 16 callers that each wait for theirs:
 * those that wait together are written together.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@Threads(16)
public class AcknowledgeBenchmark {
  /** The log of all callers. */
  @State(Scope.Benchmark)
  public static class Log {
    /** When an event is acknowledged. */
    @Param({"ALWAYS", "OS"})
    public Sync sync = Sync.ALWAYS;

    private final Path directory = LogDirectory.make();
    private @Nullable Appender appender;

    @Setup
    public void open() {
      appender =
          Appender.open(
              new AppendOptions(
                  directory, sync, Duration.ofSeconds(1), SegmentSizes.defaults(), 8 << 20, 4_096),
              InstantSource.system(),
              new NoTrouble());
    }

    @TearDown
    public void close() throws IOException {
      Objects.requireNonNull(appender).close();
      LogDirectory.delete(directory);
    }
  }

  /** A caller. */
  @State(Scope.Thread)
  public static class Caller {
    private final EventWriter event = new EventWriter();

    public Caller() {
      Subject subject = new Subject("acme", "a1", "c1", "ad1", 2_500_000, "USD", "20260101-1", "");
      event.write(new Event(new BidId(1, 2), 3, 4, new Happening.Win(subject, 2_000_000, 0)));
    }
  }

  @Benchmark
  public void acknowledge(Log log, Caller caller) {
    Objects.requireNonNull(log.appender).append(caller.event).toCompletableFuture().join();
  }
}
