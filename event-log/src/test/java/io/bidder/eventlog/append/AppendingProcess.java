package io.bidder.eventlog.append;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/**
 * A process that appends events until it is killed. It writes the number of each that was
 * acknowledged to a file, 8 bytes each, when it was.
 */
final class AppendingProcess {
  private static final int IN_FLIGHT = 64;

  private AppendingProcess() {}

  /** Takes the log's directory, the file, when events are acknowledged and the first number. */
  public static void main(String[] args) throws IOException, InterruptedException {
    AppendOptions options =
        new AppendOptions(
            Path.of(args[0]),
            Sync.valueOf(args[2]),
            Duration.ofMillis(5),
            new SegmentSizes(256 << 10, Duration.ofHours(1)),
            1 << 20,
            IN_FLIGHT);
    Subject subject = new Subject("acme", "a1", "c1", "ad1", 2_500_000, "USD", "m1", "");
    EventWriter event = new EventWriter();
    Semaphore room = new Semaphore(IN_FLIGHT);
    FileChannel acknowledged =
        FileChannel.open(Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Appender appender = Appender.open(options, InstantSource.system(), new Fails());
    System.out.println("open");
    for (long i = Long.parseLong(args[3]); ; i++) {
      event.write(new Event(new BidId(0, i), 1, 2, new Happening.Impression(subject)));
      appender.offer(event);
      room.acquire();
      event.write(new Event(new BidId(1, i), 1, 2, new Happening.Click(subject)));
      CompletionStage<Void> done = appender.append(event);
      long number = i;
      done.thenRun(() -> tell(acknowledged, number, room));
    }
  }

  private static void tell(FileChannel acknowledged, long number, Semaphore room) {
    try {
      acknowledged.write(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
      room.release();
    } catch (IOException e) {
      Runtime.getRuntime().halt(2);
    }
  }

  /** A disk that fails is none of the test's. */
  private static final class Fails implements Appender.Listener {
    @Override
    public void dropped(int bids) {
      Runtime.getRuntime().halt(3);
    }

    @Override
    public void failed(Throwable failure) {
      Runtime.getRuntime().halt(4);
    }

    @Override
    public void recovered() {}
  }
}
