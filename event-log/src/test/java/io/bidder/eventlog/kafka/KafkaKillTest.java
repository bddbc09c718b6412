package io.bidder.eventlog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.append.Sync;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that appends and ships, at random moments and as often as the property {@code
 * bidder.kills} says, and sets the topic beside the log.
 */
final class KafkaKillTest {
  private static final int KILLS = Integer.getInteger("bidder.kills", 4);
  private static final String TOPIC = "killed";

  @TempDir Path directory;

  @Test
  void topicShouldHaveEveryEventOfTheLogOnceAndInOrderWhenTheShipperIsKilled() throws Exception {
    Random random = new Random(1);
    Path log = directory.resolve("log");
    try (Broker broker = new Broker(directory.resolve("broker"))) {
      broker.create(TOPIC, 3);
      for (int kill = 0; kill < KILLS; kill++) {
        Process process = start(log, broker.address(), kill);
        try (BufferedReader said = process.inputReader()) {
          assertEquals("open", said.readLine());
          assertFalse(process.waitFor(100 + random.nextInt(800), TimeUnit.MILLISECONDS));
        } finally {
          process.destroyForcibly();
        }
        assertEquals(128 + 9, process.waitFor());
      }
      TestLog.Told told = new TestLog.Told();
      try (LogWriter writer =
          LogWriter.open(log, SegmentSizes.defaults(), InstantSource.system())) {
        try (KafkaShipper shipper =
            KafkaShipper.start(
                new ShipOptions(
                    log, Sync.OS, broker.address(), TOPIC, Map.of(), Duration.ofSeconds(5)),
                writer::flushedPosition,
                told)) {
          TopicCheck.await(() -> shipper.lagBytes() == 0);
        }
      }
      assertEquals(ofLog(log), ofTopic(broker.address()));
    }
  }

  private static Process start(Path log, String brokers, int kill) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            ShippingProcess.class.getName(),
            log.toString(),
            brokers,
            TOPIC,
            Integer.toString(kill));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static Map<BidId, List<Event>> ofLog(Path log) {
    Map<BidId, List<Event>> events = new HashMap<>();
    try (LogReader reader = LogReader.openAtStart(log)) {
      while (reader.next()) {
        add(Event.read(reader.payload()), events);
      }
    }
    assertTrue(events.size() > 1);
    return events;
  }

  private static Map<BidId, List<Event>> ofTopic(String brokers) {
    Map<BidId, List<Event>> read = new HashMap<>();
    try (KafkaEvents events = new KafkaEvents(brokers, TOPIC, Map.of(), new TopicPosition())) {
      TopicCheck.readAll(events, (event, partition, offset) -> add(event, read));
      long total = read.values().stream().mapToLong(List::size).sum();
      System.out.println(
          KILLS + " kills, " + total + " events, " + events.repeats() + " repeats were dropped");
    }
    return read;
  }

  private static void add(Event event, Map<BidId, List<Event>> to) {
    to.computeIfAbsent(event.bidId(), bid -> new ArrayList<>()).add(event);
  }
}
