package io.bidder.benchmarks.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process whose output is read, so that it is never held up and can be quoted if it fails. */
final class ChildProcess implements AutoCloseable {
  private static final int START_SECONDS = 120;
  private static final int STOP_SECONDS = 15;
  private static final int LINES_KEPT = 12;

  private final String name;
  private final Process process;
  private final Pattern ready;
  private final ArrayDeque<String> tail = new ArrayDeque<>();
  private final CompletableFuture<Matcher> found = new CompletableFuture<>();
  private final Thread reader;

  /**
   * Starts a process.
   *
   * @param ready the line that it writes when it is ready
   */
  ChildProcess(String name, Launcher.Command command, Pattern ready) throws IOException {
    this.name = name;
    this.ready = ready;
    ProcessBuilder builder = new ProcessBuilder(command.words()).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", command.classPath());
    process = builder.start();
    process.getOutputStream().close();
    reader = Thread.ofPlatform().name("output-" + name).daemon(true).start(this::read);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (tail) {
          tail.addLast(line);
          if (tail.size() > LINES_KEPT) {
            tail.removeFirst();
          }
        }
        Matcher matcher = ready.matcher(line);
        if (!found.isDone() && matcher.find()) {
          found.complete(matcher);
        }
      }
    } catch (IOException e) {
      // The process is gone, which is told below.
    }
    found.completeExceptionally(new IOException("ended"));
  }

  /**
   * Waits until it is ready.
   *
   * @throws SubjectFailedException if it ends before, or takes too long
   */
  Matcher awaitReady() throws IOException, InterruptedException {
    try {
      return found.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new SubjectFailedException(
          "%s ended with %d before it was ready: %s".formatted(name, process.waitFor(), said()));
    } catch (TimeoutException e) {
      close();
      throw new SubjectFailedException(
          "%s was not ready within %d s: %s".formatted(name, START_SECONDS, said()));
    }
  }

  private String said() {
    synchronized (tail) {
      return tail.isEmpty() ? "it said nothing" : String.join(" | ", tail);
    }
  }

  long pid() {
    return process.pid();
  }

  /**
   * Checks that it still runs.
   *
   * @throws SubjectFailedException if it ended by itself
   */
  void requireAlive() throws SubjectFailedException {
    if (!process.isAlive()) {
      throw new SubjectFailedException(
          "%s ended with %d while it was measured: %s"
              .formatted(name, process.exitValue(), said()));
    }
  }

  /** Waits for a process that ends by itself. */
  int awaitEnd(int seconds) throws IOException, InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      close();
      throw new SubjectFailedException(
          "%s did not end within %d s: %s".formatted(name, seconds, said()));
    }
    reader.join();
    return process.exitValue();
  }

  /** The last lines that it wrote. */
  List<String> tail() {
    synchronized (tail) {
      return List.copyOf(tail);
    }
  }

  @Override
  public void close() {
    Launcher.stop(process, STOP_SECONDS);
  }
}
