package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;
import io.bidder.bidder.config.ServerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The port that exchanges talk to: {@code POST /openrtb2/bid}, {@code POST
 * /openrtb2/{exchange}/bid}, and {@code GET} below the prefixes that somebody answers.
 */
public final class BidServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final long QUIET_MILLIS = 0;
  private static final long SHUTDOWN_SECONDS = 5;

  private final HttpConfig config;
  private final Route.Table routes;
  private final BidHandler handler;
  private final HttpEvents events;
  private final EventLoopGroup acceptors;
  private final EventLoopGroup loops;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connectionCount = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private final Channel channel;
  private volatile boolean draining;

  private final FastThreadLocal<LoopResources> resources =
      new FastThreadLocal<>() {
        @Override
        protected LoopResources initialValue() {
          return new LoopResources();
        }

        @Override
        protected void onRemoval(LoopResources value) {
          value.close();
        }
      };

  private BidServer(
      Transport transport,
      ServerConfig config,
      BidHandler handler,
      Map<String, MarkupHandler> markup,
      HttpEvents events) {
    this.config = config.http();
    this.routes = new Route.Table(config.exchanges(), markup);
    this.handler = handler;
    this.events = events;
    acceptors = transport.newGroup(1, "http-accept");
    loops = transport.newGroup(config.http().ioThreads(), "http-io");
    boolean started = false;
    try {
      channel = bind(transport);
      started = true;
    } finally {
      if (!started) {
        shutDownLoops();
      }
    }
  }

  /**
   * Starts to serve.
   *
   * @param markup who answers GET, by path prefix such as {@code /ad/}
   * @throws BindFailedException if the port cannot be listened on
   */
  public static BidServer start(
      ServerConfig config,
      BidHandler handler,
      Map<String, MarkupHandler> markup,
      HttpEvents events) {
    return start(Transport.best(), config, handler, markup, events);
  }

  static BidServer start(
      Transport transport,
      ServerConfig config,
      BidHandler handler,
      Map<String, MarkupHandler> markup,
      HttpEvents events) {
    return new BidServer(transport, config, handler, markup, events);
  }

  /** The port that is listened on. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /**
   * Accepts no more connections, closes those without a request, and waits until every request that
   * has begun is answered, at most {@code http.drainTimeout}. Then {@link #close} loses nothing.
   */
  public void drain() {
    draining = true;
    var _ = channel.close().awaitUninterruptibly();
    for (Connection connection : connections) {
      connection.execute(connection::drain);
    }
    checkDrained();
    try {
      drained.get(config.drainTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      for (Connection connection : connections) {
        connection.execute(connection::cutOff);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes what is still open. Requests that have no answer get none: {@link #drain} first. */
  @Override
  public void close() {
    draining = true;
    var _ = channel.close().awaitUninterruptibly();
    for (Connection connection : connections) {
      connection.close();
    }
    shutDownLoops();
  }

  HttpConfig config() {
    return config;
  }

  Route.Table routes() {
    return routes;
  }

  BidHandler handler() {
    return handler;
  }

  HttpEvents events() {
    return events;
  }

  boolean isDraining() {
    return draining;
  }

  private void checkDrained() {
    if (draining && connections.isEmpty()) {
      drained.complete(null);
    }
  }

  private Channel bind(Transport transport) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(acceptors, loops)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel child) {
                    accept(child);
                  }
                });
    return Transport.bind(bootstrap, new InetSocketAddress(config.port()), "http.port");
  }

  private void accept(Channel child) {
    if (connectionCount.incrementAndGet() > config.maxConnections()) {
      connectionCount.decrementAndGet();
      events.limitReached(HttpLimit.MAX_CONNECTIONS);
      var _ = child.close();
      return;
    }
    RequestDecoder decoder = new RequestDecoder(config.maxHeaderBytes());
    Connection connection = new Connection(this, child, resources.get(), decoder);
    connections.add(connection);
    events.connectionOpened();
    child
        .closeFuture()
        .addListener(closed -> {
          connections.remove(connection);
          connectionCount.decrementAndGet();
          events.connectionClosed();
          checkDrained();
        });
    child.pipeline().addLast(decoder, connection);
    if (draining) {
      var _ = child.close();
    }
  }

  private void shutDownLoops() {
    var _ = acceptors.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    var _ = loops.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    acceptors.terminationFuture().awaitUninterruptibly();
    loops.terminationFuture().awaitUninterruptibly();
  }
}
