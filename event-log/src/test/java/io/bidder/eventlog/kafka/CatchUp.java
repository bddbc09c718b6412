package io.bidder.eventlog.kafka;

import io.bidder.eventlog.append.Sync;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Measures how fast a shipper catches up, and how fast a topic is read, with a broker in the same
 * JVM. Takes the number of events.
 */
final class CatchUp {
  private CatchUp() {}

  public static void main(String[] arguments) throws Exception {
    int events = Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("catch-up");
    try (Broker broker = new Broker(directory.resolve("broker"))) {
      broker.create(ShipOptions.TOPIC, 8);
      Path log = directory.resolve("log");
      long bytes;
      try (LogWriter writer =
          LogWriter.open(log, SegmentSizes.defaults(), InstantSource.system())) {
        bytes = append(writer, events);
        for (int run = 0; run < 3; run++) {
          Files.deleteIfExists(log.resolve(ShipOptions.TOPIC + ".shipped"));
          long startNs = System.nanoTime();
          try (KafkaShipper shipper =
              KafkaShipper.start(
                  ShipOptions.defaults(log, Sync.OS, broker.address()),
                  writer::flushedPosition,
                  new TestLog.Told())) {
            TopicCheck.await(() -> shipper.records() == events);
          }
          tell("shipped", events, startNs);
        }
      }
      for (int run = 0; run < 2; run++) {
        long startNs = System.nanoTime();
        try (KafkaEvents read =
            new KafkaEvents(broker.address(), ShipOptions.TOPIC, Map.of(), new TopicPosition())) {
          TopicCheck.readAll(read, (event, partition, offset) -> {});
          tell("read, two of three of them repeats,", 3 * events, startNs);
          if (read.repeats() != 2L * events) {
            throw new AssertionError(read.repeats() + " repeats");
          }
        }
      }
      System.out.printf("%d bytes an event%n", bytes / events);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void tell(String what, int events, long startNs) {
    double seconds = (System.nanoTime() - startNs) / 1e9;
    System.out.printf(
        "%s %,d events in %.2f s: %,.0f/s%n", what, events, seconds, events / seconds);
  }

  private static long append(LogWriter writer, int events) {
    Random random = new Random(1);
    EventWriter event = new EventWriter();
    for (int i = 0; i < events; i++) {
      Subject subject =
          new Subject(
              "acme",
              "shop",
              "c" + i % 100,
              "ad" + i % 500,
              random.nextInt(9_000_000),
              "USD",
              "m1",
              "");
      event.write(
          new Event(
              new BidId(random.nextLong(), random.nextLong()),
              1_793_000_000_000L + i,
              1_793_000_000_000L + i,
              new Happening.Bid(
                  subject,
                  Long.toHexString(random.nextLong()),
                  "1",
                  "",
                  "seat",
                  1,
                  1,
                  random.nextFloat(),
                  random.nextFloat(),
                  random.nextFloat(),
                  random.nextInt(9_000_000),
                  random.nextInt(9_000_000),
                  random.nextInt(9_000_000),
                  100_000,
                  1,
                  60,
                  List.of(
                      new Value.OfText("site.domain", "d" + random.nextInt(999) + ".example"),
                      new Value.OfText("device.geo.country", "DEU"),
                      new Value.OfText("device.os", "Android"),
                      new Value.OfText("imp.tagid", "t" + random.nextInt(9_999)),
                      new Value.Whole("device.devicetype", random.nextInt(5)),
                      new Value.Whole("time.hour", random.nextInt(24))))));
      writer.append(ByteBuffer.wrap(event.bytes(), 0, event.length()));
    }
    writer.flush();
    return writer.position();
  }
}
