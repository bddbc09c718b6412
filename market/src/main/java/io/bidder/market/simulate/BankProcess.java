package io.bidder.market.simulate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A redis-server that bidders share budgets by, on a free port of this machine. It has no files:
 * what it knew is gone when it is killed. One thread's.
 */
final class BankProcess implements AutoCloseable {
  private static final int MOST_SECONDS_TO_WAIT = 20;
  private static final int LOOK_MILLIS = 5;

  private final RunProcess process;
  private final int port;

  /**
   * Starts it, and waits until it can be connected to.
   *
   * @param work directory for what it says
   */
  BankProcess(Path work) throws IOException, InterruptedException {
    port = BidderProcess.freePort();
    List<String> arguments =
        List.of(
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no");
    try {
      process = new RunProcess("redis-server", arguments, work.resolve("redis.log"), false);
    } catch (IOException e) {
      throw new IOException("--redis needs a redis-server on the path: " + e.getMessage(), e);
    }
    awaitThere();
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  void kill() throws InterruptedException {
    process.kill();
  }

  /** Starts it again, with nothing in it. */
  void restart() throws IOException, InterruptedException {
    process.restart();
    awaitThere();
  }

  private void awaitThere() throws IOException, InterruptedException {
    long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS_TO_WAIT);
    while (true) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() - untilNs > 0) {
          process.close();
          throw new IOException("the redis-server ends with:\n" + process.lastLines(), e);
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
