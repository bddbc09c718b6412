package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What addresses may have while others want some. */
class AddressesTest {
  private static final String POST = "POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\n";

  private final BlockingQueue<PendingBid> pending = new LinkedBlockingQueue<>();

  private PendingBid take() throws InterruptedException {
    PendingBid bid = pending.poll(20, TimeUnit.SECONDS);
    assertTrue(bid != null, "no request came");
    return bid;
  }

  private static void roundTrip(RawClient client) throws Exception {
    assertEquals(204, client.post("/openrtb2/bid", "x").read().status());
  }

  @Test
  void idleConnectionsShouldKeepNobodyOut() throws Exception {
    try (TestServer server = new TestServer(TestServer.noBids(), "http.maxConnections=4");
        RawClient working = server.connect()) {
      roundTrip(working);
      List<RawClient> idle = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        idle.add(server.connect());
        // One of the same address that works is not the longest idle.
        roundTrip(working);
      }
      try (RawClient other = server.connectFrom(2)) {
        roundTrip(other);
        roundTrip(working);
        assertTrue(server.saw("http.maxConnections"));
        assertTrue(idle.getFirst().isClosed());
        // Of the address that has most: the other one's only connection stays.
        for (int i = 0; i < 20; i++) {
          idle.add(server.connect());
          roundTrip(working);
        }
        roundTrip(other);
      }
      for (RawClient client : idle) {
        client.close();
      }
    }
  }

  @Test
  void halfARequestShouldKeepNobodyOut() throws Exception {
    try (TestServer server =
        new TestServer(TestServer.noBids(), "http.maxConnections=4", "http.readTimeout=1m")) {
      List<RawClient> slow = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        slow.add(server.connect().send("POST /openrtb2/bid HTTP/1.1\r\nHost: b\r\nX: "));
      }
      try (RawClient other = server.connectFrom(2)) {
        roundTrip(other);
      }
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  @Test
  void addressShouldHaveNoMoreConnectionsThanItMay() throws Exception {
    try (TestServer server =
            new TestServer(TestServer.noBids(), "http.maxConnectionsPerAddress=2");
        RawClient first = server.connect();
        RawClient second = server.connect();
        RawClient other = server.connectFrom(2)) {
      roundTrip(second);
      roundTrip(first);
      roundTrip(other);
      try (RawClient third = server.connect()) {
        roundTrip(third);
        assertTrue(second.isClosed());
        roundTrip(first);
        roundTrip(other);
        assertTrue(server.saw("http.maxConnectionsPerAddress"));
      }
    }
  }

  @Test
  void addressShouldLeaveRoomToOthersWhenItHasMostRequestsInFlight() throws Exception {
    try (TestServer server =
            new TestServer(pending::add, "http.maxInFlight=10", "http.maxPipelined=32");
        RawClient greedy = server.connect();
        RawClient modest = server.connectFrom(2)) {
      for (int i = 0; i < 12; i++) {
        greedy.post("/openrtb2/bid", "many");
      }
      List<PendingBid> taken = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        taken.add(take());
      }
      modest.post("/openrtb2/bid", "one");
      PendingBid one = take();
      assertEquals("one", TestServer.text(one));
      one.noBid("");
      assertEquals(204, modest.read().status());
      assertTrue(server.saw("http.maxInFlight"));
      // A connection has one request taken a turn: the others' turns come.
      Waits.until("the rest to be refused", () -> server.count("refused 503") == 4);
      taken.forEach(bid -> bid.noBid(""));
      for (int i = 0; i < 8; i++) {
        assertEquals(204, greedy.read().status());
      }
      for (int i = 0; i < 4; i++) {
        assertEquals(503, greedy.read().status());
      }
      // All of it again, when nothing is in flight.
      greedy.post("/openrtb2/bid", "again");
      take().noBid("");
      assertEquals(204, greedy.read().status());
    }
  }

  @Test
  void addressShouldHaveNoMoreRequestsInFlightThanItMay() throws Exception {
    try (TestServer server = new TestServer(pending::add, "http.maxInFlightPerAddress=1");
        RawClient first = server.connect();
        RawClient second = server.connect();
        RawClient other = server.connectFrom(2)) {
      first.post("/openrtb2/bid", "x");
      PendingBid x = take();
      assertEquals(503, second.post("/openrtb2/bid", "y").read().status());
      assertTrue(server.saw("http.maxInFlightPerAddress"));
      other.post("/openrtb2/bid", "z");
      take().noBid("");
      assertEquals(204, other.read().status());
      x.noBid("");
      assertEquals(204, first.read().status());
      second.post("/openrtb2/bid", "y");
      take().noBid("");
      assertEquals(204, second.read().status());
    }
  }

  @Test
  void connectionsOfAnAddressShouldShareItsUsage() throws Exception {
    try (TestServer server = new TestServer(pending::add);
        RawClient first = server.connect();
        RawClient second = server.connect();
        RawClient other = server.connectFrom(2)) {
      first.post("/openrtb2/bid", "x");
      PendingBid a = take();
      second.post("/openrtb2/bid", "x");
      PendingBid b = take();
      other.post("/openrtb2/bid", "x");
      PendingBid c = take();
      assertSame(a.sender().address(), b.sender().address());
      assertNotSame(a.sender().connection(), b.sender().connection());
      assertNotSame(a.sender().address(), c.sender().address());
      for (PendingBid bid : List.of(a, b, c)) {
        bid.noBid("");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "10.0.0.1; 10.0.0.1; true",
        "10.0.0.1; 10.0.0.2; false",
        "8.8.8.8, 10.0.0.1; 9.9.9.9, 10.0.0.1; true",
        "10.0.0.1, 192.168.0.9; 10.0.0.1, 192.168.77.1; true",
        "10.0.0.1:1234; 10.0.0.1; true",
        "[2001:db8::1]:99; 2001:db8::2; true",
        "2001:db8::1; 2001:db8:0:1::1; false",
        "nonsense; '8.8.8.8, unknown'; true",
      })
  void addressShouldBeWhomATrustedProxySpeaksFor(String one, String other, boolean same)
      throws Exception {
    String request = POST + "Content-Length: 0\r\nX-Forwarded-For: %s\r\n\r\n";
    try (TestServer server =
            new TestServer(
                pending::add, "http.trustedProxies=127.0.0.2, 192.168.0.0/16, 2001:db8::/127");
        RawClient proxy = server.connectFrom(2);
        RawClient liar = server.connectFrom(3)) {
      proxy.send(String.format(request, one));
      PendingBid a = take();
      proxy.send(String.format(request, other));
      PendingBid b = take();
      liar.send(String.format(request, one));
      PendingBid c = take();
      assertEquals(same, a.sender().address() == b.sender().address());
      assertNotSame(a.sender().address(), c.sender().address());
      for (PendingBid bid : List.of(a, b, c)) {
        bid.noBid("");
      }
    }
  }
}
