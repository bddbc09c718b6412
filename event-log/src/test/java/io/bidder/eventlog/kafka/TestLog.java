package io.bidder.eventlog.kafka;

import io.bidder.eventlog.append.Sync;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A log with the events of a few bids, which say where in the log they are. One thread appends. */
final class TestLog implements AutoCloseable {
  private static final Subject SUBJECT =
      new Subject("acme", "a1", "c1", "ad1", 1_500_000, "USD", "20261102-1", "");
  private static final int BIDS = 50;

  final Path directory;
  final Told told = new Told();
  private final String name;
  private final LogWriter writer;
  private final EventWriter event = new EventWriter();
  private final Random random;
  private int count;
  private volatile long acknowledgedPosition;

  /** What the shipper's listener was told. */
  static final class Told implements KafkaShipper.Listener {
    final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public void away(Throwable why) {
      all.add("away: " + why.getMessage());
    }

    @Override
    public void shipping() {
      all.add("shipping");
    }

    @Override
    public void missed(long fromPosition, long toPosition) {
      all.add("missed " + fromPosition + " to " + toPosition);
    }
  }

  TestLog(Path directory, String name) {
    this(directory, name, new SegmentSizes(64 << 10, Duration.ofHours(1)));
  }

  TestLog(Path directory, String name, SegmentSizes sizes) {
    this.directory = directory;
    this.name = name;
    random = new Random(name.hashCode());
    writer = LogWriter.open(directory, sizes, InstantSource.system());
  }

  /** Appends events, of which nobody knows yet that they are there. */
  void append(int events) {
    for (int i = 0; i < events; i++) {
      BidId bid = random.nextInt(20) == 0 ? BidId.NONE : new BidId(7, 1 + random.nextInt(BIDS));
      append(
          new Event(
              bid, 1, 2, new Happening.Conversion(SUBJECT, name + " " + count, 1, "USD", true)));
    }
  }

  /** Appends an event that is as long as that. */
  void appendLong(int bytes) {
    append(
        new Event(
            new BidId(7, 1),
            1,
            2,
            new Happening.Conversion(
                SUBJECT, name + " " + count + " " + noise(bytes), 1, "", true)));
  }

  /** A text that does not get shorter by compression. */
  private String noise(int bytes) {
    StringBuilder text = new StringBuilder();
    while (text.length() < bytes) {
      text.append(Long.toString(random.nextLong() >>> 1, 36));
    }
    return text.toString();
  }

  private void append(Event next) {
    event.write(next);
    writer.append(ByteBuffer.wrap(event.bytes(), 0, event.length()));
    count++;
  }

  /** Acknowledges what was appended. */
  void acknowledge() {
    writer.flush();
    acknowledgedPosition = writer.flushedPosition();
  }

  /** Makes what was appended readable, though it is not acknowledged. */
  void flush() {
    writer.flush();
  }

  long acknowledgedPosition() {
    return acknowledgedPosition;
  }

  String name() {
    return name;
  }

  int count() {
    return count;
  }

  KafkaShipper ship(String brokers, String topic) {
    return ship(brokers, topic, Duration.ofSeconds(5));
  }

  KafkaShipper ship(String brokers, String topic, Duration closeAtMost) {
    ShipOptions options =
        new ShipOptions(directory, Sync.OS, brokers, topic, Map.of(), closeAtMost);
    return KafkaShipper.start(options, this::acknowledgedPosition, told);
  }

  @Override
  public void close() {
    writer.close();
  }
}
