package io.bidder.modelstore.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.HistoryEntry;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.Refusal;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.VersionSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A crash at every moment of every change leaves the old or the new state, and a store to go on
 * with.
 */
final class CrashTest {
  @TempDir Path directory;
  private int stores;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFirstPublicationShouldSurviveACrashAtAnyMoment(boolean powerLoss) throws IOException {
    int moments =
        crashEverywhere(
            powerLoss,
            false,
            store -> store.promote(StoreFixture.publish(store, "new")),
            (old, now, history) -> assertTrue(now.isEmpty() || !now.equals(old)));

    assertTrue(moments > 30, () -> "moments " + moments);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void publishAndPromoteShouldSurviveACrashAtAnyMoment(boolean powerLoss) throws IOException {
    crashEverywhere(
        powerLoss,
        true,
        store -> store.promote(StoreFixture.publish(store, "new")),
        (old, now, history) -> {
          int promotions = now.equals(old) ? 2 : 3;
          assertEquals(promotions, history.size(), history::toString);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void publishOfAVersionThatSharesFilesShouldSurviveACrashAtAnyMoment(boolean powerLoss)
      throws IOException {
    crashEverywhere(
        powerLoss,
        true,
        store -> store.promote(StoreFixture.publishSharing(store, "second")),
        (old, now, history) -> assertEquals(now.equals(old) ? 2 : 3, history.size()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refuseShouldSurviveACrashAtAnyMoment(boolean powerLoss) throws IOException {
    int crashAt = 0;
    boolean crashed = true;
    while (crashed) {
      Path root = store(true);
      crashed = crash(root, crashAt++, powerLoss, store -> store.refuse("first", "no"));
      Refusal refusal = new DirectoryModelStore(root).list().getFirst().refusal();
      assertTrue(refusal == null ? crashed : refusal.reason().equals("no"), "half a reason");
      goOn(root);
    }
    assertTrue(crashAt > 10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void trialShouldNeverBeLeftBesideAnotherVersionByACrash(boolean powerLoss) throws IOException {
    int crashAt = 0;
    boolean crashed = true;
    while (crashed) {
      Path root = store(true);
      DirectoryModelStore before = new DirectoryModelStore(root);
      String tried = StoreFixture.publish(before, "tried");
      Optional<String> old = before.currentId();
      crashed =
          crash(
              root,
              crashAt++,
              powerLoss,
              store -> {
                store.tryOut(Trial.canary(tried, 0.05), false);
                store.promote("first");
              });
      DirectoryModelStore after = new DirectoryModelStore(root);
      assertTrue(after.trial().isEmpty() || after.currentId().equals(old));
      assertTrue(crashed || after.trial().isEmpty());
      goOn(root);
    }
    assertTrue(crashAt > 10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void promoteShouldSurviveACrashAtAnyMoment(boolean powerLoss) throws IOException {
    crashEverywhere(
        powerLoss,
        true,
        store -> store.promote("first"),
        (old, now, history) -> {
          assertTrue(now.equals(old) || now.equals(Optional.of("first")), now::toString);
          assertEquals(now.equals(old) ? 2 : 3, history.size(), history::toString);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rollbackShouldSurviveACrashAtAnyMoment(boolean powerLoss) throws IOException {
    crashEverywhere(
        powerLoss,
        true,
        ModelStore::rollback,
        (old, now, history) -> {
          if (now.equals(old)) {
            assertEquals(2, history.size(), history::toString);
          } else {
            assertEquals(Optional.of("first"), now);
            assertEquals(HistoryEntry.Action.ROLLBACK, history.getLast().action());
          }
        });
  }

  @Test
  void removingLeftoversShouldSurviveACrashAtAnyMoment() throws IOException {
    int crashAt = 0;
    boolean crashed = true;
    while (crashed) {
      Path root = store(true);
      crash(root, 8, false, store -> StoreFixture.publish(store, "dead"));
      assertEquals(2, StoreFixture.stagingNames(root).size());
      crashed = crash(root, crashAt++, false, store -> store.stage("x").close());
      goOn(root);
    }
    assertTrue(crashAt > 10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void pruneShouldSurviveACrashAtAnyMoment(boolean powerLoss) throws IOException {
    int crashAt = 0;
    boolean crashed = true;
    while (crashed) {
      Path root = store(true);
      DirectoryModelStore before = new DirectoryModelStore(root);
      for (String id : List.of("third", "fourth")) {
        StoreFixture.publishAs(before, id, id);
        before.promote(id);
      }
      crashed = crash(root, crashAt++, powerLoss, store -> store.prune(2, false));

      StoreFixture.assertSound(root);
      DirectoryModelStore after = new DirectoryModelStore(root);
      List<String> left = after.list().stream().map(VersionSummary::id).toList();
      assertEquals(Optional.of("fourth"), after.currentId());
      assertTrue(left.containsAll(List.of("fourth", "third")), left::toString);
      if (!crashed) {
        assertEquals(List.of("fourth", "third"), left);
        assertEquals(List.of(), StoreFixture.stagingNames(root));
      }
      after.prune(2, false);
      assertEquals(2, after.list().size());
      assertEquals(List.of(), StoreFixture.stagingNames(root));
      assertEquals("third", after.rollback());
      goOn(root);
    }
    assertTrue(crashAt > 20);
  }

  private interface Expectation {
    void check(Optional<String> old, Optional<String> now, List<HistoryEntry> history);
  }

  private int crashEverywhere(
      boolean powerLoss, boolean filled, Consumer<ModelStore> change, Expectation expectation)
      throws IOException {
    int crashAt = 0;
    boolean crashed = true;
    while (crashed) {
      Path root = store(filled);
      Optional<String> old = filled ? Optional.of("second") : Optional.empty();
      crashed = crash(root, crashAt++, powerLoss, change);
      if (Files.exists(root)) {
        DirectoryModelStore after = new DirectoryModelStore(root);
        StoreFixture.assertSound(root);
        expectation.check(old, after.currentId(), after.history());
        if (!crashed) {
          assertTrue(!after.currentId().equals(old), "nothing changed without a crash");
        }
      }
      goOn(root);
    }
    return crashAt;
  }

  /** Whether {@code change} came to moment {@code crashAt}. */
  private static boolean crash(
      Path root, int crashAt, boolean powerLoss, Consumer<ModelStore> change) throws IOException {
    CrashingFileOperations files = new CrashingFileOperations(root, crashAt, powerLoss);
    try {
      change.accept(
          new DirectoryModelStore(root, Clock.systemUTC(), files, Duration.ofSeconds(10)));
      return false;
    } catch (CrashingFileOperations.Crash e) {
      return true;
    }
  }

  /** A store with, where {@code filled}, versions first and second, promoted in that order. */
  private Path store(boolean filled) throws IOException {
    Path root = directory.resolve("store-" + stores++);
    if (!filled) {
      return root;
    }
    Path pattern = directory.resolve("pattern");
    if (!Files.exists(pattern)) {
      DirectoryModelStore store = soundStore(pattern);
      for (String id : List.of("first", "second")) {
        StoreFixture.publishAs(store, id, id);
        store.promote(id);
      }
    }
    try (Stream<Path> files = Files.walk(pattern)) {
      for (Path file : files.toList()) {
        Files.copy(file, root.resolve(pattern.relativize(file).toString()));
      }
    }
    return root;
  }

  /** The next publisher succeeds and cleans up. */
  private static void goOn(Path root) throws IOException {
    DirectoryModelStore store = soundStore(root);
    Optional<String> before = Files.exists(root) ? store.currentId() : Optional.empty();
    String id = StoreFixture.publish(store, "next");
    store.promote(id);
    assertEquals(Optional.of(id), store.currentId());
    assertEquals(List.of(), StoreFixture.stagingNames(root));
    StoreFixture.assertSound(root);
    if (before.isPresent()) {
      assertEquals(before.get(), store.rollback());
      StoreFixture.assertSound(root);
    }
  }

  private static DirectoryModelStore soundStore(Path root) throws IOException {
    return new DirectoryModelStore(
        root, Clock.systemUTC(), CrashingFileOperations.never(root), Duration.ofSeconds(10));
  }
}
