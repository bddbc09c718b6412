package io.bidder.benchmarks.attack.victim;

import io.bidder.benchmarks.bench.process.Kernel;
import io.bidder.benchmarks.bench.process.Launcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, with files of its own. Closing it ends the process. */
public final class AttackedServer implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("bidding on http://[^ ]*:([0-9]+)/.*admin on http://[^ ]*:([0-9]+)");
  private static final long START_WITHIN_NS = TimeUnit.SECONDS.toNanos(180);
  private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int STOP_SECONDS = 12;

  private final Process process;
  private final ServerFiles files;
  private final ServerLog log;
  private final int port;
  private final int adminPort;

  private AttackedServer(
      Process process, ServerFiles files, ServerLog log, int port, int adminPort) {
    this.process = process;
    this.files = files;
    this.log = log;
    this.port = port;
    this.adminPort = adminPort;
  }

  /**
   * Starts a server and waits until it bids.
   *
   * @throws IOException with the end of its log if it does not
   */
  public static AttackedServer start(Launcher launcher, String heap, ServerFiles files, Path logTo)
      throws IOException, InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("http.port", "0");
    settings.put("admin.port", "0");
    settings.put("admin.host", "127.0.0.1");
    settings.put("model.store", files.store().toString());
    settings.put("catalogue.file", files.catalogue().toString());
    settings.put("events.dir", files.events().toString());
    settings.put("model.pollInterval", "500ms");
    settings.put("catalogue.pollInterval", "500ms");
    Launcher.Command command = launcher.server(List.of("-Xmx" + heap), settings);
    Files.deleteIfExists(logTo);
    ProcessBuilder builder =
        new ProcessBuilder(command.words())
            .redirectErrorStream(true)
            .redirectOutput(logTo.toFile());
    builder.environment().put("CLASSPATH", command.classPath());
    Process process = builder.start();
    // Who ends this process does not mean to leave a server behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-server"));
    boolean ready = false;
    try {
      process.getOutputStream().close();
      ServerLog log = new ServerLog(logTo);
      Matcher ports = awaitReady(process, log);
      ready = true;
      return new AttackedServer(
          process, files, log, Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
    } finally {
      if (!ready) {
        process.destroyForcibly();
      }
    }
  }

  private static Matcher awaitReady(Process process, ServerLog log) throws IOException {
    long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < START_WITHIN_NS) {
      boolean runs = process.isAlive();
      Matcher ready = READY.matcher(log.start());
      if (ready.find()) {
        return ready;
      }
      if (!runs) {
        break;
      }
      LockSupport.parkNanos(LOOK_EVERY_NS);
    }
    throw new IOException("the server did not begin to bid: " + log.end());
  }

  /** The address that bid requests are posted to. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The admin port's address. */
  public InetSocketAddress adminAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), adminPort);
  }

  /** The files that it serves. */
  public ServerFiles files() {
    return files;
  }

  /** The log that it writes. */
  public ServerLog log() {
    return log;
  }

  /** Memory that it has resident; NaN once it has ended. */
  public double residentBytes() {
    return Kernel.statusBytes(process.pid(), "VmRSS");
  }

  /** CPU time of all its threads; 0 once it has ended. */
  public double cpuSeconds() {
    return process.info().totalCpuDuration().map(cpu -> cpu.toNanos() / 1e9).orElse(0.0);
  }

  /** Whether the process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The exit code of a process that has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Asks it to end, by SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Waits for its end. */
  public boolean awaitEnd(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    Launcher.stop(process, STOP_SECONDS);
  }
}
