package io.bidder.market.load;

import io.bidder.settings.scheduling.Scheduling;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
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
   * @param listener takes every request once it is accounted for, on the thread that sends: time it
   *     takes delays what is due, and an exception of it ends the run
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
    LoadRun run = new LoadRun(loop, target, requests, load, giveUpNs, listener);
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
            ? closed.requests() * (giveUpNs + LoadRun.SWEEP_NS) / 1e9
            : load.seconds();
    return (long) most + TimeUnit.NANOSECONDS.toSeconds(giveUpNs) + OVERTIME_SECONDS;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
