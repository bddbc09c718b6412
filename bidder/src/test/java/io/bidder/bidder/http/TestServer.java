package io.bidder.bidder.http;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.modelstore.testing.Waits;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A bid server on a free port, with what happened at it. */
final class TestServer implements AutoCloseable {
  /** Counts what happens. */
  static final class Events implements HttpEvents {
    final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @Override
    public void connectionOpened() {
      seen.add("opened");
    }

    @Override
    public void connectionClosed() {
      seen.add("closed");
    }

    @Override
    public void limitReached(HttpLimit limit) {
      seen.add(limit.key());
    }

    @Override
    public void refused(Status status) {
      seen.add("refused " + status.code());
    }

    @Override
    public void failed(String thread) {
      seen.add("failed " + thread);
    }
  }

  static final RouteHandler ADS =
      request ->
          CompletableFuture.completedFuture(
              request.pathBelowPrefix().equals("7")
                  ? RouteResponse.text("text/html", "7?" + request.query())
                  : RouteResponse.empty(Status.NOT_FOUND));

  final Events events = new Events();
  final BidServer server;

  TestServer(BidHandler handler, String... sets) {
    this(Transport.best(), handler, sets);
  }

  TestServer(Transport transport, BidHandler handler, String... sets) {
    this(transport, handler, List.of(new Route("/ad/", List.of("GET"), ADS)), sets);
  }

  TestServer(Transport transport, BidHandler handler, List<Route> routes, String... sets) {
    List<String> all = new ArrayList<>(List.of("http.port=0", "exchanges.acme.gzip=true"));
    all.addAll(List.of(sets));
    server = BidServer.start(transport, ServerConfig.load(null, all), handler, routes, events);
  }

  /** Answers with the exchange's name and the request's body. */
  static BidHandler echo() {
    return bid -> {
      byte[] answer = (bid.exchangeName() + "|" + text(bid)).getBytes(StandardCharsets.ISO_8859_1);
      bid.answer(answer, 0, answer.length);
    };
  }

  static String text(PendingBid bid) {
    return new String(bid.body(), 0, bid.bodyLength(), StandardCharsets.ISO_8859_1);
  }

  RawClient connect() throws java.io.IOException {
    return new RawClient(server.port());
  }

  /** Connects from the address 127.0.0.{@code last}. */
  RawClient connectFrom(int last) throws java.io.IOException {
    return new RawClient(
        server.port(), InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}));
  }

  /** Answers at once, in the I/O thread. */
  static BidHandler noBids() {
    return bid -> bid.noBid("");
  }

  boolean saw(String event) {
    return events.seen.contains(event);
  }

  long count(String event) {
    return events.seen.stream().filter(event::equals).count();
  }

  void awaitEvent(String event) throws Exception {
    Waits.until(event, () -> saw(event));
  }

  @Override
  public void close() {
    server.close();
  }
}
