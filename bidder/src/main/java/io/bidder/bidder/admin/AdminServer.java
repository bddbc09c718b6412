package io.bidder.bidder.admin;

import io.bidder.bidder.config.AdminConfig;
import io.bidder.bidder.http.BindFailedException;
import io.bidder.bidder.http.Transport;
import io.bidder.settings.scheduling.Scheduling;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The port for operators and orchestrators: {@code /metrics}, {@code /healthz}, {@code /readyz},
 * {@code POST /explain} and {@code /campaigns}, and another port for the first three alone. It is
 * no part of the bid path: one thread accepts connections and answers probes, and does nothing
 * else; another has all other connections, one looks at the metrics and one explains, and those
 * three give way to whoever bids.
 */
public final class AdminServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AdminServer.class.getName());
  private static final int BACKLOG = 1024;

  /** What is read from a connection at once, and so waits to be looked at. */
  private static final int READ_BYTES = 4 << 10;

  private static final long LOOK_MILLIS = 100;
  private static final int QUIET_SECONDS = 0;
  private static final int SHUTDOWN_SECONDS = 5;

  private final Supplier<@Nullable String> notReadyReason;
  private final AdminEvents events;
  private final AdminConnections connections;
  private final Scrapes scrapes;
  private final Explanations explanations;
  private final AdminParts parts;
  private final EventLoopGroup probes;
  private final EventLoopGroup pages;
  private final Channel channel;

  /** The port for metrics alone; null if there is none. */
  private final @Nullable Channel metricsChannel;

  private AdminServer(
      AdminConfig config,
      Supplier<String> metrics,
      Supplier<@Nullable String> notReadyReason,
      ExplainHandler explain,
      CampaignsHandler campaigns,
      AdminEvents events) {
    this.notReadyReason = notReadyReason;
    this.events = events;
    connections = new AdminConnections(config.maxConnections(), events);
    scrapes = new Scrapes(metrics, config.scrapeInterval().toNanos(), events);
    explanations = new Explanations(explain, config, events);
    parts =
        new AdminParts(
            config,
            AdminAccess.read(config.tokenFile()),
            events,
            connections,
            scrapes,
            explanations,
            campaigns,
            this::notReady,
            this::move);
    Transport transport = Transport.best();
    probes = transport.newGroup(1, "admin-probe");
    pages = transport.newGroup(1, "admin-io");
    pages.execute(Scheduling::giveWay);
    var _ =
        probes.scheduleWithFixedDelay(
            this::closeLate, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    boolean started = false;
    try {
      channel = bind(transport, config.host(), config.port(), "admin.port", false);
      metricsChannel =
          config.metricsPort() == AdminConfig.NO_PORT
              ? null
              : bind(
                  transport, config.metricsHost(), config.metricsPort(), "admin.metricsPort", true);
      started = true;
    } finally {
      if (!started) {
        shutDown();
      }
    }
  }

  /**
   * Starts to serve.
   *
   * @param metrics writes all metrics in Prometheus' text format
   * @param notReadyReason says, at once, why the server is not ready to bid; null when it is
   * @throws BindFailedException if the port cannot be listened on
   */
  public static AdminServer start(
      AdminConfig config,
      Supplier<String> metrics,
      Supplier<@Nullable String> notReadyReason,
      ExplainHandler explain,
      CampaignsHandler campaigns,
      AdminEvents events) {
    return new AdminServer(config, metrics, notReadyReason, explain, campaigns, events);
  }

  /** The port that is listened on. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** The port that has metrics and probes alone. */
  public int metricsPort() {
    return metricsChannel == null
        ? AdminConfig.NO_PORT
        : ((InetSocketAddress) metricsChannel.localAddress()).getPort();
  }

  @Override
  public void close() {
    var _ = channel.close().awaitUninterruptibly();
    if (metricsChannel != null) {
      var _ = metricsChannel.close().awaitUninterruptibly();
    }
    shutDown();
  }

  private void shutDown() {
    connections.closeAll();
    // A connection that is between the threads is told so by the one that it comes to: each gets
    // to what it was asked before it ends.
    for (EventLoopGroup group : List.of(probes, probes, pages, pages)) {
      var _ = group.submit(() -> {}).awaitUninterruptibly();
    }
    var _ = probes.shutdownGracefully(QUIET_SECONDS, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    var _ = pages.shutdownGracefully(QUIET_SECONDS, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    scrapes.close();
    explanations.close();
    probes.terminationFuture().awaitUninterruptibly();
    pages.terminationFuture().awaitUninterruptibly();
  }

  /**
   * Listens.
   *
   * @param isOpen to everybody, for metrics and probes alone
   */
  private Channel bind(Transport transport, String host, int port, String key, boolean isOpen) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(probes)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel child) {
                    accept(child, isOpen);
                  }
                });
    return Transport.bind(bootstrap, new InetSocketAddress(host, port), key);
  }

  private void accept(Channel child, boolean isOpen) {
    child
        .pipeline()
        .addLast(
            // As many requests as can be read at once: they wait their turn.
            new HttpServerCodec(new HttpDecoderConfig(), READ_BYTES),
            new AdminConnection(
                parts,
                child,
                connections.add(child, parts.config().idleTimeout().toNanos()),
                isOpen));
  }

  /** Takes a connection from the thread that answers probes, and goes on with the other. */
  private void move(Channel child, Runnable then) {
    var _ = child.deregister().addListener(left -> register(child, then));
  }

  private void register(Channel child, Runnable then) {
    var _ =
        pages
            .register(child)
            .addListener(registered -> {
              if (registered.isSuccess()) {
                child.eventLoop().execute(then);
              } else {
                // Closed meanwhile: a channel of no thread does not tell its handlers, which
                // hold what was read.
                var _ = child.close();
                child.pipeline().fireChannelInactive();
              }
            });
  }

  private void closeLate() {
    try {
      connections.closeLate();
    } catch (Throwable e) {
      // Told, and tried again, for a task that throws would never be run again.
      events.failed(AdminParts.THREAD);
      LOG.log(Level.ERROR, "slow connections could not be closed", e);
    }
  }

  /** The reason that the server is not ready to bid; null when it is. */
  private @Nullable String notReady() {
    try {
      return notReadyReason.get();
    } catch (Throwable e) {
      events.failed(AdminParts.THREAD);
      LOG.log(Level.ERROR, "whether the server is ready could not be found out", e);
      return "an internal error: see the log";
    }
  }
}
