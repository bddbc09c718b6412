package io.bidder.benchmarks.events;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A million bids of some 300 bytes to and from a log, in one thread: encoded and appended, as the
 * operating system has them ({@code os}); read back as records, and as events.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(2)
public class LogBenchmark {
  private static final int RECORDS = 1_000_000;
  private static final int VALUES = 6;
  private static final int RECORDS_A_FLUSH = 256;
  private static final SegmentSizes SIZES = SegmentSizes.defaults();

  /** A log that has nothing yet. */
  @State(Scope.Thread)
  public static class Empty {
    private final MadeBids bids = new MadeBids();
    private final EventWriter event = new EventWriter();
    private final Path directory = LogDirectory.make();
    private final LogWriter log = LogWriter.open(directory, SIZES, InstantSource.system());

    @TearDown
    public void delete() throws IOException {
      log.close();
      LogDirectory.delete(directory);
    }

    void append() {
      ByteBuffer bytes = ByteBuffer.wrap(event.bytes());
      for (int i = 0; i < RECORDS; i++) {
        bids.write(event, VALUES);
        log.append(bytes.limit(event.length()));
        if (i % RECORDS_A_FLUSH == 0) {
          log.flush();
        }
      }
      log.flush();
    }
  }

  /** A log that has a million. */
  @State(Scope.Thread)
  public static class Full {
    private Path directory = Path.of("");

    @Setup
    public void write(Empty empty) {
      empty.append();
      directory = empty.directory;
      System.out.println(empty.event.length() + " bytes a bid");
    }
  }

  /** Keeps the disk from filling up. */
  @State(Scope.Thread)
  public static class Trimmed {
    private Path directory = Path.of("");

    @Setup
    public void of(Empty empty) {
      directory = empty.directory;
    }

    @TearDown(Level.Iteration)
    public void trim() throws IOException {
      LogDirectory.trim(directory);
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void append(Empty empty, Trimmed trimmed) {
    empty.append();
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long readRecords(Full full) {
    long bytes = 0;
    try (LogReader reader = LogReader.openAtStart(full.directory)) {
      while (reader.next()) {
        bytes += reader.payload().remaining();
      }
    }
    return bytes;
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long readEvents(Full full) {
    long ids = 0;
    try (LogReader reader = LogReader.openAtStart(full.directory)) {
      while (reader.next()) {
        ids += Event.read(reader.payload()).bidId().low();
      }
    }
    return ids;
  }
}
