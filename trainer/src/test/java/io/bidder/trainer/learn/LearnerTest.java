package io.bidder.trainer.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.join.JoinRules;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.settings.command.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerTest {
  private static final long MINUTE = 60;

  @TempDir private Path directory = Path.of("");

  private final BlockingQueue<Turn> turns = new LinkedBlockingQueue<>();
  private final CountDownLatch waiting = new CountDownLatch(1);
  private Path store = Path.of("");
  private Path events = Path.of("");

  @BeforeEach
  void copyStore() throws IOException {
    Path demo = Path.of("../bidder/demo/store");
    store = directory.resolve("store");
    events = directory.resolve("events");
    try (Stream<Path> files = Files.walk(demo)) {
      for (Path file : files.toList()) {
        Files.copy(file, store.resolve(demo.relativize(file).toString()));
      }
    }
  }

  private Learner learner() {
    return new Learner(
        new Learner.Settings(
            events,
            store,
            directory.resolve("learn"),
            JoinRules.defaults(),
            Duration.ofMillis(100),
            null,
            10_000,
            10_000,
            20,
            false),
        new Learner.Listener() {
          @Override
          public void waiting() {
            waiting.countDown();
          }

          @Override
          public void calibrated(Turn turn, int rows) {
            if (!turn.equals(Turn.NONE)) {
              turns.add(turn);
            }
          }

          @Override
          public void retrained(Turn turn) {}
        });
  }

  /** Runs a learner until it has published a version, or refused to. */
  private Turn learn() throws InterruptedException {
    try (Learner learner = learner()) {
      Thread thread = Thread.ofPlatform().start(learner::run);
      Turn turn = turns.poll(MINUTE, TimeUnit.SECONDS);
      learner.stop();
      assertTrue(thread.join(Duration.ofMinutes(1)));
      assertNotNull(turn);
      return turn;
    }
  }

  private String current() {
    return new DirectoryModelStore(store).currentId().orElseThrow();
  }

  @Test
  void versionShouldBeServedThatHasLearnedFromALogThatCameLater() throws Exception {
    String first = current();
    try (Learner learner = learner();
        MadeLog log = new MadeLog(directory.resolve("later"), 1)) {
      Thread thread = Thread.ofPlatform().start(learner::run);
      assertTrue(waiting.await(MINUTE, TimeUnit.SECONDS));
      log.tell(20_000);
      Files.move(directory.resolve("later"), events);
      Turn turn = turns.poll(MINUTE, TimeUnit.SECONDS);
      learner.stop();
      assertTrue(thread.join(Duration.ofMinutes(1)));

      assertNotNull(turn);
      assertNotEquals(first, turn.version());
      assertEquals(turn.promoted() ? turn.version() : first, current());
    }
  }

  @Test
  void learnerShouldGoOnWhereAnotherStopped() throws Exception {
    try (MadeLog log = new MadeLog(events, 2)) {
      log.tell(20_000);
      learn();
      long before = rowBytes();
      log.tell(2_000);
      learn();
      // What was read before is not read into the rows again.
      assertTrue(rowBytes() - before < before / 2, () -> before + " bytes before");
    }
  }

  private long rowBytes() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("learn"))) {
      Path rows =
          files
              .filter(file -> file.toString().endsWith(".bin"))
              .filter(file -> file.getFileName().toString().startsWith("rows"))
              .findFirst()
              .orElseThrow();
      return Files.size(rows);
    }
  }

  @Test
  void storeShouldHaveOneLearner() {
    try (Learner _ = learner()) {
      ModelStoreException second = assertThrows(ModelStoreException.class, () -> learner().close());
      assertTrue(
          String.valueOf(second.getMessage()).contains("another learner is at work"),
          second::getMessage);
    }
    learner().close();
  }

  @Test
  void commandShouldSayWhatIsWrong() throws IOException {
    StringWriter errors = new StringWriter();
    int code =
        Commands.of(new Learn())
            .setErr(new PrintWriter(errors))
            .execute(
                "--events",
                events.toString(),
                "--store",
                Files.createDirectories(directory.resolve("empty")).toString());
    assertEquals(2, code);
    assertTrue(errors.toString().contains("no current version to learn from"), errors::toString);
    errors.getBuffer().setLength(0);
    code =
        Commands.of(new Learn())
            .setErr(new PrintWriter(errors))
            .execute("--events", "e", "--store", "s", "--window", "10");
    assertEquals(2, code);
    assertTrue(errors.toString().contains("--window is 10"), errors::toString);
  }
}
