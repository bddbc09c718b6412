package io.bidder.modelstore.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.VersionSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are really killed, or that really compete. */
final class KillTest {
  private static final int KILLS = 20;
  private static final int MANY = 1_000;

  @TempDir Path root;

  @Test
  void storeShouldStaySoundWhenPublishersAreKilledAgainAndAgain() throws Exception {
    Random random = new Random(20260131);
    Set<String> published = new HashSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      String promoted = null;
      try (PublisherProcess publisher = new PublisherProcess(root, MANY)) {
        int linesToRead = 1 + random.nextInt(150);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < linesToRead; i++) {
          lines.add(String.valueOf(publisher.readLine()));
        }
        publisher.kill();
        lines.addAll(publisher.remainingLines());
        for (String line : lines) {
          assertNotEquals("null", line);
          if (line.startsWith("published ")) {
            published.add(line.substring("published ".length()));
          } else if (line.startsWith("promoted ")) {
            promoted = line.substring("promoted ".length());
          }
        }
      }
      StoreFixture.assertSound(root);
      DirectoryModelStore store = new DirectoryModelStore(root);
      Set<String> listed = new HashSet<>(store.list().stream().map(VersionSummary::id).toList());
      assertTrue(listed.containsAll(published), "a version that was published is gone");
      if (promoted != null) {
        String id = promoted;
        assertTrue(store.history().stream().anyMatch(entry -> entry.id().equals(id)));
      }
    }

    DirectoryModelStore store = new DirectoryModelStore(root);
    String last = StoreFixture.publish(store, "last");
    store.promote(last);
    assertEquals(Optional.of(last), store.currentId());
    assertEquals(List.of(), StoreFixture.stagingNames(root));
    assertTrue(published.size() > KILLS, published::toString);
  }

  @Test
  void publishersShouldAllSucceedWhenTheyCompeteInSeveralProcesses() throws Exception {
    int rounds = 6;
    List<String> promoted = new ArrayList<>();
    try (PublisherProcess one = new PublisherProcess(root, rounds);
        PublisherProcess other = new PublisherProcess(root, rounds)) {
      one.readLine();
      DirectoryModelStore store = new DirectoryModelStore(root);
      for (int round = 0; round < rounds; round++) {
        String id = StoreFixture.publish(store, "from the test");
        store.promote(id);
        promoted.add(id);
      }
      for (PublisherProcess publisher : List.of(one, other)) {
        for (String line : publisher.remainingLines()) {
          if (line.startsWith("promoted ")) {
            promoted.add(line.substring("promoted ".length()));
          }
        }
        assertEquals(0, publisher.waitFor());
      }
    }

    StoreFixture.assertSound(root);
    assertEquals(3 * rounds, new HashSet<>(promoted).size());
    assertEquals(3 * rounds, new DirectoryModelStore(root).list().size());
    assertEquals(List.of(), StoreFixture.stagingNames(root));
  }

  @Test
  void publishersShouldAllSucceedWhenTheyCompeteInOneProcess() throws Exception {
    int threads = 4;
    int rounds = 5;
    Set<String> promoted = ConcurrentHashMap.newKeySet();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        DirectoryModelStore store = new DirectoryModelStore(root);
        done.add(
            executor.submit(() -> {
              for (int round = 0; round < rounds; round++) {
                String id = StoreFixture.publish(store, "model");
                store.promote(id);
                promoted.add(id);
              }
            }));
      }
      for (Future<?> thread : done) {
        thread.get();
      }
    }

    StoreFixture.assertSound(root);
    assertEquals(threads * rounds, promoted.size());
    assertEquals(threads * rounds, new DirectoryModelStore(root).history().size());
  }
}
