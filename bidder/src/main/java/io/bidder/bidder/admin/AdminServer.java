package io.bidder.bidder.admin;

import io.bidder.bidder.config.AdminConfig;
import io.bidder.bidder.http.BindFailedException;
import io.bidder.bidder.http.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The port for operators and orchestrators: {@code /metrics}, {@code /healthz}, {@code /readyz} and
 * {@code POST /explain}. It is no part of the bid path: it has a few threads of its own, and turns
 * away what is more than they can do.
 */
public final class AdminServer implements AutoCloseable {
  /** Requests that are worked on at the same time. */
  static final int MAX_RUNNING = 2;

  /** Requests that may wait for a thread; more are answered 503. */
  static final int MAX_WAITING = 16;

  static final int MAX_CONNECTIONS = 256;
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int IDLE_SECONDS = 120;
  private static final int QUIET_SECONDS = 0;
  private static final int SHUTDOWN_SECONDS = 5;

  private final EventLoopGroup loops;
  private final ThreadPoolExecutor workers;
  private final AtomicInteger connections = new AtomicInteger();
  private final Channel channel;

  private AdminServer(
      AdminConfig config,
      Supplier<String> metrics,
      Supplier<@Nullable String> notReadyReason,
      ExplainHandler explain) {
    workers =
        new ThreadPoolExecutor(
            MAX_RUNNING,
            MAX_RUNNING,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            new DefaultThreadFactory("admin", true));
    Transport transport = Transport.best();
    loops = transport.newGroup(1, "admin-io");
    AdminPages pages = new AdminPages(metrics, notReadyReason, explain);
    boolean started = false;
    try {
      channel = bind(config, transport, pages);
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
   * @param notReadyReason says why the server is not ready to bid; null when it is
   * @throws BindFailedException if the port cannot be listened on
   */
  public static AdminServer start(
      AdminConfig config,
      Supplier<String> metrics,
      Supplier<@Nullable String> notReadyReason,
      ExplainHandler explain) {
    return new AdminServer(config, metrics, notReadyReason, explain);
  }

  /** The port that is listened on. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    var _ = channel.close().awaitUninterruptibly();
    shutDown();
  }

  private void shutDown() {
    workers.shutdownNow();
    var _ = loops.shutdownGracefully(QUIET_SECONDS, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    loops.terminationFuture().awaitUninterruptibly();
  }

  private Channel bind(AdminConfig config, Transport transport, AdminPages pages) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel child) {
                    accept(child, pages);
                  }
                });
    InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
    return Transport.bind(bootstrap, address, "admin.port");
  }

  private void accept(Channel child, AdminPages pages) {
    child.closeFuture().addListener(closed -> connections.decrementAndGet());
    if (connections.incrementAndGet() > MAX_CONNECTIONS) {
      var _ = child.close();
      return;
    }
    child
        .pipeline()
        .addLast(
            new IdleStateHandler(0, 0, IDLE_SECONDS),
            new HttpServerCodec(),
            new HttpServerKeepAliveHandler(),
            new HttpObjectAggregator(MAX_BODY_BYTES, true),
            new AdminConnection(pages, workers));
  }
}
