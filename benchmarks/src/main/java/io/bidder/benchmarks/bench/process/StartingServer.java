package io.bidder.benchmarks.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Our server from its start on, asked for a bid again and again until it makes one. */
public final class StartingServer {
  private static final long ASK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long GIVE_UP_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int ANSWER_MILLIS = 5_000;

  /** The demo bids for it. */
  private static final byte[] REQUEST =
      """
      {"id": "first", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}, "secure": 1}],
       "site": {"domain": "news1.example"}, "device": {"geo": {"country": "USA"}}, "cur": ["USD"]}
      """
          .getBytes(StandardCharsets.UTF_8);

  private static final Pattern NEVER = Pattern.compile("(?!)");

  private StartingServer() {}

  /**
   * Starts the server with the demo's model and campaigns, ends it after its first bid, and does so
   * again.
   *
   * @return the seconds from the start of the JVM to the first bid, each time
   * @throws SubjectFailedException if it does not bid within a minute
   */
  public static List<Double> secondsToFirstBid(Launcher launcher, int times)
      throws IOException, InterruptedException {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(secondsToFirstBid(launcher));
    }
    return all;
  }

  private static double secondsToFirstBid(Launcher launcher)
      throws IOException, InterruptedException {
    int port = freePort();
    Map<String, String> settings =
        Map.of("http.port", "" + port, "admin.port", "0", "admin.host", "127.0.0.1");
    long startNs = System.nanoTime();
    try (ChildProcess process = new ChildProcess("ours", launcher.server(settings), NEVER)) {
      while (!bids(port)) {
        process.requireAlive();
        if (System.nanoTime() - startNs > GIVE_UP_NS) {
          throw new SubjectFailedException("the demo does not bid for the request that it should");
        }
        LockSupport.parkNanos(ASK_EVERY_NS);
      }
      return (System.nanoTime() - startNs) / 1e9;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean bids(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      String head =
          "POST /openrtb2/bid HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
              .formatted(REQUEST.length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(REQUEST);
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII).endsWith(" 200");
    } catch (IOException e) {
      // Not listening yet.
      return false;
    }
  }
}
