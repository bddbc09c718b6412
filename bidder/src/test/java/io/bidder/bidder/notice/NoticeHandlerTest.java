package io.bidder.bidder.notice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notices by real sockets into a real log. */
class NoticeHandlerTest {
  private static final List<TokenKind> USES =
      List.of(
          TokenKind.WIN, TokenKind.BILLED, TokenKind.LOSS, TokenKind.IMPRESSION, TokenKind.CLICK);
  private static final long NOW = OutcomeServer.BID;
  private static final KeyRing RING = OutcomeServer.RING;
  private static final KeyRing OTHER = KeyRing.of(List.of(new byte[33]));

  @TempDir private Path directory = Path.of("");

  private final HttpClient client = HttpClient.newHttpClient();
  private OutcomeServer.World world = new OutcomeServer.World(directory);

  @BeforeEach
  void setUp() {
    world = new OutcomeServer.World(directory);
  }

  private static String token(TokenKind kind, long id, KeyRing ring, String creative) {
    return OutcomeServer.token(kind, id, ring, "a1", creative);
  }

  private static String path(TokenKind kind, long id) {
    return "/n/" + kind.letter() + "/" + token(kind, id, RING, "cr1");
  }

  private int count(TokenKind kind, OutcomeResult result) {
    return world.count(kind.tells().toString(), result);
  }

  @Test
  void noticesShouldBeInTheLogWithWhatTheyTell() throws Exception {
    try (OutcomeServer server = new OutcomeServer(world)) {
      assertEquals(200, server.get(path(TokenKind.WIN, 7) + "?price=1.5&min=1.25&cur=USD"));
      assertEquals(200, server.get(path(TokenKind.BILLED, 7) + "?price=9&cur=%24%7BX%7D"));
      assertEquals(
          200, server.get(path(TokenKind.LOSS, 8) + "?loss=102&price=2.75&min=2.5&cur=USD"));
      HttpResponse<byte[]> pixel = server.send("GET", path(TokenKind.IMPRESSION, 7));
      assertEquals("image/gif", pixel.headers().firstValue("content-type").orElse(""));
      assertEquals("no-store", pixel.headers().firstValue("cache-control").orElse(""));
      assertArrayEquals(
          "GIF89a".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(pixel.body(), 6));
      HttpResponse<byte[]> click =
          server.send("GET", path(TokenKind.CLICK, 7) + "?url=https://evil.example/");
      assertEquals(302, click.statusCode());
      assertEquals(
          "https://shop.example/?click=" + token(TokenKind.CLICK, 7, RING, "cr1"),
          click.headers().firstValue("location").orElse(""));
      assertEquals(410, server.get("/n/c/" + token(TokenKind.CLICK, 9, RING, "gone")));
      assertEquals(200, server.get("/n/c/" + token(TokenKind.CLICK, 10, RING, "spot")));
    }
    List<Event> events = world.events();
    assertEquals(
        List.of("win", "billed", "loss", "impression", "click", "click", "click"), world.kinds());
    Happening.Win win = (Happening.Win) events.getFirst().happening();
    assertEquals(new BidId(1, 7), events.getFirst().bidId());
    assertEquals(1_500_000, win.priceCpmMicros());
    assertEquals(0, win.claimedCpmMicros());
    assertEquals(1_250_000, win.minToWinCpmMicros());
    Happening.Billed billed = (Happening.Billed) events.get(1).happening();
    assertEquals(2_000_000, billed.priceCpmMicros());
    assertEquals(9_000_000, billed.claimedCpmMicros());
    Happening.Loss loss = (Happening.Loss) events.get(2).happening();
    assertEquals(102, loss.reason());
    assertEquals(2_500_000, loss.minToWinCpmMicros());
    assertEquals(2_750_000, loss.priceCpmMicros());
    assertEquals(1, count(TokenKind.BILLED, OutcomeResult.ABOVE_BID));
  }

  @Test
  void winShouldCountWithoutItsMinimumWhenThatCannotBe() throws Exception {
    List<String> minima = List.of("", "x", "-1", "1e308", "2.000001", "${AUCTION_MIN_TO_WIN}");
    try (OutcomeServer server = new OutcomeServer(world)) {
      for (int i = 0; i < minima.size(); i++) {
        String minimum = URLEncoder.encode(minima.get(i), StandardCharsets.UTF_8);
        assertEquals(200, server.get(path(TokenKind.WIN, i) + "?price=1&min=" + minimum));
      }
    }
    List<Event> events = world.events();
    assertEquals(minima.size(), events.size());
    for (Event event : events) {
      assertEquals(0, ((Happening.Win) event.happening()).minToWinCpmMicros());
    }
  }

