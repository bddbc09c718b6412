package io.bidder.bidder.notice;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.http.BidServer;
import io.bidder.bidder.http.HttpEvents;
import io.bidder.bidder.http.Route;
import io.bidder.bidder.json.Utf8Buffer;
import io.bidder.bidder.privacy.PersonHash;
import io.bidder.eventlog.append.AppendOptions;
import io.bidder.eventlog.append.Appender;
import io.bidder.eventlog.append.Sync;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.follow.FollowOptions;
import io.bidder.eventlog.follow.LogFollower;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.RecordReader;
import io.bidder.eventlog.segment.SegmentSizes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A log with what follows it and a server that takes notices and orders into it. */
final class OutcomeServer implements AutoCloseable, Appender.Listener, LogFollower.Listener {
  /** The time of all bids. */
  static final long BID = 1_800_000_000_000L;

  static final KeyRing RING = KeyRing.of(List.of(new byte[32]));

  /** What lasts from one server to the next. */
  static final class World {
    final Path directory;
    final AtomicLong now = new AtomicLong(BID);
    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

    World(Path directory) {
      this.directory = directory;
    }

    int count(String kind, OutcomeResult result) {
      AtomicInteger count = outcomes.get(kind + " " + result);
      return count == null ? 0 : count.get();
    }

    List<Event> events() {
      List<Event> events = new ArrayList<>();
      try (LogReader reader = LogReader.openAtStart(directory)) {
        while (reader.next()) {
          events.add(Event.read(reader.payload()));
        }
      }
      return events;
    }

    List<String> kinds() {
      return events().stream().map(event -> event.happening().kind()).toList();
    }
  }

  final Appender appender;
  private final LogFollower follower;
  final BidServer server;
  private final ConversionPosts posts;
  private final HttpClient client = HttpClient.newHttpClient();

  OutcomeServer(World world, String... sets) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of("http.port=0"));
    all.addAll(List.of(sets));
    ServerConfig config = ServerConfig.load(null, all);
    InstantSource clock = () -> Instant.ofEpochMilli(world.now.get());
    appender =
        Appender.open(
            new AppendOptions(
                world.directory,
                Sync.OS,
                Duration.ofSeconds(1),
                new SegmentSizes(16 << 10, Duration.ofHours(1)),
                1 << 16,
                4_096),
            clock,
            this);
    CountedNotices counted = new CountedNotices(config.outcomes());
    PersonClicks clicks =
        config.outcomes().personWindow().isZero()
            ? null
            : new PersonClicks(config.outcomes(), () -> {});
    follower =
        LogFollower.start(
            FollowOptions.defaults(world.directory),
            appender::acknowledgedPosition,
            clicks == null ? List.of(counted) : List.of(counted, clicks),
            this);
    awaitFolded();
    TokenReader tokens = new TokenReader(() -> RING);
    OutcomeEvents events =
        (kind, result) ->
            world
                .outcomes
                .computeIfAbsent(kind + " " + result, _ -> new AtomicInteger())
                .incrementAndGet();
    NoticeHandler notices =
        new NoticeHandler(
            config.exchanges(),
            tokens,
            counted,
            appender::append,
            (click, id) ->
                switch (click.subject().creativeId()) {
                  case "gone" -> null;
                  case "spot" -> "";
                  default -> "https://shop.example/?click=" + id;
                },
            clock,
            events);
    Orders orders =
        new Orders(
            tokens,
            counted,
            clicks,
            () -> new PersonHash(new byte[32]),
            appender::append,
            new RecordReader(world.directory),
            events);
    posts =
        new ConversionPosts(
            AdvertiserTokens.read(config.outcomes().conversionTokens()), orders, clock, events);
    server =
        BidServer.start(
            config,
            bid -> bid.noBid(""),
            List.of(
                new Route(NoticeHandler.PATH, NoticeHandler.METHODS, notices),
                new Route(
                    ConversionPixel.PATH,
                    NoticeHandler.METHODS,
                    new ConversionPixel(orders, clock, events)),
                new Route(ConversionPosts.PATH, ConversionPosts.METHODS, posts)),
            HttpEvents.NONE);
  }

  /** Waits until what is in the log is known to all that follow it. */
  void awaitFolded() throws InterruptedException {
    assertTrue(follower.awaitCaughtUp(Duration.ofSeconds(30)));
  }

  static String token(TokenKind kind, long id, KeyRing ring, String advertiser, String creative) {
    return token(kind, id, ring, advertiser, creative, new byte[0]);
  }

  static String token(
      TokenKind kind, long id, KeyRing ring, String advertiser, String creative, byte[] person) {
    TokenWriter writer = new TokenWriter(() -> ring);
    writer.begin(
        1,
        id,
        BID,
        "default",
        advertiser,
        "c1",
        creative,
        2_000_000,
        "USD",
        "v1",
        0.5f,
        0.25f,
        person);
    Utf8Buffer out = new Utf8Buffer(16);
    writer.write(kind, out);
    return out.toString();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpResponse<byte[]> send(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  int get(String path) throws Exception {
    return send("GET", path).statusCode();
  }

  HttpResponse<String> post(String path, String authorization, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", authorization)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void dropped(int bids) {}

  @Override
  public void failed(Throwable failure) {}

  @Override
  public void recovered() {}

  @Override
  public void rebuilt(String fold, String why) {}

  @Override
  public void missed(String fold, long fromPosition, long toPosition) {}

  @Override
  public void stopped(String fold, long position, Throwable why) {}

  @Override
  public void notKept(String fold, Exception why) {}

  @Override
  public void close() {
    client.close();
    server.close();
    posts.close();
    appender.close();
    follower.close();
  }
}
