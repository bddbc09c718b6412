package io.bidder.eventlog.kafka;

import io.bidder.eventlog.append.AppendOptions;
import io.bidder.eventlog.append.Appender;
import io.bidder.eventlog.append.Sync;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.SegmentSizes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** Appends events to a log and ships them, until it is killed. */
final class ShippingProcess {
  private static final int BIDS = 100;

  private ShippingProcess() {}

  /** Takes the log's directory, the brokers, the topic, and a name for the events. */
  public static void main(String[] arguments) {
    Path log = Path.of(arguments[0]);
    AppendOptions options =
        new AppendOptions(
            log,
            Sync.OS,
            Duration.ofSeconds(1),
            new SegmentSizes(256 << 10, Duration.ofHours(1)),
            1 << 20,
            4_096);
    Appender appender = Appender.open(options, InstantSource.system(), new Failing());
    KafkaShipper shipper =
        KafkaShipper.start(
            new ShipOptions(
                log, Sync.OS, arguments[1], arguments[2], Map.of(), Duration.ofSeconds(5)),
            appender::acknowledgedPosition,
            new TestLog.Told());
    System.out.println("open");
    EventWriter writer = new EventWriter();
    Subject subject = new Subject("acme", "a1", "c1", "ad1", 1, "USD", "m1", "");
    for (int i = 0; shipper.lagBytes() >= 0; i++) {
      String number = arguments[3] + " " + i;
      writer.write(
          new Event(
              new BidId(1, i % BIDS),
              1,
              2,
              new Happening.Conversion(subject, number, 1, "USD", true)));
      if (i % 4 != 0) {
        appender.offer(writer);
      } else {
        appender.append(writer).toCompletableFuture().join();
      }
    }
  }

  /** Ends the process. */
  private static final class Failing implements Appender.Listener {
    @Override
    public void dropped(int bids) {}

    @Override
    public void failed(Throwable failure) {
      Runtime.getRuntime().halt(1);
    }

    @Override
    public void recovered() {}
  }
}
