package io.bidder.modelstore.directory;

import static io.bidder.modelstore.Failures.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.Pruned;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.VersionSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The versions that pruning keeps, and that it gets on with whoever else uses the store. */
final class PruneTest {
  private static final Instant START = Instant.parse("2025-01-31T12:00:00Z");

  @TempDir Path root;
  private DirectoryModelStore store;
  private int published;

  @BeforeEach
  void openStore() {
    store = new DirectoryModelStore(root);
  }

  @Test
  void pruneShouldKeepTheLastPromoted() throws IOException {
    for (String id : List.of("a", "b", "c", "d")) {
      publish(id);
      store.promote(id);
    }
    long bytes = Files.size(root.resolve("versions/a/manifest.json")) + 1;

    assertEquals(List.of(new Pruned("a", bytes), new Pruned("b", bytes)), store.prune(2, false));

    assertEquals(List.of("c", "d"), left());
    assertEquals("c", store.rollback());
    StoreFixture.assertSound(root);
  }

  @Test
  void pruneShouldKeepWhatIsNeededHoweverOldItIs() throws IOException {
    for (String id : List.of("a", "b", "c")) {
      publish(id);
      store.promote(id);
    }
    store.prune(1, Set.of("a", "of no such id"), false);
    assertEquals(List.of("a", "c"), left());
  }

  @Test
  void pruneShouldLeaveWhatIsSharedToTheOthersAndForgetWhyAVersionWasRefused() throws IOException {
    publish("a");
    store.refuse("a", "no");
    String b = StoreFixture.publishSharing(store, "a");
    store.promote(b);
    long bytes = Files.size(root.resolve("versions/a/manifest.json"));

    assertEquals(List.of(new Pruned("a", bytes)), store.prune(1, false));

    assertEquals("m", Files.readString(store.open(b).file("model.onnx")));
    assertFalse(Files.exists(root.resolve("refused/a")));
    StoreFixture.assertSound(root);
  }

  @Test
  void pruneShouldKeepTheCurrentVersionHoweverOldItIs() throws IOException {
    for (String id : List.of("a", "b", "c")) {
      publish(id);
      store.promote(id);
    }
    store.rollback();
    store.rollback();
    publish("d");
    publish("e");

    store.prune(1, false);

    assertEquals(Optional.of("a"), store.currentId());
    assertEquals(List.of("a", "e"), left());
  }

  @Test
  void pruneShouldKeepTheVersionOnTrial() throws IOException {
    for (String id : List.of("a", "b", "c")) {
      publish(id);
      store.promote(id);
    }
    store.tryOut(Trial.shadow("a"), false);

    store.prune(1, false);

    assertEquals(List.of("a", "c"), left());
  }

  @Test
  void pruneShouldKeepWhatRollbackGoesBackToWhenNewerOnesWereRolledBackFrom() throws IOException {
    for (String id : List.of("a", "b", "c", "d")) {
      publish(id);
      store.promote(id);
    }
    store.rollback();
    store.rollback();

    store.prune(2, false);

    assertEquals(List.of("a", "b", "c", "d"), left());
    assertEquals("a", store.rollback());
  }

  @Test
  void pruneShouldKeepAVersionThatAwaitsItsPromotion() throws IOException {
    for (String id : List.of("a", "b")) {
      publish(id);
      store.promote(id);
    }
    publish("candidate");

    store.prune(1, false);

    assertEquals(List.of("b", "candidate"), left());
    store.promote("candidate");
  }

  @Test
  void pruneShouldKeepWhatWasJustPublishedAndIsNotPromotedYet() throws IOException {
    publish("a");
    StoreFixture.publishAs(store, "just-now", "m");
    StoreFixture.publishAs(store, "later", "m");
    store.promote("later");

    store.prune(1, false);

    assertEquals(List.of("just-now", "later"), left());
  }

  @Test
  void pruneShouldGoByWhenVersionsWerePublishedRatherThanByName() throws IOException {
    publish("z");
    publish("a");

    store.prune(1, false);

    assertEquals(List.of("a"), left());
  }

