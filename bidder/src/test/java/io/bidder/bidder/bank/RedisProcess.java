package io.bidder.bidder.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/** A redis-server of its own, without files, on a free port of this machine. */
public final class RedisProcess implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port;
  private final List<String> options;
  private Process process;

  /** Starts it; a test that needs it says so where there is none, and fails where CI is true. */
  public RedisProcess(String... options) throws IOException {
    boolean isThere = Files.isExecutable(PROGRAM);
    assertTrue(isThere || !"true".equals(System.getenv("CI")), PROGRAM + " is missing");
    Assumptions.assumeTrue(isThere, PROGRAM + " is missing: install Debian's redis-server");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    this.options = List.of(options);
    process = launch();
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(PROGRAM.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "no", "--daemonize", "no"));
    command.addAll(options);
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long untilNanos = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Socket socket = connect()) {
        assertTrue(socket.isConnected());
        return started;
      } catch (IOException e) {
        assertTrue(started.isAlive() && System.nanoTime() < untilNanos, "redis-server is up");
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** The port that it speaks TLS on. */
  int tlsPort() {
    return Integer.parseInt(options.get(options.indexOf("--tls-port") + 1));
  }

  /** Has the bank's clock be further on by some time, for an account. */
  void age(String account, Duration by) throws IOException {
    String script =
        """
        local all = redis.call('HGETALL', KEYS[1])
        for i = 1, #all, 2 do
          local value = all[i + 1]
          if all[i] == 'since' then
            redis.call('HSET', KEYS[1], 'since', string.format('%.0f', value - ARGV[1]))
          elseif string.sub(all[i], 1, 2) == 'n:' then
            local before, ends, after =
              string.match(value, '^(%d+ %d+ %d+ %d+ %d+ %d+) (%d+) (%d+)$')
            value = string.format('%s %.0f %s', before, ends - ARGV[1], after)
            redis.call('HSET', KEYS[1], all[i], value)
          end
        end
        return 'aged'
        """;
    StringBuilder command = new StringBuilder("*5\r\n");
    for (String part :
        List.of("EVAL", script, "1", "bidder:{" + account + "}", Long.toString(by.toMillis()))) {
      command.append('$').append(part.length()).append("\r\n").append(part).append("\r\n");
    }
    assertEquals("$4", tell(command.substring(0, command.length() - 2)));
  }

  /** Sends a command as typed and returns the first line of the answer. */
  public String tell(String command) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      StringBuilder line = new StringBuilder();
      for (int c = socket.getInputStream().read(); c >= 0 && c != '\r'; ) {
        line.append((char) c);
        c = socket.getInputStream().read();
      }
      return line.toString();
    }
  }

  /** Kills it: what it knew is gone. */
  public void kill() {
    process.destroyForcibly().onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Starts it again, with nothing in it. */
  public void restart() throws IOException {
    process = launch();
  }

  @Override
  public void close() {
    kill();
  }
}
