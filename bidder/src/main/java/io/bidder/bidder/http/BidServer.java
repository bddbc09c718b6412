package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;
import io.bidder.bidder.config.ServerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The port that exchanges talk to: {@code POST /openrtb2/bid}, {@code POST
 * /openrtb2/{exchange}/bid}, and what {@link Route}s add.
 */
public final class BidServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final long QUIET_MILLIS = 0;
  private static final long SHUTDOWN_SECONDS = 5;

  private final HttpConfig config;
  private final Endpoint endpoint;
  private final EventLoopGroup acceptors;
  private final EventLoopGroup loops;
  private final Pulse pulse;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicInteger connectionCount = new AtomicInteger();
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
      List<Route> routes,
      HttpEvents events,
      String probePath) {
    this.config = config.http();
    endpoint =
        new Endpoint(
            config.http(), new Routes(config.exchanges(), routes, probePath), handler, events);
    acceptors = transport.newGroup(1, "http-accept");
    loops = transport.newGroup(config.http().ioThreads(), "http-io");
    pulse = new Pulse(Map.of("http-accept", acceptors, "http-io", loops));
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
   * @param routes for what is no bid request
   * @throws BindFailedException if the port cannot be listened on
   */
  public static BidServer start(
      ServerConfig config, BidHandler handler, List<Route> routes, HttpEvents events) {
    return start(config, handler, routes, events, "");
  }

  /**
   * Likewise, with a path for the server's own proofs that it bids.
   *
   * @param probePath that nobody else can guess
   */
  public static BidServer start(
      ServerConfig config,
      BidHandler handler,
      List<Route> routes,
      HttpEvents events,
      String probePath) {
    return new BidServer(Transport.best(), config, handler, routes, events, probePath);
  }

  static BidServer start(
      Transport transport,
      ServerConfig config,
      BidHandler handler,
      List<Route> routes,
      HttpEvents events) {
    return new BidServer(transport, config, handler, routes, events, "");
  }

  /**
   * Tells which of the threads that accept, read and write has ended, or has not run since this was
   * called before; null for none.
   */
  public @Nullable String heldUp() {
    return pulse.heldUp();
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
    tell(Connection.Ending.DRAIN);
    try {
      if (!connections
          .newCloseFuture()
          .await(config.drainTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
        tell(Connection.Ending.CUT_OFF);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes what is still open. Requests that have no answer get none: {@link #drain} first. */
  @Override
  public void close() {
    draining = true;
    var _ = channel.close().awaitUninterruptibly();
    var _ = connections.close();
    shutDownLoops();
  }

  private void tell(Object event) {
    for (Channel connection : connections) {
      connection.pipeline().fireUserEventTriggered(event);
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
    HttpEvents events = endpoint.events();
    if (connectionCount.incrementAndGet() > config.maxConnections()) {
      connectionCount.decrementAndGet();
      events.limitReached(HttpLimit.MAX_CONNECTIONS);
      var _ = child.close();
      return;
    }
    connections.add(child);
    events.connectionOpened();
    child
        .closeFuture()
        .addListener(closed -> {
          connectionCount.decrementAndGet();
          events.connectionClosed();
        });
    RequestDecoder decoder =
        new RequestDecoder(config.maxHeaderBytes(), config.readTimeout().toNanos());
    child
        .pipeline()
        .addLast(
            new FlushConsolidationHandler(),
            new IdleStateHandler(config.idleTimeout().toNanos(), 0, 0, TimeUnit.NANOSECONDS),
            decoder,
            new HttpResponseEncoder(),
            new FlowControlHandler(),
            new Connection(endpoint, child, resources.get(), decoder));
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