  @Test
  void pruneShouldRemoveOldVersionsThatAreBroken() throws IOException {
    publish("a");
    Files.writeString(root.resolve("versions/a/manifest.json"), "{");
    Files.setLastModifiedTime(root.resolve("versions/a"), FileTime.from(START));
    publish("b");

    store.prune(1, false);

    assertEquals(List.of("b"), left());
  }

  @Test
  void pruneShouldLeaveAloneWhatALivePublisherStages() throws IOException {
    publish("a");
    publish("b");
    try (Publication publication = store.stageAs("staged")) {
      publication.write("model.onnx", file -> Files.writeString(file, "s"));

      store.prune(1, false);

      assertTrue(Files.exists(publication.directory().resolve("model.onnx")));
    }
    assertEquals(List.of("b"), left());
  }

  @Test
  void pruneShouldChangeNothingWhenItIsToTellOnly() throws IOException {
    publish("a");
    publish("b");

    assertEquals(List.of("a"), store.prune(1, true).stream().map(Pruned::id).toList());

    assertEquals(List.of("a", "b"), left());
    assertFalse(Files.exists(root.resolve("staging/a")));
  }

  @Test
  void pruneShouldTakeWhatWasLeftOfOneThatCouldNotFinish() throws IOException {
    publish("a");
    publish("b");
    // What a remover leaves that is killed before it deletes anything.
    Files.move(root.resolve("versions/a"), root.resolve("staging/a"));
    Files.writeString(root.resolve("staging/a.lock"), "");

    assertEquals(List.of(), store.prune(1, false));

    assertEquals(List.of(), StoreFixture.stagingNames(root));
    publish("a");
  }

  @Test
  void pruneShouldSayWhenThereIsNoStore() {
    assertFails(
        ModelStoreException.class,
        () -> new DirectoryModelStore(root.resolve("none")).prune(1, false),
        "none: no such directory");
  }

  @Test
  void publishersAndReadersShouldNotMindAPruner() throws Exception {
    int rounds = 12;
    Set<String> promoted = ConcurrentHashMap.newKeySet();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      List<Future<?>> publishers = new ArrayList<>();
      for (int thread = 0; thread < 2; thread++) {
        publishers.add(
            executor.submit(() -> {
              DirectoryModelStore own = new DirectoryModelStore(root);
              for (int round = 0; round < rounds; round++) {
                String id = StoreFixture.publish(own, "model");
                own.promote(id);
                promoted.add(id);
              }
            }));
      }
      Future<?> pruner =
          executor.submit(() -> {
            while (!publishers.stream().allMatch(Future::isDone)) {
              if (Files.isDirectory(root.resolve("versions"))) {
                new DirectoryModelStore(root).prune(1, false);
              }
            }
          });
      Future<?> reader =
          executor.submit(() -> {
            while (!publishers.stream().allMatch(Future::isDone)) {
              if (Files.isDirectory(root.resolve("versions"))) {
                for (VersionSummary version : new DirectoryModelStore(root).list()) {
                  assertEquals(null, version.problem());
                }
              }
            }
          });
      for (Future<?> publisher : publishers) {
        publisher.get();
      }
      pruner.get();
      reader.get();
    }

    assertEquals(2 * rounds, promoted.size());
    store.prune(1, false);
    StoreFixture.assertSound(root);
    assertEquals(List.of(), StoreFixture.stagingNames(root));
    assertTrue(left().size() <= 2, left()::toString);
  }

  /** Publishes a version, a minute after the one before. */
  private void publish(String id) throws IOException {
    StoreFixture.publishAs(store, id, "m");
    Files.setLastModifiedTime(
        root.resolve("versions").resolve(id), FileTime.from(START.plusSeconds(60L * ++published)));
  }

  private List<String> left() {
    return store.list().stream().map(VersionSummary::id).toList();
  }
}
