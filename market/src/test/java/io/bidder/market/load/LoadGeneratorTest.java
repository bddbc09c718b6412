package io.bidder.market.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final int REQUESTS = 5;

  private final ConcurrentHashMap<String, AtomicInteger> received = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final LoadGenerator generator = new LoadGenerator();
  private HttpServer server;

  /** Answers requests 0, 2 and 4 with 200 and the others with 204. */
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        RequestSet.PATH,
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.computeIfAbsent(body, key -> new AtomicInteger()).incrementAndGet();
            boolean bid = (body.charAt(7) - '0') % 2 == 0;
            exchange.sendResponseHeaders(bid ? 200 : 204, bid ? body.length() : -1);
            if (bid) {
              exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
            }
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    generator.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private static RequestSet requests() {
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      bodies.add("{\"id\":\"%d\"}".formatted(i).getBytes(StandardCharsets.UTF_8));
    }
    return RequestSet.of(bodies);
  }

  private int received() {
    return received.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  @Test
  void everyRequestShouldBeSentAndAnsweredOnceInAnOpenLoop() throws Exception {
    Load load = Load.open(400, 0.5, 8, 1);

    LoadResult result = generator.run(server.getAddress(), requests(), load);

    Arrivals arrivals = Arrivals.of(load);
    int due = 0;
    while (arrivals.nextNs() != Arrivals.NONE) {
      due++;
    }
    assertEquals(due, result.sent());
    assertEquals(due, received());
    assertEquals(due, result.bids() + result.noBids());
    assertEquals(0, result.failed() + result.refused());
    assertEquals(due, result.latencyNs().getTotalCount());
    assertEquals(due, result.lagNs().getTotalCount() + result.waited());
    assertEquals(due, result.slices().stream().mapToLong(LoadResult.Slice::due).sum());
    // In turn: each of the five as often as any other, and three of five get a bid.
    int each = due / REQUESTS;
    received.forEach((body, count) -> assertTrue(count.get() - each <= 1, body + " " + count));
    assertEquals(0.6 * due, (double) result.bids(), 2);
    assertTrue(result.seconds() >= 0.5);
    assertTrue(result.generatorCpuSeconds() > 0);
  }

  @Test
  void everyRequestShouldBeSentAndAnsweredOnceInAClosedLoop() throws Exception {
    LoadResult result = generator.run(server.getAddress(), requests(), Load.closed(0.3, 4));

    assertTrue(result.sent() > 4);
    assertEquals(result.sent(), received());
    assertEquals(result.sent(), result.bids() + result.noBids());
    assertEquals(0, result.lagNs().getTotalCount());
    assertEquals(result.sent(), result.latencyNs().getTotalCount());
  }

  @Test
  void closedConnectionsShouldCountAsFailuresAndBeOpenedAgain() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      threads.execute(() -> closeWhatComes(listening));

      LoadResult result =
          generator.run(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()),
              requests(),
              Load.open(50, 0.3, 2, 1));

      assertTrue(result.sent() > 0);
      assertEquals(result.sent(), result.failed());
      assertEquals(result.sent(), result.late());
    }
  }

  /** Reads a little of each connection's request and hangs up. */
  private static void closeWhatComes(ServerSocket listening) {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        int read = socket.getInputStream().read();
        assertTrue(read == 'P' || read == -1);
      } catch (IOException e) {
        // The test is over, or the other end was quicker.
      }
    }
  }

  @Test
  void runShouldSayThatNobodyListens() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), free);

    IOException failure =
        assertThrows(IOException.class, () -> generator.run(nobody, requests(), Load.closed(1, 1)));

    assertTrue(String.valueOf(failure.getMessage()).contains("no server can be reached"));
  }
}
