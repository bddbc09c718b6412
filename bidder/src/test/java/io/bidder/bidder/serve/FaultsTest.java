package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.bid.BidRecorder;
import io.bidder.bidder.pricing.Pace;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.testing.Waits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a thread of a server meets, the server goes on, or says that it does not. */
@Timeout(120)
class FaultsTest {
  private static final String[] QUICK = {
    "bid.threads=2", "bid.watchdog.interval=50ms", "bid.watchdog.timeout=500ms"
  };

  /** What the demo bids on. */
  private static final String REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}, "secure": 1}],
       "site": {"domain": "news1.example"},
       "device": {"ua": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0", "geo": {"country": "USA"}}}
      """;

  @TempDir private Path directory = Path.of("");

  private volatile Runnable fault = () -> {};
  private final BidRecorder faulty = bid -> fault.run();

  private static RunningBidder bidder(Pace pace, BidRecorder recorder, String... more) {
    return new RunningBidder(InstantSource.system(), why -> {}, pace, recorder, with(QUICK, more));
  }

  private static String[] with(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  static List<Supplier<Throwable>> failures() {
    return List.of(
        IllegalStateException::new,
        AssertionError::new,
        () -> new InternalError("a fault occurred in an unsafe memory access operation"),
        NoClassDefFoundError::new,
        () -> new OutOfMemoryError("Cannot reserve 1 bytes of direct buffer memory"),
        FaultsTest::overflow);
  }

  private static Throwable overflow() {
    return new StackOverflowError(Integer.toString(deeper(0)));
  }

  /** Overflows the stack. */
  private static int deeper(int depth) {
    return depth < 0 ? 0 : 1 + deeper(depth + 1);
  }

  private static void raise(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void bidShouldBeMadeByEveryThreadAfterWhateverManyRequestsMet(Supplier<Throwable> failure)
      throws Exception {
    try (RunningBidder bidder = bidder(Pace.NONE, faulty)) {
      fault = () -> raise(failure.get());
      for (int i = 0; i < 15; i++) {
        HttpResponse<String> answer = bidder.bid(REQUEST);
        assertEquals(204, answer.statusCode());
        assertEquals("INTERNAL_ERROR", answer.headers().firstValue("x-bidder-nobid").orElse(""));
      }
      assertEquals(
          15, bidder.metric("bidder_requests_total{exchange=\"default\",outcome=\"error\"}"));
      assertTrue(bidder.metric("bidder_failures_total{thread=\"bid\"}") >= 15);

      fault = () -> {};
      for (int i = 0; i < 15; i++) {
        assertEquals(200, bidder.bid(REQUEST).statusCode());
      }
      Waits.until("readiness", () -> bidder.readiness().statusCode() == 200);
      assertEquals(1, bidder.metric("bidder_ready"));
    }
  }

  @Test
  void serverShouldNotBeReadyWhileEveryRequestFails() throws Exception {
    try (RunningBidder bidder = bidder(Pace.NONE, faulty)) {
      fault = () -> raise(new InternalError("broken"));
      Waits.until(
          "a server that is not ready",
          () -> {
            for (int i = 0; i < 50; i++) {
              assertEquals(204, bidder.bid(REQUEST).statusCode());
            }
            HttpResponse<String> readiness = bidder.readiness();
            return readiness.statusCode() == 503
                && readiness
                    .body()
                    .matches(
                        "thread bid-\\d fails on every request, lately with \\S*InternalError\n")
                // At once: what the server asks itself may come out well in between.
                && bidder.metric("bidder_ready") == 0;
          });
      fault = () -> {};
      Waits.until("readiness", () -> bidder.readiness().statusCode() == 200);
      assertEquals(200, bidder.bid(REQUEST).statusCode());
    }
  }

  @Test
  void serverShouldStayReadyWhenOneOddRequestFailsAgainAndAgain() throws Exception {
    fault = () -> raise(new InternalError("odd"));
    AtomicBoolean odd = new AtomicBoolean();
    try (RunningBidder bidder = bidder(Pace.NONE, bid -> odd(odd))) {
      // Not every other one: threads that take turns would leave all of those to one of them.
      Random random = new Random(7);
      for (int i = 0; i < 300; i++) {
        odd.set(random.nextBoolean());
        var _ = bidder.bid(REQUEST);
        assertEquals(200, bidder.readiness().statusCode());
      }
    }
  }

  private void odd(AtomicBoolean is) {
    if (is.get()) {
      fault.run();
    }
  }

  @Test
  void serverShouldNotBeReadyAndEndWhenAThreadIsHeldUp() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean hold = new AtomicBoolean(true);
    ConcurrentLinkedQueue<String> endings = new ConcurrentLinkedQueue<>();
    Pace holding =
        (slot, value) -> {
          if (isBidding() && hold.getAndSet(false)) {
            uninterrupted(release);
          }
          return value;
        };
    try (RunningBidder bidder =
            new RunningBidder(
                InstantSource.system(),
                endings::add,
                holding,
                null,
                with(QUICK, "bid.watchdog.endAfter=1s"));
        ExecutorService client = Executors.newSingleThreadExecutor()) {
      Future<HttpResponse<String>> held = client.submit(() -> bidder.bid(REQUEST));
      Waits.until("a server that is not ready", () -> bidder.readiness().statusCode() == 503);
      assertTrue(
          bidder.readiness().body().matches("thread bid-\\d does not go on\n"),
          bidder.readiness().body());
      // The other thread bids, which is no proof for the one that is held up.
      assertEquals(200, bidder.bid(REQUEST).statusCode());
      assertEquals(503, bidder.readiness().statusCode());
      Waits.until("an end", () -> !endings.isEmpty());
      assertTrue(endings.element().endsWith("does not go on"), endings::toString);

      release.countDown();
      assertEquals(200, held.get().statusCode());
      Waits.until("readiness", () -> bidder.readiness().statusCode() == 200);
      // Nothing of all that looking is taken for traffic.
      for (String outcome : List.of("no_bid", "malformed", "late", "shed", "error")) {
        String series =
            "bidder_requests_total{exchange=\"default\",outcome=\"%s\"}".formatted(outcome);
        assertEquals(0, bidder.metric(series), series);
      }
      assertEquals(2, bidder.metric("bidder_requests_total{exchange=\"default\",outcome=\"bid\"}"));
    } finally {
      release.countDown();
    }
  }

  /** Rather than warming up. */
  private static boolean isBidding() {
    return Thread.currentThread().getName().startsWith("bid-");
  }

  private static void uninterrupted(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // A thread that is really held up does not notice either.
      }
    }
  }

  @Test
  void serverShouldStayReadyWhenFarMoreComesThanItCanDo() throws Exception {
    Pace slow =
        (slot, value) -> {
          try {
            Thread.sleep(isBidding() ? 2 : 0);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return value;
        };
    AtomicBoolean done = new AtomicBoolean();
    try (RunningBidder bidder =
            new RunningBidder(
                InstantSource.system(),
                why -> {},
                slow,
                null,
                with(QUICK, "bid.deadline=200ms", "bid.queueLimit=16"));
        ExecutorService clients = Executors.newFixedThreadPool(40)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        running.add(
            clients.submit(() -> {
              while (!done.get()) {
                var _ = bidder.bid(REQUEST);
              }
              return null;
            }));
      }
      Waits.until(
          "requests that are shed",
          () ->
              bidder.metric("bidder_requests_total{exchange=\"default\",outcome=\"shed\"}")
                  > 1_000);
      for (int i = 0; i < 200; i++) {
        assertEquals(200, bidder.readiness().statusCode());
      }
      done.set(true);
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      done.set(true);
    }
  }

  @Test
  void serverShouldBeReadyWhenNoAdMayBidAndItsModelGivesProbabilities() throws Exception {
    Path catalogue = directory.resolve("campaigns.yaml");
    Files.writeString(catalogue, noneMayBid());
    Path storeDirectory = directory.resolve("store");
    ModelStore store = DemoStore.in(storeDirectory);
    try (RunningBidder bidder =
        new RunningBidder(
            with(
                QUICK,
                "catalogue.file=" + catalogue,
                "model.store=" + storeDirectory,
                "model.pollInterval=10ms"))) {
      for (int i = 0; i < 100; i++) {
        assertEquals(204, bidder.bid(REQUEST).statusCode());
        assertEquals(200, bidder.readiness().statusCode());
      }
      // The proof goes through the model: one that gives no numbers is none.
      store.promote(DemoStore.publishNotANumber(store));
      Waits.until("a server that is not ready", () -> bidder.readiness().statusCode() == 503);
      assertTrue(bidder.readiness().body().startsWith("thread bid-"), bidder.readiness().body());
    }
  }

  private static String noneMayBid() {
    return """
    advertisers: [{id: a, domain: a.example, seat: s}]
    campaigns:
      - id: c
        advertiser: a
        economics: {averageOrderValue: 20, roasCoefficient: 0.25}
        targeting: {countries: [NZL]}
        creatives:
          - {id: k, banner: {size: 300x250, markup: "<b>x</b>"}}
    """;
  }

  @Test
  void serverShouldRecoverWhenItsVersionsFileIsCutAndPutBack() throws Exception {
    Path storeDirectory = directory.resolve("store");
    ModelStore store = DemoStore.in(storeDirectory);
    Path tables =
        storeDirectory
            .resolve("versions")
            .resolve(store.currentId().orElseThrow())
            .resolve("tables.bin");
    byte[] content = Files.readAllBytes(tables);
    try (RunningBidder bidder = new RunningBidder(with(QUICK, "model.store=" + storeDirectory))) {
      assertEquals(200, bidder.bid(REQUEST).statusCode());
      assertTrue(tables.toFile().setWritable(true));
      try (FileChannel file = FileChannel.open(tables, StandardOpenOption.WRITE)) {
        file.truncate(0);
        for (int i = 0; i < 200; i++) {
          // It may bid from a copy; it may not fall silent.
          assertTrue(List.of(200, 204).contains(bidder.bid(REQUEST).statusCode()));
        }
        var _ = file.write(ByteBuffer.wrap(content), 0);
      }
      for (int i = 0; i < 20; i++) {
        assertEquals(200, bidder.bid(REQUEST).statusCode());
      }
      Waits.until("readiness", () -> bidder.readiness().statusCode() == 200);
    }
  }

  @Test
  void catalogueShouldBeLoadedAfterOneThatWasTooDeepAndAfterAFollowersFailure() throws Exception {
    Path catalogue = directory.resolve("campaigns.yaml");
    Files.writeString(catalogue, noneMayBid());
    AtomicReference<Error> clockFault = new AtomicReference<>();
    InstantSource clock =
        () -> {
          Error error = clockFault.get();
          if (error != null && Thread.currentThread().getName().equals("follow")) {
            throw error;
          }
          return InstantSource.system().instant();
        };
    try (RunningBidder bidder =
        new RunningBidder(
            clock,
            why -> {},
            Pace.NONE,
            null,
            with(QUICK, "catalogue.file=" + catalogue, "catalogue.pollInterval=10ms"))) {
      replace(catalogue, "[".repeat(5_000));
      Waits.until("a refusal", () -> bidder.metric("bidder_catalogue_refused_total") == 1);

      clockFault.set(new StackOverflowError());
      replace(catalogue, noneMayBid().replace("id: c\n", "id: d\n"));
      Waits.until("a failure", () -> bidder.metric("bidder_failures_total{thread=\"follow\"}") > 0);
      clockFault.set(null);

      replace(catalogue, Files.readString(Path.of("demo/campaigns.yaml")));
      Waits.until("a bid", () -> bidder.bid(REQUEST).statusCode() == 200);
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path next = Objects.requireNonNull(file.getParent()).resolve("next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void probeShouldBeNobodyElsesToMake() throws Exception {
    try (RunningBidder bidder = new RunningBidder(QUICK)) {
      HttpResponse<String> answer =
          bidder.get(bidder.server().port(), "/watchdog/" + "0".repeat(32));
      assertEquals(404, answer.statusCode());
      assertFalse(answer.body().contains("watchdog"), answer.body());
    }
  }
}
