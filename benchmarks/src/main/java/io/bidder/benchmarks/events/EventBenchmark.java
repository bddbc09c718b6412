package io.bidder.benchmarks.events;

import io.bidder.eventlog.append.AppendOptions;
import io.bidder.eventlog.append.Appender;
import io.bidder.eventlog.append.Sync;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A bid's event: to write it, to hand it to the log as the bid path does, and to read it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EventBenchmark {
  private static final int OFFERS = 2_000;

  /** Of features. */
  @Param("26")
  public int values;

  private final MadeBids bids = new MadeBids();
  private final EventWriter event = new EventWriter();
  private final Path directory = LogDirectory.make();
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private final Appender appender =
      Appender.open(
          new AppendOptions(
              directory,
              Sync.OS,
              Duration.ofSeconds(1),
              new SegmentSizes(64L << 20, Duration.ofHours(1)),
              8 << 20,
              4_096),
          InstantSource.system(),
          new NoTrouble());

  @Setup
  public void write() {
    bids.write(event, values);
    bytes = ByteBuffer.allocateDirect(event.length());
    bytes.put(event.bytes(), 0, event.length()).flip();
    System.out.println(event.length() + " bytes a bid");
  }

  /** The ring is empty before each round: only offers are measured. */
  @Setup(Level.Invocation)
  public void drain() {
    appender.append(event).toCompletableFuture().join();
  }

  @TearDown(Level.Iteration)
  public void trim() throws IOException {
    LogDirectory.trim(directory);
  }

  @TearDown
  public void close() throws IOException {
    appender.close();
    LogDirectory.delete(directory);
  }

  @Benchmark
  @OperationsPerInvocation(OFFERS)
  public int encode() {
    int length = 0;
    for (int i = 0; i < OFFERS; i++) {
      bids.write(event, values);
      length += event.length();
    }
    return length;
  }

  @Benchmark
  @OperationsPerInvocation(OFFERS)
  public void offer() {
    for (int i = 0; i < OFFERS; i++) {
      bids.write(event, values);
      if (!appender.offer(event)) {
        throw new IllegalStateException("the ring is full");
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(OFFERS)
  public int read() {
    int read = 0;
    for (int i = 0; i < OFFERS; i++) {
      read += Event.read(bytes).happening().kind().length();
    }
    return read;
  }
}
