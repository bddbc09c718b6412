package io.bidder.modelstore.directory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that publishes, promotes and now and then rolls back, and prints a line before and
 * after every step of that: to be killed, or to compete with others.
 */
final class PublisherProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  /**
   * @param rounds versions to publish before it ends by itself
   */
  PublisherProcess(Path store, int rounds) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                PublisherProcess.class.getName(),
                store.toString(),
                Integer.toString(rounds))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The next line, null after the last. */
  @Nullable String readLine() throws IOException {
    return lines.readLine();
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    // By its handle, because Process itself would close the pipe with the last lines.
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  List<String> remainingLines() {
    return lines.lines().toList();
  }

  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    lines.close();
  }

  public static void main(String[] args) {
    Path root = Path.of(args[0]);
    int rounds = Integer.parseInt(args[1]);
    FileOperations files = telling(new RealFileOperations());
    DirectoryModelStore store =
        new DirectoryModelStore(root, Clock.systemUTC(), files, Duration.ofSeconds(60));
    for (int round = 1; round <= rounds; round++) {
      String id = StoreFixture.publish(store, "model of round " + round);
      tell("published " + id);
      store.promote(id);
      tell("promoted " + id);
      if (round % 3 == 0) {
        tell("rolled back " + store.rollback());
      }
    }
  }

  /** Prints a line in one piece, so that no kill leaves half of one. */
  private static void tell(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  /** The same operations, with a line before and after each. */
  private static FileOperations telling(FileOperations files) {
    return (FileOperations)
        Proxy.newProxyInstance(
            FileOperations.class.getClassLoader(),
            new Class<?>[] {FileOperations.class},
            (proxy, method, arguments) -> {
              tell("before " + method.getName());
              try {
                return method.invoke(files, arguments);
              } finally {
                tell("after " + method.getName());
              }
            });
  }
}
