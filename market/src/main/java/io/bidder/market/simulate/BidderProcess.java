package io.bidder.market.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bidder in a process of its own, as {@code ./run serve} starts it, that can be killed and
 * started again on the same ports and directories. One thread's.
 */
final class BidderProcess implements AutoCloseable {
  private static final int OK = 200;
  private static final int ANSWER_MILLIS = 5_000;
  private static final int MOST_SECONDS_TO_WAIT = 120;
  private static final int LOOK_MILLIS = 20;

  private final RunProcess process;
  private final int port;
  private final int adminPort;

  private BidderProcess(RunProcess process, int port, int adminPort) {
    this.process = process;
    this.port = port;
    this.adminPort = adminPort;
  }

  /**
   * Starts a bidder and waits until it is ready.
   *
   * @param home of the project, where {@code run} is
   * @param directory that is this bidder's: its event log and its output
   * @param configuration its file; null if there is none
   * @param settings keys of its configuration, {@code key=value}, which hold against the file
   * @param adminPort 0 for any
   */
  static BidderProcess start(
      Path home,
      Path directory,
      @Nullable Path configuration,
      List<String> settings,
      int port,
      int adminPort)
      throws IOException, InterruptedException {
    int bidPort = port == 0 ? freePort() : port;
    int admin = adminPort == 0 ? freePort() : adminPort;
    // One of the vendors that the market's people are asked about.
    List<String> command = new ArrayList<>(List.of("serve", "--set", "privacy.vendorId=1"));
    if (configuration != null) {
      command.add("--config");
      command.add(configuration.toString());
    }
    for (String setting : settings) {
      command.add("--set");
      command.add(setting);
    }
    for (String setting :
        List.of(
            "http.host=127.0.0.1",
            "http.port=" + bidPort,
            "http.drainDelay=0s",
            "admin.host=127.0.0.1",
            "admin.port=" + admin,
            "clock=exchange",
            "events.dir=" + directory.resolve("events"))) {
      command.add("--set");
      command.add(setting);
    }
    Files.createDirectories(directory);
    BidderProcess started =
        new BidderProcess(
            new RunProcess(home, command, directory.resolve("bidder.log"), false), bidPort, admin);
    boolean ready = false;
    try {
      started.awaitReady();
      ready = true;
    } finally {
      if (!ready) {
        started.close();
      }
    }
    return started;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Where operators look. */
  String adminUrl() {
    return "http://127.0.0.1:" + adminPort + "/";
  }

  /** Ends it without a warning, as {@code kill -9} does, and starts it again. */
  void killAndRestart() throws IOException, InterruptedException {
    process.kill();
    process.restart();
    awaitReady();
  }

  /** Tells it the market's time, and leaves it a moment to look by it at what is spent. */
  void tellTime(long marketMillis) throws IOException, InterruptedException {
    HttpURLConnection look =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
    look.setConnectTimeout(ANSWER_MILLIS);
    look.setReadTimeout(ANSWER_MILLIS);
    look.setRequestProperty("X-Market-Time", Long.toString(marketMillis));
    look.getResponseCode();
    Thread.sleep(LOOK_MILLIS);
  }

  private void awaitReady() throws IOException, InterruptedException {
    await("readyz", answer -> true, "ready");
  }

  /** Waits until it serves a version. */
  void awaitVersion(String version) throws IOException, InterruptedException {
    String info = "bidder_model_info{version=\"" + version + "\"";
    await("metrics", answer -> answer.contains(info), "serving " + version);
  }

  private void await(String path, Predicate<String> isWanted, String wanted)
      throws IOException, InterruptedException {
    long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS_TO_WAIT);
    for (String answer = get(path); answer == null || !isWanted.test(answer); answer = get(path)) {
      if (!process.isAlive()) {
        throw new BidderFailedException(
            "the bidder has ended, see " + process.output() + ":\n" + process.lastLines());
      }
      if (System.nanoTime() - untilNs > 0) {
        throw new BidderFailedException(
            "the bidder was not "
                + wanted
                + " after "
                + MOST_SECONDS_TO_WAIT
                + " s, see "
                + process.output());
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** What it answers operators; null if that is not 200. */
  private @Nullable String get(String path) {
    try {
      HttpURLConnection look =
          (HttpURLConnection) URI.create(adminUrl() + path).toURL().openConnection();
      look.setConnectTimeout(ANSWER_MILLIS);
      look.setReadTimeout(ANSWER_MILLIS);
      if (look.getResponseCode() != OK) {
        return null;
      }
      try (InputStream answer = look.getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      return null;
    }
  }

  /** A port that nobody listens on, for a process that has to find the same again. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
