package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.config.TlsConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The port that exchanges talk to: {@code POST /openrtb2/bid}, {@code POST
 * /openrtb2/{exchange}/bid}, and what {@link Route}s add.
 */
public final class BidServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final long QUIET_MILLIS = 0;
  private static final long SHUTDOWN_SECONDS = 5;

  /** Bytes that are read from a connection in one turn of its thread. */
  private static final int TURN_BYTES = 16 << 10;

  private static final int FIRST_READ_BYTES = 2 << 10;
  private static final int LEAST_READ_BYTES = 256;

  /** Of too many connections so many are closed for a new one: another may have been kept. */
  private static final int CLOSED_FOR_ONE = 2;

  private static final long MAX_ROUND_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int ROUNDS_PER_TIMEOUT = 8;

  private final HttpConfig config;
  private final Endpoint endpoint;
  private final EventLoopGroup acceptors;
  private final EventLoopGroup loops;
  private final Pulse pulse;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel channel;

  /** The port with TLS; null if there is none. */
  private final @Nullable Channel tlsChannel;

  private final @Nullable Tls tls;
  private volatile boolean draining;

  private BidServer(
      Transport transport,
      ServerConfig config,
      BidHandler handler,
      List<Route> routes,
      HttpEvents events,
      String probePath,
      @Nullable ExchangeClock clock) {
    this.config = config.http();
    tls = this.config.tls().isOn() ? Tls.open(this.config.tls()) : null;
    endpoint =
        new Endpoint(
            this.config,
            new Routes(config.exchanges(), routes, probePath),
            handler,
            events,
            new Addresses(this.config),
            clock);
    long bytesPerLoop =
        Math.max(
            this.config.maxBodyBytes(), this.config.maxBufferedBytes() / this.config.ioThreads());
    acceptors =
        transport.newGroup(1, "http-accept", io -> new IoLoop(io, "accept", events, bytesPerLoop));
    loops =
        transport.newGroup(
            this.config.ioThreads(), "http-io", io -> new IoLoop(io, "io", events, bytesPerLoop));
    pulse = new Pulse(Map.of("http-accept", acceptors, "http-io", loops));
    boolean started = false;
    try {
      startTicking();
      channel = bind(transport, this.config.host(), this.config.port(), "http.port", null);
      tlsChannel =
          tls == null
              ? null
              : bind(
                  transport,
                  this.config.tls().host(),
                  this.config.tls().port(),
                  "http.tls.port",
                  tls);
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
    return start(config, handler, routes, events, "", null);
  }

  /**
   * Likewise, with a path for the server's own proofs that it bids.
   *
   * @param probePath that nobody else can guess
   * @param clock that requests tell their time to; null where they do not
   */
  public static BidServer start(
      ServerConfig config,
      BidHandler handler,
      List<Route> routes,
      HttpEvents events,
      String probePath,
      @Nullable ExchangeClock clock) {
    return new BidServer(Transport.best(), config, handler, routes, events, probePath, clock);
  }

  static BidServer start(
      Transport transport,
      ServerConfig config,
      BidHandler handler,
      List<Route> routes,
      HttpEvents events) {
    return new BidServer(transport, config, handler, routes, events, "", null);
  }

  /**
   * Tells which of the threads that accept, read and write has ended, or has not run since this was
   * called before; null for none.
   */
  public @Nullable String heldUp() {
    return pulse.heldUp();
  }

  /** The certificate that is shown; null where there is no port with TLS. */
  public @Nullable Tls tls() {
    return tls;
  }

  /** The port that is listened on with TLS; {@link TlsConfig#NO_PORT} if there is none. */
  public int tlsPort() {
    return tlsChannel == null
        ? TlsConfig.NO_PORT
        : ((InetSocketAddress) tlsChannel.localAddress()).getPort();
  }

  /** The port that is listened on. */
  public int port() {
    return address().getPort();
  }

  /** The address at which this machine reaches the port. */
  public InetSocketAddress address() {
    InetSocketAddress bound = (InetSocketAddress) channel.localAddress();
    return bound.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort())
        : bound;
  }

  /**
   * Says with a connection's last answer that it is that, ends connections from which nothing comes
   * for {@code http.drainGrace}, after which no more are accepted, and waits until every request
   * that has begun is answered, at most {@code http.drainTimeout} in all. Then {@link #close} loses
   * nothing.
   */
  public void drain() {
    draining = true;
    tell(Connection.Ending.DRAIN);
    long startNs = System.nanoTime();
    long drainNs = config.drainTimeout().toNanos();
    try {
      if (!connections.isEmpty()) {
        TimeUnit.NANOSECONDS.sleep(Math.min(config.drainGrace().toNanos(), drainNs));
      }
      stopListening();
      awaitAccepted();
      if (!connections
          .newCloseFuture()
          .await(drainNs - (System.nanoTime() - startNs), TimeUnit.NANOSECONDS)) {
        tell(Connection.Ending.CUT_OFF);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the threads have taken over what was accepted last. */
  private void awaitAccepted() {
    for (EventExecutor loop : loops) {
      var _ = loop.submit(() -> {}).awaitUninterruptibly();
    }
  }

  /** Closes what is still open. Requests that have no answer get none: {@link #drain} first. */
  @Override
  public void close() {
    draining = true;
    stopListening();
    var _ = connections.close();
    shutDownLoops();
  }

  private void stopListening() {
    var _ = channel.close().awaitUninterruptibly();
    if (tlsChannel != null) {
      var _ = tlsChannel.close().awaitUninterruptibly();
    }
  }

  private void tell(Object event) {
    for (Channel connection : connections) {
      connection.pipeline().fireUserEventTriggered(event);
    }
  }

  private Channel bind(Transport transport, String host, int port, String key, @Nullable Tls with) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(acceptors, loops)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(LEAST_READ_BYTES, FIRST_READ_BYTES, TURN_BYTES)
                    .maxMessagesPerRead(1))
            .handler(new AcceptFailures(endpoint.events()))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel child) {
                    accept(child, with);
                  }

                  @Override
                  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    IoLoop.current().survived(cause);
                    var _ = ctx.close();
                  }
                });
    return Transport.bind(bootstrap, new InetSocketAddress(host, port), key);
  }

  /** Counts what the listening socket fails with; Netty then pauses for a second. */
  private static final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private final HttpEvents events;

    AcceptFailures(HttpEvents events) {
      this.events = events;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      events.failed("accept");
      ctx.fireExceptionCaught(cause);
    }
  }

  private void accept(Channel child, @Nullable Tls with) {
    if (!(child.remoteAddress() instanceof InetSocketAddress remote)) {
      // It is gone already.
      var _ = child.close();
      return;
    }
    Connection connection = new Connection(endpoint, child, IoLoop.current(), remote.getAddress());
    if (with != null) {
      child.pipeline().addLast(with.newHandler(child.alloc(), config.readTimeout()));
    }
    child.pipeline().addLast(connection.decoder(), new HttpResponseEncoder(), connection);
    connections.add(child);
    endpoint.events().connectionOpened();
    child
        .closeFuture()
        .addListener(closed -> {
          connection.closed();
          endpoint.events().connectionClosed();
        });
    for (int i = 0; i < CLOSED_FOR_ONE; i++) {
      Addresses.Excess excess =
          endpoint.addresses().takeExcess(connection.tenant(), connection.address());
      if (excess != null) {
        endpoint.events().limitReached(excess.limit());
        excess.tenant().giveWay.run();
      }
    }
    if (draining) {
      connection.tell(Connection.Ending.DRAIN);
    }
  }

  /** Looks at connections' times often enough to be little late for any of them. */
  private void startTicking() {
    long shortestNs =
        Stream.of(config.idleTimeout(), config.readTimeout(), config.writeTimeout())
            .mapToLong(Duration::toNanos)
            .min()
            .orElse(MAX_ROUND_NS);
    long tickNs = Math.min(MAX_ROUND_NS, shortestNs / ROUNDS_PER_TIMEOUT) / IoLoop.TICKS_PER_ROUND;
    for (EventExecutor loop : loops) {
      var _ =
          loop.scheduleWithFixedDelay(
              () -> IoLoop.current().tick(), tickNs, tickNs, TimeUnit.NANOSECONDS);
    }
  }

  private void shutDownLoops() {
    var _ = acceptors.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    var _ = loops.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    acceptors.terminationFuture().awaitUninterruptibly();
    loops.terminationFuture().awaitUninterruptibly();
  }
}
