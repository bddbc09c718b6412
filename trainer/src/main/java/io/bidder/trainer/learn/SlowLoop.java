package io.bidder.trainer.learn;

import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.scheduling.Scheduling;
import io.bidder.trainer.Train;
import io.bidder.trainer.learn.CurrentVersion.Base;
import io.bidder.trainer.learn.Evidence.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/**
 * The loop that trains anew what calibration cannot mend: every hour or so a version that goes on
 * from the current one, on what came since, in a thread that leaves the cores to others. The one
 * thread of the learner judges what it made.
 */
final class SlowLoop implements AutoCloseable {
  private final CurrentVersion current;
  private final DirectoryModelStore store;
  private final Path events;
  private final Path storeDirectory;
  private final Duration every;
  private @Nullable Probation probation;
  private long startedNs = System.nanoTime();
  private @Nullable CompletableFuture<Made> running;

  /**
   * What training came to.
   *
   * @param version empty if there is none
   * @param failure why
   */
  private record Made(String version, String failure) {}

  /**
   * A loop that begins in a while.
   *
   * @param current of the store
   * @param events the log to train on
   */
  SlowLoop(CurrentVersion current, Path storeDirectory, Path events, Duration every) {
    this.current = current;
    this.storeDirectory = storeDirectory;
    store = new DirectoryModelStore(storeDirectory);
    this.events = events;
    this.every = every;
  }

  /** Begins to make a version, or tells what became of it; nothing happens most of the time. */
  Turn turn(Supplier<View> view) {
    CompletableFuture<Made> making = running;
    if (making != null && making.isDone()) {
      running = null;
      Made made = making.join();
      return made.version.isEmpty()
          ? new Turn("", false, List.of(made.failure), 0)
          : judge(made.version, view.get());
    }
    if (making == null && System.nanoTime() - startedNs >= every.toNanos()) {
      startedNs = System.nanoTime();
      CompletableFuture<Made> begun = new CompletableFuture<>();
      ModelVersion from = current.base().version();
      Instant newest = Train.newestRowOf(from.manifest());
      // One that has seen later bids than there are was made of another log: all here are new to
      // it.
      boolean isOfAnother =
          newest != null && newest.toEpochMilli() > view.get().rows().lastKnownMillis();
      running = begun;
      Thread.ofPlatform()
          .name("train")
          .daemon(true)
          .start(() -> begun.complete(train(from.id(), isOfAnother)));
    }
    return Turn.NONE;
  }

  private Turn judge(String id, View view) {
    RowWindow rows = view.rows();
    Base at = current.base();
    at.scores().update(rows);
    List<Target> targets = at.targets().stream().filter(view::tells).toList();
    List<String> reasons = new ArrayList<>();
    if (targets.isEmpty()) {
      reasons.add("there are no outcomes yet to judge it by");
    }
    try (ScoringModel model = ScoringModel.open(store.open(id), ScoringOptions.defaults())) {
      Scores scores = new Scores(model);
      scores.update(rows);
      for (Target target : targets) {
        reasons.addAll(
            Gate.reasons(
                target,
                view.of(at.scores(), target, Part.HELD_OUT, 0),
                current.offsets(target, rows),
                view.of(scores, target, Part.HELD_OUT, 0),
                Offsets.none(rows.campaigns().size()),
                rows.campaigns()));
      }
    }
    if (reasons.isEmpty()) {
      end();
      probation = new Probation(current, id, rows);
    }
    return new Turn(id, current.serve(id, reasons), reasons, 0);
  }

  /** Looks at whether what was made last does as well as what it replaced. */
  Turn watch(View view) {
    Probation last = probation;
    if (last == null) {
      return Turn.NONE;
    }
    Turn turn = last.turn(current, view);
    if (last.isOver()) {
      end();
    }
    return turn;
  }

  private void end() {
    if (probation != null) {
      probation.close();
      probation = null;
    }
  }

  @Override
  public void close() {
    end();
  }

  private Made train(String from, boolean onAll) {
    Scheduling.giveWay();
    StringWriter told = new StringWriter();
    try {
      Path json = Files.createTempFile("trained", ".json");
      try {
        CommandLine command = Commands.of(new Train());
        command.setOut(new PrintWriter(told));
        command.setErr(new PrintWriter(told));
        List<String> arguments =
            new ArrayList<>(
                List.of(
                    "--events",
                    events.toString(),
                    "--store",
                    storeDirectory.toString(),
                    "--warm",
                    from,
                    "--without-held-out",
                    "--no-promote",
                    "--json",
                    json.toString()));
        if (onAll) {
          arguments.addAll(List.of("--from", Instant.EPOCH.toString()));
        }
        int code = command.execute(arguments.toArray(String[]::new));
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
