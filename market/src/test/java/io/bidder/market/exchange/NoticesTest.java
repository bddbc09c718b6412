package io.bidder.market.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.net.httpserver.HttpServer;
import io.bidder.market.load.HttpAnswer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NoticesTest {
  @Test
  void factShouldBeRefusedWhenItsUrlIsNone() throws Exception {
    try (Notices notices = new Notices()) {
      for (String url : new String[] {"http://a b/n/w/x", "n/w/x", "http://bidder.test/n/w/x"}) {
        CompletableFuture<@Nullable HttpAnswer> told = new CompletableFuture<>();
        notices.tell(new Notices.Fact(NoticeKind.WIN, "b"), 0, () -> Call.get(url), told::complete);
        assertNull(told.get(10, TimeUnit.SECONDS));
      }
      notices.await();
      assertEquals(Map.of("win: no URL that can be called", 3L), notices.refusals());
      assertEquals(new Told.Taken(0, 0), notices.taken(NoticeKind.WIN));
    }
  }

  @Test
  void factShouldCountOnceWhenItIsToldTwiceAndAtFirstUnavailable() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/n/w/token",
        call -> {
          call.sendResponseHeaders(calls.incrementAndGet() == 1 ? 503 : 200, -1);
          call.close();
        });
    server.createContext(
        "/n/w/forged",
        call -> {
          call.sendResponseHeaders(404, -1);
          call.close();
        });
    server.start();
    String origin = "http://127.0.0.1:" + server.getAddress().getPort();
    try (Notices notices = new Notices()) {
      Notices.Fact fact = new Notices.Fact(NoticeKind.WIN, "b");
      for (int i = 0; i < 2; i++) {
        notices.tell(fact, 5, () -> Call.get(origin + "/n/w/token"), _ -> {});
        notices.await();
      }
      notices.tell(
          new Notices.Fact(NoticeKind.WIN, "c"),
          5,
          () -> Call.get(origin + "/n/w/forged"),
          _ -> {});
      notices.await();
      assertEquals(new Told.Taken(1, "b".hashCode()), notices.taken(NoticeKind.WIN));
      assertEquals(Map.of("win: status 404", 1L), notices.refusals());
      assertEquals(3, notices.sent());
      assertEquals(1, notices.resent());
      assertEquals(3, calls.get());
    } finally {
      server.stop(0);
    }
  }
}
