package io.bidder.market.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One load; after it is opened all of it is on the loop's thread. */
final class LoadRun implements BidConnection.Owner {
  static final long SWEEP_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int CONNECT_MILLIS = 5_000;
  private static final long RECONNECT_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final RequestSet requests;
  private final Load load;
  private final long giveUpNs;
  private final @Nullable Consumer<RoundTrip> listener;
  private final List<BidConnection> connections = new ArrayList<>();
  final CompletableFuture<LoadResult> done = new CompletableFuture<>();
  private @Nullable Pace pace;
  private long cpuStartNs;

  LoadRun(
      EventLoop loop,
      InetSocketAddress target,
      RequestSet requests,
      Load load,
      long giveUpNs,
      @Nullable Consumer<RoundTrip> listener) {
    this.loop = loop;
    this.requests = requests;
    this.load = load;
    this.giveUpNs = giveUpNs;
    this.listener = listener;
    bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .remoteAddress(target);
  }

  void open() throws IOException {
    for (int i = 0; i < load.connections(); i++) {
      BidConnection connection = connection();
      connections.add(connection);
      var connecting = bootstrap.clone().handler(connection.handler()).connect();
      if (!connecting.awaitUninterruptibly().isSuccess()) {
        ConnectException failure = new ConnectException(unreachable(connecting.cause()));
        failure.initCause(connecting.cause());
        throw failure;
      }
    }
  }

  private BidConnection connection() {
    return new BidConnection(this, requests, listener != null);
  }

  private static String unreachable(Throwable cause) {
    return "no server can be reached there (" + cause.getMessage() + ")";
  }

  void begin() {
    try {
      cpuStartNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long startNs = System.nanoTime();
      LoadRecorder recorder = new LoadRecorder(requests, load.seconds(), startNs, listener);
      Pace started =
          load instanceof Load.Closed closed
              ? new ClosedPace(recorder, closed, startNs)
              : new OpenPace(recorder, Arrivals.of(load), startNs, giveUpNs);
      pace = started;
      for (BidConnection connection : List.copyOf(connections)) {
        if (connection.isOpen()) {
          started.onIdle(connection, startNs);
        } else {
          reconnect(connection);
        }
      }
      onTime();
      var _ = loop.schedule(this::sweep, SWEEP_NS, TimeUnit.NANOSECONDS);
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  /** Sends what is due and sleeps until more is. */
  private void onTime() {
    step(running -> {
      long nextNs = running.onTime(System.nanoTime());
      if (nextNs != Long.MAX_VALUE) {
        long delayNs = Math.max(0, nextNs - System.nanoTime());
        var _ = loop.schedule(this::onTime, delayNs, TimeUnit.NANOSECONDS);
      }
    });
  }

  /** Closes what has waited too long for an answer, which makes it a failure. */
  private void sweep() {
    if (done.isDone()) {
      return;
    }
    long nowNs = System.nanoTime();
    for (BidConnection connection : List.copyOf(connections)) {
      if (connection.busy && nowNs - connection.sentNs > giveUpNs) {
        connection.giveUp("the answer took too long");
      }
    }
    var _ = loop.schedule(this::sweep, SWEEP_NS, TimeUnit.NANOSECONDS);
  }

  @Override
  public void onAnswer(BidConnection connection, HttpAnswer answer, boolean kept) {
    step(running -> {
      if (connection.busy) {
        long nowNs = System.nanoTime();
        running.onAnswer(connection, answer, nowNs);
        if (kept) {
          running.onIdle(connection, nowNs);
        }
      }
    });
  }

  @Override
  public void onOpen(BidConnection connection) {
    step(running -> {
      if (connection.busy) {
        running.recorder.resent();
        connection.send(connection.number);
      } else {
        running.onIdle(connection, System.nanoTime());
      }
    });
  }

  @Override
  public void onClosed(BidConnection closed) {
    step(running -> {
      if (closed.wasKeptAlive()) {
        running.recorder.reopened();
      }
      if (!closed.busy) {
        running.onGone(closed);
      } else if (!closed.deservesResending()) {
        running.onFailure(closed, closed.failure(), System.nanoTime());
      }
      long delayNs = closed.hasAnswered() ? 0 : RECONNECT_NS;
      var _ = loop.schedule(() -> reconnect(closed), delayNs, TimeUnit.NANOSECONDS);
    });
  }

  private void reconnect(BidConnection gone) {
    if (done.isDone()) {
      return;
    }
    BidConnection connection = connection();
    connections.set(connections.indexOf(gone), connection);
    if (gone.busy) {
      connection.resend(gone);
    }
    bootstrap
        .clone()
        .handler(connection.handler())
        .connect()
        .addListener(connecting -> {
          if (!connecting.isSuccess()) {
            onUnreachable(connection, unreachable(connecting.cause()));
          }
        });
  }

  private void onUnreachable(BidConnection connection, String why) {
    step(running -> {
      if (connection.busy) {
        running.onFailure(connection, why, System.nanoTime());
      } else {
        running.onUnreachable(why, System.nanoTime());
      }
      var _ = loop.schedule(() -> reconnect(connection), RECONNECT_NS, TimeUnit.NANOSECONDS);
    });
  }

  /** Does something while the load lasts, after which it may be over. */
  private void step(Consumer<Pace> action) {
    Pace running = pace;
    if (running == null || done.isDone()) {
      return;
    }
    try {
      action.accept(running);
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
    if (running.isDone() && !done.isDone()) {
      long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStartNs;
      done.complete(running.recorder.result(load.seconds(), cpuNs / 1e9));
    }
  }

  void close() {
    loop.submit(() -> List.copyOf(connections).forEach(c -> c.giveUp("the load is over")))
        .awaitUninterruptibly();
  }
}
