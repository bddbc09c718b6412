package io.bidder.market.load;

import io.bidder.settings.scheduling.Scheduling;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends load over kept-alive connections, all on one thread that sleeps between what it has to do:
 * whoever is measured on the same cores loses little to it, and how much is in the result.
 *
 * <p>One run at a time.
 */
public final class LoadGenerator implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final long SWEEP_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RECONNECT_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int OVERTIME_SECONDS = 30;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1,
          new DefaultThreadFactory("load", true),
          Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

  /** Has sent nothing yet. */
  public LoadGenerator() {
    // An exchange has cores of its own: what it sends does not wait for the subject to let it.
    group.next().execute(Scheduling::goFirst);
  }

  /**
   * Sends a load and returns when every request is accounted for.
   *
   * @throws IOException if the target cannot be reached at the start
   */
  public LoadResult run(InetSocketAddress target, RequestSet requests, Load load)
      throws IOException, InterruptedException {
    EventLoop loop = group.next();
    Run run = new Run(loop, target, requests, load);
    try {
      run.open();
      loop.execute(run::begin);
      return run.done.get((long) load.seconds() + OVERTIME_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("sending failed", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(
          target + ": requests are still without an answer long after the load ended", e);
    } finally {
      run.close();
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** One load; after it is opened all of it is on the loop's thread. */
  private static final class Run implements Connection.Owner {
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final InetSocketAddress target;
    private final RequestSet requests;
    private final Load load;
    private final List<ByteBuf> messages = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    final CompletableFuture<LoadResult> done = new CompletableFuture<>();
    private @Nullable Pace pace;
    private long cpuStartNs;

    Run(EventLoop loop, InetSocketAddress target, RequestSet requests, Load load) {
      this.loop = loop;
      this.target = target;
      this.requests = requests;
      this.load = load;
      bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    }

    void open() throws IOException {
      for (int i = 0; i < requests.size(); i++) {
        byte[] message = requests.message(i);
        messages.add(Unpooled.directBuffer(message.length).writeBytes(message));
      }
      for (int i = 0; i < load.connections(); i++) {
        Connection connection = new Connection(this, messages);
        connections.add(connection);
        var connecting = bootstrap.clone().handler(connection.handler()).connect(target);
        if (!connecting.awaitUninterruptibly().isSuccess()) {
          throw new IOException(target + ": no server can be reached there", connecting.cause());
        }
      }
    }

    void begin() {
      try {
        cpuStartNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long startNs = System.nanoTime();
        Tally tally = new Tally(requests, load.seconds(), startNs);
        long endNs = startNs + (long) (load.seconds() * 1e9);
        Pace started =
            load.isClosed()
                ? new ClosedPace(requests.size(), tally, endNs)
                : new OpenPace(requests.size(), tally, load, startNs);
        pace = started;
        for (Connection connection : List.copyOf(connections)) {
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
      Pace running = pace;
      if (running == null || done.isDone()) {
        return;
      }
      long nextNs = running.onTime(System.nanoTime());
      if (nextNs != Long.MAX_VALUE) {
        long delayNs = Math.max(0, nextNs - System.nanoTime());
        var _ = loop.schedule(this::onTime, delayNs, TimeUnit.NANOSECONDS);
      }
      endIfDone(running);
    }

    /** Closes what has waited too long for an answer, which makes it a failure. */
    private void sweep() {
      if (done.isDone()) {
        return;
      }
      long nowNs = System.nanoTime();
      for (Connection connection : connections) {
        if (connection.busy && nowNs - connection.sentNs > Pace.GIVE_UP_NS) {
          connection.closeNow();
        }
      }
      var _ = loop.schedule(this::sweep, SWEEP_NS, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onAnswer(Connection connection, int status, boolean kept) {
      Pace running = pace;
      if (running != null && connection.busy) {
        long nowNs = System.nanoTime();
        running.onAnswer(connection, status, nowNs);
        if (kept) {
          running.onIdle(connection, nowNs);
        }
        endIfDone(running);
      }
    }

    @Override
    public void onOpen(Connection connection) {
      Pace running = pace;
      if (running != null && !done.isDone()) {
        running.onIdle(connection, System.nanoTime());
      }
    }

    @Override
    public void onClosed(Connection connection) {
      Pace running = pace;
      if (running == null || done.isDone()) {
        return;
      }
      if (connection.busy) {
        running.onFailure(connection, System.nanoTime());
      } else if (running instanceof OpenPace open) {
        open.onGone(connection);
      }
      endIfDone(running);
      if (!done.isDone()) {
        var _ = loop.schedule(() -> reconnect(connection), RECONNECT_NS, TimeUnit.NANOSECONDS);
      }
    }

    private void reconnect(Connection gone) {
      if (done.isDone()) {
        return;
      }
      Connection connection = new Connection(this, messages);
      connections.set(connections.indexOf(gone), connection);
      bootstrap
          .clone()
          .handler(connection.handler())
          .connect(target)
          .addListener(connecting -> {
            if (!connecting.isSuccess()) {
              var _ =
                  loop.schedule(() -> reconnect(connection), RECONNECT_NS, TimeUnit.NANOSECONDS);
            }
          });
    }

    private void endIfDone(Pace running) {
      if (running.isDone() && !done.isDone()) {
        long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStartNs;
        done.complete(running.tally.result(load.seconds(), cpuNs / 1e9));
      }
    }

    void close() {
      loop.submit(
              () -> {
                List.copyOf(connections).forEach(Connection::closeNow);
                messages.forEach(ByteBuf::release);
              })
          .awaitUninterruptibly();
    }
  }
}
