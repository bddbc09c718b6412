package io.bidder.eventlog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.append.Sync;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

final class KafkaShipperTest {
  @TempDir static Path brokers;
  private static Broker broker;

  @TempDir Path directory;
  private String topic = "";
  private TestLog log;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new Broker(brokers.resolve("1"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void makeTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    broker.create(topic, 3);
    log = new TestLog(directory.resolve("a"), "a");
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void closeShouldHaveShippedEveryEventWhenTwoBiddersShipToOneTopic() throws Exception {
    try (TestLog other = new TestLog(directory.resolve("b"), "b")) {
      KafkaShipper a = log.ship(broker.address(), topic);
      KafkaShipper b = other.ship(broker.address(), topic);
      TopicCheck.await(log.told, "shipping");
      TopicCheck.await(other.told, "shipping");
      for (int i = 0; i < 20; i++) {
        log.append(200);
        log.acknowledge();
        other.append(100);
        other.acknowledge();
      }
      a.close();
      b.close();
      assertEquals(0, a.lagBytes());
      assertEquals(4_000, a.records());
      assertEquals(log.acknowledgedPosition(), a.shippedPosition());
      assertEquals(0, TopicCheck.of(broker.address(), topic, log, other).repeats);
    }
  }

  @Test
  void shipperShouldSendNothingWhenItIsNotAcknowledged() throws Exception {
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      log.append(10);
      log.acknowledge();
      TopicCheck.await(() -> shipper.records() == 10);
      log.append(10);
      log.flush();
      TopicCheck.await(log.told, "shipping");
      assertEquals(0, shipper.lagBytes());
    }
    try (KafkaEvents events = events()) {
      int[] count = new int[1];
      TopicCheck.readAll(events, (event, partition, offset) -> count[0]++);
      assertEquals(10, count[0]);
    }
  }

  @Test
  void shipperShouldLoseNothingAndKeepTheOrderWhenTheBrokerIsAwayAndTheLogGoesOn()
      throws Exception {
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      log.append(1_000);
      log.acknowledge();
      TopicCheck.await(() -> shipper.records() == 1_000);
      TopicCheck.await(log.told, "shipping");
      broker.stop();
      for (int i = 0; i < 100; i++) {
        log.append(1_000);
        log.acknowledge();
      }
      TopicCheck.await(log.told, "away");
      assertTrue(shipper.isAway());
      assertTrue(shipper.lagBytes() > 1_000_000);
      broker.start();
      TopicCheck.await(log.told, "shipping");
      TopicCheck.await(() -> shipper.lagBytes() == 0);
    }
    TopicCheck.of(broker.address(), topic, log);
  }

  @Test
  void shipperShouldLoseNothingAndKeepTheOrderWhenTheNetworkIsSlowAndBreaks() throws Exception {
    Random random = new Random(1);
    try (Proxy proxy = broker.proxy()) {
      try (KafkaShipper shipper = log.ship(proxy.address(), topic)) {
        for (int i = 0; i < 30; i++) {
          proxy.delayMillis = random.nextInt(3) == 0 ? 30 : 0;
          log.append(500);
          log.acknowledge();
          long wanted = shipper.records() + random.nextInt(400);
          TopicCheck.await(() -> shipper.records() >= wanted);
          proxy.cut();
        }
        proxy.delayMillis = 0;
        TopicCheck.await(() -> shipper.lagBytes() == 0);
      }
    }
    TopicCheck.of(broker.address(), topic, log);
  }

