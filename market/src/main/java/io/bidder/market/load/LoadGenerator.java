package io.bidder.market.load;

import io.bidder.settings.scheduling.Scheduling;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends load over kept-alive connections, all on one thread that sleeps between what it has to do:
 * whoever is measured on the same cores loses little to it, and how much is in the result.
 *
 * <p>A request that finds its kept-alive connection closed by the server is sent once more on a new
 * one. One run at a time.
 */
public final class LoadGenerator implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final long SWEEP_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RECONNECT_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int OVERTIME_SECONDS = 30;
  private static final Duration GIVE_UP = Duration.ofSeconds(2);

  private final long giveUpNs;
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1,
          new DefaultThreadFactory("load", true),
          Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

  /** A generator that gives up an answer after two seconds. */
  public LoadGenerator() {
    this(GIVE_UP);
  }

  /**
   * A generator that has sent nothing yet.
   *
   * @param giveUp an answer that takes longer is a failure, and so is a request that finds no idle
   *     connection for as long
   */
  public LoadGenerator(Duration giveUp) {
    giveUpNs = giveUp.toNanos();
    // An exchange has cores of its own: what it sends does not wait for the subject to let it.
    group.next().execute(Scheduling::goFirst);
  }

  /**
   * Sends a load and returns when every request is accounted for.
   *
   * @throws ConnectException if the target cannot be reached at the start
   */
  public LoadResult run(InetSocketAddress target, RequestSet requests, Load load)
      throws IOException, InterruptedException {
    return send(target, requests, load, null);
  }

  /**
   * Sends a load and returns when every request is accounted for.
   *
   * @param listener is told of every request when it is, on the thread that sends: what it does
   *     delays what is due; what it throws ends the run
   * @throws ConnectException if the target cannot be reached at the start
   */
  public LoadResult run(
      InetSocketAddress target, RequestSet requests, Load load, Consumer<RoundTrip> listener)
      throws IOException, InterruptedException {
    return send(target, requests, load, listener);
  }

  private LoadResult send(
      InetSocketAddress target,
      RequestSet requests,
      Load load,
      @Nullable Consumer<RoundTrip> listener)
      throws IOException, InterruptedException {
    EventLoop loop = group.next();
    Run run = new Run(loop, target, requests, load, listener);
    try {
      run.open();
      loop.execute(run::begin);
      return run.done.get(mostSeconds(load), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("sending failed", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(
          target + ": requests are still without an answer long after the load ended", e);
    } finally {
      run.close();
    }
  }

  /** The longest that a load takes: where requests end it, each may take until it is given up. */
  private long mostSeconds(Load load) {
    double most =
        load instanceof Load.Closed closed && closed.seconds() == 0
            ? closed.requests() * (giveUpNs + SWEEP_NS) / 1e9
            : load.seconds();
    return (long) most + TimeUnit.NANOSECONDS.toSeconds(giveUpNs) + OVERTIME_SECONDS;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** One load; after it is opened all of it is on the loop's thread. */
  private final class Run implements BidConnection.Owner {
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final RequestSet requests;
    private final Load load;
    private final @Nullable Consumer<RoundTrip> listener;
    private final List<BidConnection> connections = new ArrayList<>();
    final CompletableFuture<LoadResult> done = new CompletableFuture<>();
    private @Nullable Pace pace;
    private long cpuStartNs;

    Run(
        EventLoop loop,
        InetSocketAddress target,
        RequestSet requests,
        Load load,
        @Nullable Consumer<RoundTrip> listener) {
      this.loop = loop;
      this.requests = requests;
      this.load = load;
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
}
