package io.bidder.eventlog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.segment.EventLogException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KafkaEventsTest {
  @TempDir static Path directory;
  private static Broker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new Broker(directory.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void pollShouldHandEveryEventOnOnceWhenTheReaderStopsAnywhereAndRepeatsCameMeanwhile()
      throws Exception {
    broker.create("resumed", 3);
    Random random = new Random(1);
    try (TestLog log = new TestLog(directory.resolve("resumed"), "a")) {
      byte[] snapshot = bytes(new TopicPosition());
      List<Event> read = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        log.append(2_000);
        log.acknowledge();
        // Another position file each time: everything is shipped again.
        ship(log, "resumed");
        TopicPosition position = new TopicPosition();
        position.readFrom(new DataInputStream(new ByteArrayInputStream(snapshot)));
        try (KafkaEvents events = events("resumed", position)) {
          for (int polls = random.nextInt(4); polls > 0; polls--) {
            events.poll(Duration.ofSeconds(5), (event, partition, offset) -> read.add(event));
          }
        }
        snapshot = bytes(position);
      }
      TopicPosition position = new TopicPosition();
      position.readFrom(new DataInputStream(new ByteArrayInputStream(snapshot)));
      try (KafkaEvents events = events("resumed", position)) {
        TopicCheck.readAll(events, (event, partition, offset) -> read.add(event));
        assertTrue(events.repeats() > 0);
      }
      assertEquals(12_000, read.size());
      assertEquals(12_000, read.stream().distinct().count());
    }
  }

  private static void ship(TestLog log, String topic) throws Exception {
    Files.deleteIfExists(log.directory.resolve(topic + ".shipped"));
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      TopicCheck.await(() -> shipper.records() == log.count());
    }
  }

  @Test
  void pollShouldPassOverAndCountWhatIsNoEventWhenSomebodyElseWritesToTheTopic() throws Exception {
    broker.create("foreign", 1);
    try (TestLog log = new TestLog(directory.resolve("foreign"), "a");
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
      ProducerRecord<byte[], byte[]> none = new ProducerRecord<>("foreign", garbage);
      ProducerRecord<byte[], byte[]> broken = new ProducerRecord<>("foreign", garbage);
      Source.add(Source.bytes(new UUID(1, 2)), 64, broken.headers());
      ProducerRecord<byte[], byte[]> empty = new ProducerRecord<>("foreign", null);
      Source.add(Source.bytes(new UUID(1, 2)), 128, empty.headers());
      for (ProducerRecord<byte[], byte[]> each : List.of(none, broken, empty)) {
        producer.send(each).get(1, TimeUnit.MINUTES);
      }
      log.append(5);
      log.acknowledge();
      ship(log, "foreign");
      List<Event> read = new ArrayList<>();
      try (KafkaEvents events = events("foreign", new TopicPosition())) {
        TopicCheck.readAll(events, (event, partition, offset) -> read.add(event));
        assertEquals(3, events.unreadable());
      }
      assertEquals(5, read.size());
    }
  }

  @Test
  void pollShouldSayThatEventsAreMissingWhenTheTopicEndsBeforeThePosition() throws Exception {
    broker.create("recreated", 1);
    TopicPosition position = new TopicPosition();
    position.advance(0, 1_000, new Source(new UUID(1, 2), 64));
    try (KafkaEvents events = events("recreated", position)) {
      EventLogException missing =
          assertThrows(
              EventLogException.class,
              () ->
                  TopicCheck.await(() -> {
                    // It is found out by a fetch, which the first poll need not wait for.
                    try {
                      events.poll(Duration.ofMillis(100), (event, partition, offset) -> {});
                    } catch (UnknownTopicOrPartitionException e) {
                      // Not all of the broker knows the new topic yet.
                    }
                    return false;
                  }));
      assertTrue(String.valueOf(missing.getMessage()).contains("does not hold the events"));
    }
  }

  @Test
  void pollShouldFailInTimeWhenThereIsNoSuchTopic() {
    try (KafkaEvents events = events("nowhere", new TopicPosition())) {
      assertThrows(
          KafkaException.class,
          () -> events.poll(Duration.ofMillis(10), (event, partition, offset) -> {}));
    }
  }

  private static KafkaEvents events(String topic, TopicPosition position) {
    return new KafkaEvents(broker.address(), topic, Map.of(), position);
  }

  private static byte[] bytes(TopicPosition position) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    position.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
