package io.bidder.trainer.learn;

import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.scheduling.Scheduling;
import io.bidder.trainer.Train;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/**
 * The loop that trains anew what calibration cannot mend: every hour or so a version that goes on
 * from the current one, on what came since, in a thread that leaves the cores to others. The one
 * thread of the learner judges what it made.
 */
final class SlowLoop {
  private final Path events;
  private final Path store;
  private final Duration every;
  private long startedNs = System.nanoTime();
  private @Nullable CompletableFuture<Made> running;

  /**
   * What training came to.
   *
   * @param version empty if there is none
   * @param failure why
   */
  private record Made(String version, String failure) {}

  SlowLoop(Path events, Path store, Duration every) {
    this.events = events;
    this.store = store;
    this.every = every;
  }

  /** Judges what is made, or begins to make it. */
  void turn(FastLoop fast, RowWindow rows, Learner.Listener listener) {
    CompletableFuture<Made> making = running;
    if (making != null && making.isDone()) {
      running = null;
      Made made = making.join();
      listener.retrained(
          made.version.isEmpty()
              ? new FastLoop.Turn("", false, List.of(made.failure), 0)
              : fast.judge(made.version, rows));
    } else if (making == null && System.nanoTime() - startedNs >= every.toNanos()) {
      startedNs = System.nanoTime();
      CompletableFuture<Made> begun = new CompletableFuture<>();
      String from = fast.baseId();
      running = begun;
      Thread.ofPlatform().name("train").daemon(true).start(() -> begun.complete(train(from)));
    }
  }

  private Made train(String from) {
    Scheduling.giveWay();
    StringWriter told = new StringWriter();
    try {
      Path json = Files.createTempFile("trained", ".json");
      try {
        CommandLine command = Commands.of(new Train());
        command.setOut(new PrintWriter(told));
        command.setErr(new PrintWriter(told));
        int code =
            command.execute(
                "--events",
                events.toString(),
                "--store",
                store.toString(),
                "--warm",
                from,
                "--without-held-out",
                "--no-promote",
                "--json",
                json.toString());
        return code == ExitCode.DONE
            ? new Made(
                JsonMapper.shared().readTree(Files.readString(json)).path("version").asString(), "")
            : new Made("", told.toString().strip());
      } finally {
        Files.deleteIfExists(json);
      }
    } catch (IOException | RuntimeException e) {
      return new Made("", e.toString());
    }
  }
}
