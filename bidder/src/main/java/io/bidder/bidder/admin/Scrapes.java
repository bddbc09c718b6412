package io.bidder.bidder.admin;

import io.bidder.settings.scheduling.Scheduling;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics as they were lately: however many ask, one thread looks at them once in an interval.
 * Safe from any thread.
 */
final class Scrapes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Scrapes.class.getName());
  private static final int OK = 200;
  private static final int FAILED = 500;

  /** A look at the metrics: an HTTP status, and its text as it is and zipped. */
  static final class Scrape {
    final int status;
    final byte[] plain;
    final byte[] zipped;
    private final long madeNs = System.nanoTime();

    private Scrape(int status, String text) {
      this.status = status;
      plain = text.getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
      try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
        zip.write(plain);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      zipped = bytes.toByteArray();
    }
  }

  private final Supplier<String> metrics;
  private final long intervalNs;
  private final AdminEvents events;
  private final ExecutorService thread;
  private @Nullable CompletableFuture<Scrape> last;

  Scrapes(Supplier<String> metrics, long intervalNs, AdminEvents events) {
    this.metrics = metrics;
    this.intervalNs = intervalNs;
    this.events = events;
    thread =
        Executors.newSingleThreadExecutor(task ->
            Thread.ofPlatform()
                .name("admin-scrape")
                .daemon(true)
                .unstarted(() -> {
                  Scheduling.giveWay();
                  task.run();
                }));
  }

  /** The metrics of now, or of so short a time ago that it does not matter. */
  synchronized CompletableFuture<Scrape> get() {
    CompletableFuture<Scrape> before = last;
    if (before != null
        && (!before.isDone() || System.nanoTime() - before.join().madeNs < intervalNs)) {
      return before;
    }
    CompletableFuture<Scrape> next = CompletableFuture.supplyAsync(this::make, thread);
    last = next;
    return next;
  }

  private Scrape make() {
    try {
      return new Scrape(OK, metrics.get());
    } catch (Throwable e) {
      events.failed(AdminParts.THREAD);
      LOG.log(Level.ERROR, "the metrics could not be read", e);
      return new Scrape(FAILED, "an internal error: see the log\n");
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
