package io.bidder.eventstreams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.append.Sync;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.join.JoinRules;
import io.bidder.eventlog.join.MadeUpEvents;
import io.bidder.eventlog.join.MemoryJoinState;
import io.bidder.eventlog.join.OutcomeJoin;
import io.bidder.eventlog.kafka.Broker;
import io.bidder.eventlog.kafka.KafkaShipper;
import io.bidder.eventlog.kafka.ShipOptions;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JoinStreamTest {
  private static final int PARTITIONS = 2;

  /** Two logs are shipped one after the other, so that one's events come days after the other's. */
  private static final JoinRules RULES = patient(JoinRules.defaults());

  private static final long END = Instant.parse("2030-01-01T00:00:00Z").toEpochMilli();

  @TempDir Path directory;

  private static JoinRules patient(JoinRules rules) {
    return new JoinRules(
        rules.shownBy(),
        rules.impressionWindow(),
        rules.settleAfter(),
        rules.clickWindow(),
        rules.conversionWindow(),
        rules.viewWindow(),
        rules.maxReportingDelay(),
        Duration.ofDays(100));
  }

  /** A group may wait for a member that is gone, for the 45 s of a session, and more than once. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @Test
  void
      streamShouldTellTheRowsOfTheLocalJoinWhenItAndTheBrokerStopAndStateIsLostAndEventsAreRepeated()
          throws Exception {
    List<Event> events = MadeUpEvents.of(15, 300);
    Map<String, String> expected = joinedHere(events);
    assertTrue(expected.size() > 100, "rows");
    try (Broker broker = new Broker(directory.resolve("broker"))) {
      broker.create(ShipOptions.TOPIC, PARTITIONS);
      broker.create("rows", PARTITIONS);
      Random random = new Random(1);
      List<Event> ofA = new ArrayList<>();
      List<Event> ofB = new ArrayList<>();
      for (Event event : events) {
        (random.nextBoolean() ? ofA : ofB).add(event);
      }
      ship(broker, "a", ofA);

      JoinFigures figures = new JoinFigures();
      Path state = directory.resolve("state");
      try (KafkaStreams stream = stream(broker, state, figures)) {
        stream.start();
        await(() -> figures.events.sum() >= ofA.size() / 2);
        JoinStream.stop(stream);
      }
      // As on another machine; and the first bidder lost its position.
      delete(state);
      Files.delete(directory.resolve("a").resolve(ShipOptions.TOPIC + ".shipped"));
      ship(broker, "a", List.of());
      ship(broker, "b", ofB);
      ship(broker, "c", ends());
      Map<String, String> rows;
      try (KafkaStreams stream = stream(broker, state, figures)) {
        stream.start();
        await(() -> figures.events.sum() > ofA.size() + 10);
        broker.stop();
        broker.start();
        rows = awaitRows(broker, expected);
        JoinStream.stop(stream);
      }
      assertTrue(figures.repeats.sum() >= ofA.size(), figures::toString);
      assertEquals(expected, rows);
    }
  }

  private static Map<String, String> joinedHere(List<Event> events) {
    Map<String, String> rows = new TreeMap<>();
    OutcomeJoin join =
        new OutcomeJoin(
            RULES,
            new MemoryJoinState(),
            row -> rows.put(text(RowJson.key(row)), text(RowJson.of(row))));
    events.forEach(join::on);
    join.advance(END);
    return rows;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Makes a log longer, and ships all of it. */
  private void ship(Broker broker, String name, List<Event> events) throws Exception {
    Path log = directory.resolve(name);
    EventWriter event = new EventWriter();
    try (LogWriter writer = LogWriter.open(log, SegmentSizes.defaults(), InstantSource.system())) {
      for (Event each : events) {
        event.write(each);
        writer.append(ByteBuffer.wrap(event.bytes(), 0, event.length()));
      }
      writer.flush();
      try (KafkaShipper shipper =
          KafkaShipper.start(
              ShipOptions.defaults(log, Sync.OS, broker.address()),
              writer::flushedPosition,
              new Quiet())) {
        await(() -> shipper.lagBytes() == 0);
      }
    }
  }

  /** Events from when everything is settled, in all partitions. */
  private static List<Event> ends() {
    List<Event> ends = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ends.add(new Event(BidId.NONE, END, END, new Happening.Control("end", "", "", "test")));
    }
    return ends;
  }

  private static KafkaStreams stream(Broker broker, Path state, JoinFigures figures) {
    StreamOptions options =
        new StreamOptions("join", broker.address(), ShipOptions.TOPIC, "rows", state, 1);
    return JoinStream.of(
        RULES, options, Map.of(), InstantSource.fixed(Instant.ofEpochMilli(END)), figures);
  }

  /** The rows that are committed and were not replaced. */
  private static Map<String, String> read(Broker broker) {
    Map<String, String> rows = new TreeMap<>();
    List<TopicPartition> partitions = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      partitions.add(new TopicPartition("rows", partition));
    }
    Map<String, Integer> partitionOf = new HashMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address(), "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(100))) {
          rows.put(each.key(), each.value());
          String bid = each.key().substring(0, 32);
          Integer other = partitionOf.put(bid, each.partition());
          assertTrue(other == null || other == each.partition(), bid);
        }
      }
    }
    return rows;
  }

  /** Waits for these rows; those that are there after a minute are others. */
  private static Map<String, String> awaitRows(Broker broker, Map<String, String> expected) {
    long startNs = System.nanoTime();
    Map<String, String> rows = read(broker);
    while (!rows.equals(expected) && System.nanoTime() - startNs < PATIENCE.toNanos()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      rows = read(broker);
    }
    return rows;
  }

  private static void await(BooleanSupplier condition) {
    long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - startNs < PATIENCE.toNanos(), "it takes too long");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Does not listen. */
  private static final class Quiet implements KafkaShipper.Listener {
    @Override
    public void away(Throwable why) {}

    @Override
    public void shipping() {}

    @Override
    public void missed(long fromPosition, long toPosition) {}
  }
}