  @Test
  void shipperShouldGoOnWhereItWasWhenItIsStoppedAnywhereAndStartedAgain() throws Exception {
    Random random = new Random(2);
    try (Proxy proxy = broker.proxy()) {
      for (int i = 0; i < 8; i++) {
        proxy.delayMillis = random.nextInt(20);
        log.append(2_000);
        log.acknowledge();
        try (KafkaShipper shipper = log.ship(proxy.address(), topic, Duration.ZERO)) {
          long wanted = random.nextInt(2_000);
          TopicCheck.await(() -> shipper.records() >= wanted || shipper.lagBytes() == 0);
        }
      }
    }
    log.ship(broker.address(), topic).close();
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      TopicCheck.await(() -> shipper.lagBytes() == 0);
    }
    TopicCheck.of(broker.address(), topic, log);
  }

  @Test
  void shipperShouldShipAllAgainAndReadersDropItWhenThePositionIsLost() throws Exception {
    log.append(5_000);
    log.acknowledge();
    for (int i = 0; i < 2; i++) {
      try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
        TopicCheck.await(() -> shipper.records() == 5_000);
      }
      Files.writeString(log.directory.resolve(topic + ".shipped"), "no position");
    }
    assertEquals(5_000, TopicCheck.of(broker.address(), topic, log).repeats);
  }

  @Test
  void shipperShouldStandStillAndTellWhenTheBrokerRefusesARecordAndGoOnWhenItTakesIt()
      throws Exception {
    broker.set(topic, "max.message.bytes", "200000");
    log.appendLong(300_000);
    log.append(20_000);
    log.acknowledge();
    try (Proxy proxy = broker.proxy()) {
      // More is ready to be sent by the time that the refusal comes.
      proxy.delayMillis = 50;
      try (KafkaShipper shipper = log.ship(proxy.address(), topic)) {
        String why = TopicCheck.await(log.told, "away");
        assertTrue(why.contains("larger than the max message size"), why);
        log.append(1_000);
        log.acknowledge();
        broker.set(topic, "max.message.bytes", "1000000");
        TopicCheck.await(() -> shipper.lagBytes() == 0);
        TopicCheck.await(log.told, "shipping");
      }
    }
    TopicCheck.of(broker.address(), topic, log);
  }

  @Test
  void shipperShouldSpreadOverNewPartitionsWhenTheTopicGrowsAndRepeatNothingThere()
      throws Exception {
    Path shipped = log.directory.resolve(topic + ".shipped");
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      log.append(1_000);
      log.acknowledge();
      TopicCheck.await(() -> shipper.records() == 1_000);
    }
    broker.grow(topic, 6);
    // As if it had been killed before it kept what was acknowledged.
    String partitions = Files.readString(shipped).replaceAll("position [0-9]+", "position 0");
    Files.writeString(shipped, partitions);
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      TopicCheck.await(() -> {
        log.append(10);
        log.acknowledge();
        return read(shipped).endsWith("partitions 6\n");
      });
      log.append(1_000);
      log.acknowledge();
      TopicCheck.await(() -> shipper.lagBytes() == 0);
    }
    try (KafkaEvents events = events()) {
      int[] count = new int[1];
      boolean[] used = new boolean[6];
      TopicCheck.readAll(
          events,
          (event, partition, offset) -> {
            count[0]++;
            used[partition] = true;
          });
      assertEquals(log.count(), count[0]);
      assertEquals(1_000, events.repeats());
      for (boolean each : used) {
        assertTrue(each);
      }
    }
  }

  @Test
  void shipperShouldTellWhatItMissedWhenSegmentsWereDeleted() throws Exception {
    log.append(1_000);
    log.acknowledge();
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      TopicCheck.await(() -> shipper.records() == 1_000);
    }
    log.append(10_000);
    log.acknowledge();
    List<Path> segments = segments();
    for (Path old : segments.subList(0, segments.size() - 1)) {
      Files.delete(old);
    }
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      String missed = TopicCheck.await(log.told, "missed");
      String from = segments.getLast().getFileName().toString().substring(0, 19);
      assertTrue(missed.endsWith(" to " + Long.parseLong(from)), missed);
      TopicCheck.await(() -> shipper.lagBytes() == 0);
    }
  }

  @Test
  void closeShouldNotWaitForABrokerWhenThereIsNone() throws Exception {
    log.append(10_000);
    log.acknowledge();
    String nobody;
    try (Proxy proxy = broker.proxy()) {
      nobody = proxy.address();
    }
    KafkaShipper shipper = log.ship(nobody, topic);
    TopicCheck.await(log.told, "away");
    long startNs = System.nanoTime();
    shipper.close();
    assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(5));
    assertTrue(shipper.isAway());
    assertFalse(Files.exists(log.directory.resolve(topic + ".shipped")));
  }

  @Test
  void shipperAndFollowerShouldReachABrokerThatAsksWhoTheyAreWhenAFileSaysSo() throws Exception {
    Path file = directory.resolve("kafka.properties");
    log.append(100);
    log.acknowledge();
    try (KafkaShipper shipper = shipSecured(login(file, "guessed"))) {
      // Before, perhaps, that the topic is not known: brokers may take longer to say why.
      String told = TopicCheck.await(log.told, "away");
      while (!told.contains("Authentication failed")) {
        told = TopicCheck.await(log.told, "away");
      }
      assertEquals(0, shipper.records());
    }
    Map<String, String> login = login(file, "secret");
    try (KafkaShipper shipper = shipSecured(login)) {
      TopicCheck.await(() -> shipper.records() == 100);
    }
    try (KafkaEvents events =
        new KafkaEvents(broker.securedAddress(), topic, login, new TopicPosition())) {
      int[] count = new int[1];
      TopicCheck.readAll(events, (event, partition, offset) -> count[0]++);
      assertEquals(100, count[0]);
    }
  }

  private static Map<String, String> login(Path file, String password) throws IOException {
    Files.writeString(
        file,
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.jaas.config=%s required username="bidder" password="%s";
        """
            .formatted(PlainLoginModule.class.getName(), password));
    return ClientProperties.read(file);
  }

  private KafkaShipper shipSecured(Map<String, String> login) {
    ShipOptions options =
        new ShipOptions(
            log.directory, Sync.OS, broker.securedAddress(), topic, login, Duration.ofSeconds(5));
    return KafkaShipper.start(options, log::acknowledgedPosition, log.told);
  }

  @Test
  void clientPropertiesShouldBeRefusedWhenTheySetWhatGuaranteesRestOn() throws IOException {
    Path file = directory.resolve("kafka.properties");
    Files.writeString(file, "linger.ms=1\nacks=0\nauto.offset.reset: latest\n");
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> ClientProperties.read(file));
    assertEquals(
        """
        FILE: acks: is set by Bidder itself, expected it to be left out
        FILE: auto.offset.reset: is set by Bidder itself, expected it to be left out\
        """
            .replace("FILE", file.toString()),
        refused.getMessage());
    Files.writeString(file, "ssl.key.password=\\u12");
    assertThrows(InvalidInputException.class, () -> ClientProperties.read(file));
  }

  private KafkaEvents events() {
    return new KafkaEvents(broker.address(), topic, Map.of(), new TopicPosition());
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(log.directory)) {
      return files.filter(file -> file.toString().endsWith(".events")).sorted().toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
