package io.bidder.bidder.serve;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.settings.logging.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process with a server as {@link Main} has it, that breaks in a way which nothing mends. */
final class BrokenServer {
  private BrokenServer() {}

  /** Breaks: {@code held} a bidding thread for ever, or {@code uncaught} by a thread's end. */
  public static void main(String[] arguments) throws Exception {
    Log.install();
    Ending ending = new Ending(Duration.ofSeconds(10));
    CountDownLatch never = new CountDownLatch(1);
    BidderServer server =
        BidderServer.start(
            ServerConfig.load(null, List.of(arguments).subList(1, arguments.length)),
            InstantSource.system(),
            ending,
            (slot, value) -> {
              if (Thread.currentThread().getName().startsWith("bid-")) {
                hold(never);
              }
              return value;
            },
            null);
    Thread.setDefaultUncaughtExceptionHandler(ending);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    if (arguments[0].equals("held")) {
      Thread.ofPlatform().daemon(true).start(() -> ask(server.address()));
    } else {
      Thread.ofPlatform().daemon(true).start(() -> deeper(0));
    }
    never.await();
  }

  private static int deeper(int depth) {
    return depth < 0 ? 0 : 1 + deeper(depth + 1);
  }

  private static void ask(InetSocketAddress server) {
    try (Loopback connection = new Loopback(server, 60_000)) {
      var _ =
          connection.post(
              "/openrtb2/bid",
              "{\"id\":\"r\",\"imp\":[{\"id\":\"1\",\"banner\":{\"w\":300,\"h\":250}}]}"
                  .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Of the process's end.
    }
  }

  private static void hold(CountDownLatch never) {
    while (true) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // Nothing ends it.
      }
    }
  }
}