  @Test
  void noticeShouldCountOnceWhenItComesAgainAtOnceOrAfterARestart() throws Exception {
    String win = path(TokenKind.WIN, 7) + "?price=1";
    for (int run = 0; run < 3; run++) {
      try (OutcomeServer server =
          new OutcomeServer(world, "exchanges.default.notices.billedBy=win")) {
        List<CompletableFuture<HttpResponse<Void>>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          all.add(
              client.sendAsync(
                  HttpRequest.newBuilder(server.uri(win)).build(),
                  HttpResponse.BodyHandlers.discarding()));
        }
        for (CompletableFuture<HttpResponse<Void>> each : all) {
          assertEquals(200, each.join().statusCode());
        }
        // A burl of an exchange that bills by the win changes nothing.
        assertEquals(200, server.get(path(TokenKind.BILLED, 7)));
      }
      assertEquals(List.of("win", "billed"), world.kinds());
    }
    assertEquals(1, count(TokenKind.WIN, OutcomeResult.ACCEPTED));
    assertEquals(599, count(TokenKind.WIN, OutcomeResult.DUPLICATE));
    assertEquals(1, count(TokenKind.BILLED, OutcomeResult.ACCEPTED));
    assertEquals(3, count(TokenKind.BILLED, OutcomeResult.NOT_BILLING));
  }

  @Test
  void nothingShouldCountWhenItIsForgedOrExpiredOrGarbage() throws Exception {
    Random random = new Random(5);
    try (OutcomeServer server = new OutcomeServer(world)) {
      for (int i = 0; i < 2_000; i++) {
        int use = random.nextInt(USES.size());
        TokenKind kind = USES.get(use);
        TokenKind other = USES.get((use + 1) % USES.size());
        String text = token(kind, i, RING, "cr1");
        char[] altered = text.toCharArray();
        int at = random.nextInt(altered.length);
        altered[at] = altered[at] == 'A' ? 'B' : 'A';
        String start = "/n/" + kind.letter() + "/";
        int status = server.get(start + new String(altered));
        assertTrue(status == 400 || status == 403, "" + status);
        assertEquals(403, server.get("/n/" + other.letter() + "/" + text));
        assertEquals(403, server.get(start + token(kind, i, OTHER, "cr1")));
        assertEquals(400, server.get(start + Long.toHexString(random.nextLong())));
      }
      String win = path(TokenKind.WIN, 1);
      for (String price : List.of("-1", "NaN", "1e308", "x")) {
        assertEquals(400, server.get(win + "?price=" + price));
      }
      assertEquals(400, server.get(win + "?price=1&cur=EUR"));
      for (String loss : List.of("loss=-1", "min=x", "price=-2")) {
        assertEquals(400, server.get(path(TokenKind.LOSS, 1) + "?" + loss));
      }
      assertEquals(404, server.get("/n/x/" + token(TokenKind.WIN, 1, RING, "cr1")));
      assertEquals(404, server.get("/n/m/" + token(TokenKind.MARKUP, 1, RING, "cr1")));
      assertEquals(414, server.get(win + "?x=" + "y".repeat(1 << 20)));
      HttpResponse<byte[]> posted = server.send("POST", win);
      assertEquals(405, posted.statusCode());
      assertEquals("GET, HEAD", posted.headers().firstValue("allow").orElse(""));
      assertEquals(200, server.send("HEAD", win).statusCode());
      assertEquals(200, server.send("GET", win, "Sec-Purpose", "prefetch;x").statusCode());
      assertEquals(302, server.send("HEAD", path(TokenKind.CLICK, 1)).statusCode());
      world.now.set(NOW + Duration.ofHours(2).toMillis());
      assertEquals(410, server.get(win));
    }
    assertEquals(List.of(), world.kinds());
    assertEquals(4, count(TokenKind.WIN, OutcomeResult.WRONG_PRICE));
  }

  @Test
  void noticeShouldCountOnceWhenTheClockIsSetBack() throws Exception {
    try (OutcomeServer server = new OutcomeServer(world)) {
      assertEquals(200, server.get(path(TokenKind.WIN, 1)));
      world.now.set(NOW - Duration.ofMinutes(50).toMillis());
      assertEquals(200, server.get(path(TokenKind.WIN, 1)));
      assertEquals(200, server.get(path(TokenKind.WIN, 2)));
    }
    assertEquals(List.of("win", "win"), world.kinds());
    assertTrue(world.events().stream().allMatch(event -> event.eventEpochMillis() >= NOW));
  }

  @Test
  void noticeShouldBeSentAgainWhenTheLogOrTheTableTakesNoMore() throws Exception {
    try (OutcomeServer server = new OutcomeServer(world, "outcomes.maxNotices=1000")) {
      for (int i = 0; i < 1_000; i++) {
        assertEquals(200, server.get(path(TokenKind.WIN, i)));
      }
      assertEquals(503, server.get(path(TokenKind.WIN, 1_000)));
      assertEquals(200, server.get(path(TokenKind.WIN, 5)));
      server.appender.close();
      assertEquals(200, server.get(path(TokenKind.WIN, 5)));
    }
    assertEquals(1_000, world.kinds().size());
    try (OutcomeServer server = new OutcomeServer(world)) {
      server.appender.close();
      assertEquals(503, server.get(path(TokenKind.WIN, 2_000)));
      assertEquals(302, server.get(path(TokenKind.CLICK, 2_000)));
    }
    assertEquals(1, count(TokenKind.WIN, OutcomeResult.FULL));
    assertEquals(1, count(TokenKind.WIN, OutcomeResult.UNAVAILABLE));
    assertEquals(1_000, world.kinds().size());
  }
}
