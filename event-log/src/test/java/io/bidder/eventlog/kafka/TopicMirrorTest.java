package io.bidder.eventlog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.RetentionRules;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicMirrorTest {
  @TempDir static Path directory;
  private static Broker broker;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final List<String> passed = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new Broker(directory.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void mirrorShouldHaveEveryEventOnceWhenItEndsAnywhereAndTheBrokerStops() throws Exception {
    broker.create("fleet", 3);
    Random random = new Random(5);
    Path mirror = directory.resolve("mirror");
    try (TestLog a = new TestLog(directory.resolve("a"), "a");
        TestLog b = new TestLog(directory.resolve("b"), "b")) {
      for (int round = 0; round < 3; round++) {
        for (TestLog log : List.of(a, b)) {
          log.append(500 + random.nextInt(500));
          log.acknowledge();
          shipAll(log, "fleet");
        }
        if (round == 1) {
          broker.stop();
          broker.start();
        }
        copy(mirror, "fleet");
        assertEquals(expected(a, b), orders(mirror));
        loseTheEnd(mirror, random.nextInt(2_000));
      }
      copy(mirror, "fleet");
      assertEquals(expected(a, b), orders(mirror));
      assertTrue(passed.stream().noneMatch(each -> each.startsWith("missed")), passed::toString);
    }
  }

  @Test
  void mirrorShouldGoOnAndTellWhenTheTopicWasMadeAgain() throws Exception {
    broker.create("again", 1);
    Path mirror = directory.resolve("mirror-again");
    try (TestLog log = new TestLog(directory.resolve("log-again"), "a")) {
      log.append(300);
      log.acknowledge();
      ship(log, "again");
      copy(mirror, "again");
      broker.delete("again");
      broker.create("again", 1);
      log.append(10);
      log.acknowledge();
      ship(log, "again");
      copy(mirror, "again");
      assertEquals(expected(log), orders(mirror));
      assertTrue(
          passed.stream().anyMatch(each -> each.contains("does not hold")), passed::toString);
    }
  }

  @Test
  void mirrorShouldRefuseALogOfSomebodyElse() throws Exception {
    Path own = directory.resolve("own");
    try (TestLog log = new TestLog(own, "a")) {
      log.append(1);
      log.acknowledge();
    }
    EventLogException why = assertThrows(EventLogException.class, () -> mirror(own, "fleet").run());
    assertTrue(String.valueOf(why.getMessage()).contains("expected an empty directory"));
  }

  /** What a kill leaves: the position was not kept last, and the log ends within a record. */
  private static void loseTheEnd(Path mirror, int bytes) throws IOException {
    try (Stream<Path> kept = Files.list(mirror.resolve("mirror"))) {
      Files.delete(kept.sorted().toList().getLast());
    }
    try (Stream<Path> segments = Files.list(mirror)) {
      Path last =
          segments.filter(each -> each.toString().endsWith(".events")).sorted().toList().getLast();
      try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
        file.setLength(file.length() - bytes);
      }
    }
  }

  private static Map<String, Integer> expected(TestLog... logs) {
    Map<String, Integer> expected = new TreeMap<>();
    for (TestLog log : logs) {
      IntStream.range(0, log.count()).forEach(each -> expected.put(log.name() + " " + each, 1));
    }
    return expected;
  }

  private static Map<String, Integer> orders(Path log) {
    Map<String, Integer> orders = new TreeMap<>();
    try (LogReader reader = LogReader.openAtStart(log)) {
      while (reader.next()) {
        Event event = Event.read(reader.payload());
        orders.merge(((Happening.Conversion) event.happening()).orderId(), 1, Integer::sum);
      }
    }
    return orders;
  }

  /** Ships all of a log, also what was shipped before. */
  private static void shipAll(TestLog log, String topic) throws IOException {
    Files.deleteIfExists(log.directory.resolve(topic + ".shipped"));
    ship(log, topic);
  }

  private static void ship(TestLog log, String topic) {
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      TopicCheck.await(() -> shipper.lagBytes() == 0);
    }
  }

  /** Copies all that is in a topic. */
  private void copy(Path to, String topic) throws InterruptedException {
    TopicMirror mirror = mirror(to, topic);
    Thread thread = Thread.ofPlatform().start(mirror::run);
    String last = "";
    while (!last.equals("caught up")) {
      last = String.valueOf(told.poll(1, TimeUnit.MINUTES));
      passed.add(last);
      assertNotEquals("null", last);
    }
    mirror.stop();
    assertTrue(thread.join(Duration.ofMinutes(1)));
  }

  private TopicMirror mirror(Path to, String topic) {
    return new TopicMirror(
        broker.address(),
        Map.of(),
        topic,
        to,
        new RetentionRules(Duration.ofDays(1), Long.MAX_VALUE, Long.MAX_VALUE),
        InstantSource.system(),
        new Told());
  }

  /** Keeps what is told. */
  private final class Told implements TopicMirror.Listener {
    @Override
    public void caughtUp(long copied) {
      told.add("caught up");
    }

    @Override
    public void away(Throwable why) {
      told.add("away: " + why.getMessage());
    }

    @Override
    public void missed(String why) {
      told.add("missed: " + why);
    }

    @Override
    public void notKept(String why) {
      told.add("not kept: " + why);
    }
  }
}
