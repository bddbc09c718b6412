package io.bidder.eventlog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.follow.Fold;
import io.bidder.eventlog.follow.FollowOptions;
import io.bidder.eventlog.follow.LogFollower;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicFollowerTest {
  private static final int LAG_SECONDS = Integer.getInteger("bidder.lagSeconds", 1);

  @TempDir static Path directory;
  private static Broker broker;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new Broker(directory.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /** A fold that bears any order: of each bid, how many orders there were, and which. */
  private static final class Orders implements Fold {
    private final int version;
    private final Map<String, Long> sums = new TreeMap<>();
    volatile boolean throwing;

    Orders(int version) {
      this.version = version;
    }

    @Override
    public String name() {
      return "orders";
    }

    @Override
    public int version() {
      return version;
    }

    @Override
    public synchronized void on(Event event, long position) {
      if (throwing) {
        throw new IllegalStateException("a bug");
      }
      String order = ((Happening.Conversion) event.happening()).orderId();
      sums.merge(event.bidId().toString(), 1_000_003L + order.hashCode(), Long::sum);
    }

    @Override
    public synchronized void writeTo(DataOutputStream out) throws IOException {
      out.writeInt(sums.size());
      for (Map.Entry<String, Long> each : sums.entrySet()) {
        out.writeUTF(each.getKey());
        out.writeLong(each.getValue());
      }
    }

    @Override
    public synchronized void readFrom(DataInputStream in) throws IOException {
      sums.clear();
      for (int left = in.readInt(); left > 0; left--) {
        sums.put(in.readUTF(), in.readLong());
      }
    }

    @Override
    public synchronized void clear() {
      sums.clear();
    }

    synchronized Map<String, Long> sums() {
      return Map.copyOf(sums);
    }
  }

  /** A fold that knows when it saw each event. */
  private static final class Arrivals implements Fold {
    final long[] seenNs;

    Arrivals(int events) {
      seenNs = new long[events];
    }

    @Override
    public String name() {
      return "arrivals";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void on(Event event, long position) {
      String order = ((Happening.Conversion) event.happening()).orderId();
      seenNs[Integer.parseInt(order.substring(order.indexOf(' ') + 1))] = System.nanoTime();
    }

    @Override
    public void writeTo(DataOutputStream out) {}

    @Override
    public void readFrom(DataInputStream in) {}

    @Override
    public void clear() {}
  }

  @Test
  void foldShouldHaveTheStateOfOneThatFollowsTheLogWhenItAndTheBrokerStopAndAllIsShippedAgain()
      throws Exception {
    broker.create("a", 3);
    try (TestLog log = new TestLog(directory.resolve("log-a"), "a")) {
      for (int i = 0; i < 4; i++) {
        log.append(3_000);
        log.acknowledge();
        ship(log, "a");
        Orders fold = new Orders(1);
        try (TopicFollower follower = follow("a", fold)) {
          if (i == 2) {
            broker.stop();
            broker.start();
          }
          TopicCheck.await(() -> follower.events() == log.count());
          assertEquals(ofLog(log), fold.sums());
        }
      }
    }
  }

  /** Also the measure of how far a fleet's counts lag: {@code -Dbidder.lagSeconds=20}. */
  @Test
  void foldShouldSeeEachEventWhileAThousandComeASecond() throws Exception {
    broker.create("d", 3);
    int events = 1_000 * LAG_SECONDS;
    long[] appendedNs = new long[events];
    Arrivals fold = new Arrivals(events);
    try (TestLog log = new TestLog(directory.resolve("log-d"), "d");
        KafkaShipper _ = log.ship(broker.address(), "d");
        TopicFollower follower = follow("d", fold)) {
      long startNs = System.nanoTime();
      for (int i = 0; i < events; i++) {
        while (System.nanoTime() - startNs < i * 1_000_000L) {
          LockSupport.parkNanos(100_000);
        }
        appendedNs[i] = System.nanoTime();
        log.append(1);
        log.acknowledge();
      }
      TopicCheck.await(() -> follower.events() == events);
    }
    double[] lagMillis = new double[events];
    Arrays.setAll(lagMillis, i -> (fold.seenNs[i] - appendedNs[i]) / 1e6);
    Arrays.sort(lagMillis);
    if (LAG_SECONDS > 1) {
      System.out.printf(
          "lag of %,d events: p50 %.0f ms, p99 %.0f ms, most %.0f ms%n",
          events, lagMillis[events / 2], lagMillis[events * 99 / 100], lagMillis[events - 1]);
    }
  }

  @Test
  void foldShouldBeMadeAgainWhenItIsOfAnotherVersionAndStandStillWhenItThrows() throws Exception {
    broker.create("b", 3);
    try (TestLog log = new TestLog(directory.resolve("log-b"), "b")) {
      log.append(1_000);
      log.acknowledge();
      ship(log, "b");
      follow("b", new Orders(1), 1_000);
      follow("b", new Orders(2), 1_000);
      assertEquals("rebuilt", told.poll(1, TimeUnit.MINUTES));
      told.clear();

      Orders throwing = new Orders(2);
      throwing.throwing = true;
      log.append(1_000);
      log.acknowledge();
      ship(log, "b");
      follow("b", throwing, 2_000);
      assertEquals("stopped orders", told.poll(1, TimeUnit.MINUTES));

      Orders mended = new Orders(2);
      follow("b", mended, 2_000);
      assertEquals(ofLog(log), mended.sums());
      assertEquals(List.of(), List.copyOf(told));
    }
  }

  @Test
  void foldShouldBeMadeAgainWhenTheTopicNoLongerReachesBack() throws Exception {
    broker.create("c", 1);
    try (TestLog log = new TestLog(directory.resolve("log-c"), "c")) {
      log.append(1_000);
      log.acknowledge();
      ship(log, "c");
      follow("c", new Orders(1), 1_000);
      broker.delete("c");
      broker.create("c", 1);
      log.append(10);
      log.acknowledge();
      Orders fold = new Orders(1);
      try (TopicFollower follower = follow("c", fold)) {
        assertEquals("rebuilt", told.poll(1, TimeUnit.MINUTES));
        ship(log, "c");
        TopicCheck.await(() -> follower.events() == 1_010);
        assertEquals(ofLog(log), fold.sums());
      }
      told.clear();
      Orders restored = new Orders(1);
      follow("c", restored, 1_010);
      assertEquals(ofLog(log), restored.sums());
      assertEquals(List.of(), List.copyOf(told));
    }
  }

  private static Map<String, Long> ofLog(TestLog log) throws InterruptedException {
    Orders fold = new Orders(1);
    Path snapshots = directory.resolve("snapshots-" + log.name() + log.count());
    try (LogFollower follower =
        LogFollower.start(
            new FollowOptions(log.directory, snapshots, Duration.ofHours(1)),
            log::acknowledgedPosition,
            List.of(fold),
            new NotTold())) {
      follower.awaitCaughtUp(Duration.ofMinutes(1));
    }
    return fold.sums();
  }

  /** Ships all of a log, also what was shipped before. */
  private static void ship(TestLog log, String topic) throws Exception {
    Files.deleteIfExists(log.directory.resolve(topic + ".shipped"));
    try (KafkaShipper shipper = log.ship(broker.address(), topic)) {
      TopicCheck.await(() -> shipper.records() == log.count());
    }
  }

  /** Follows until that many events are in the fold. */
  private void follow(String topic, Orders fold, long events) {
    try (TopicFollower follower = follow(topic, fold)) {
      TopicCheck.await(() -> follower.events() == events && follower.caughtUp());
    }
  }

  private TopicFollower follow(String topic, Fold fold) {
    Path snapshots = directory.resolve("topic-" + topic);
    return TopicFollower.start(
        new TopicOptions(broker.address(), topic, Map.of(), snapshots, Duration.ofMillis(100)),
        List.of(fold),
        new Told());
  }

  /** Keeps what is told of folds. */
  private final class Told implements TopicFollower.Listener {
    @Override
    public void rebuilt(String why) {
      told.add("rebuilt");
    }

    @Override
    public void stopped(String fold, Throwable why) {
      told.add("stopped " + fold);
    }

    @Override
    public void notKept(Exception why) {
      told.add("not kept");
    }

    @Override
    public void away(Throwable why) {}

    @Override
    public void caughtUp() {}
  }

  /** Expects nothing to go wrong. */
  private static final class NotTold implements LogFollower.Listener {
    @Override
    public void rebuilt(String fold, String why) {
      throw new AssertionError(why);
    }

    @Override
    public void missed(String fold, long fromPosition, long toPosition) {
      throw new AssertionError("missed");
    }

    @Override
    public void stopped(String fold, long position, Throwable why) {
      throw new AssertionError(why);
    }

    @Override
    public void notKept(String fold, Exception why) {
      throw new AssertionError(why);
    }

    @Override
    public void failed(Throwable why) {
      throw new AssertionError(why);
    }
  }
}
