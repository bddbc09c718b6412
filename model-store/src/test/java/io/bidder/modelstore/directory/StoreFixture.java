package io.bidder.modelstore.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.modelstore.HistoryEntry;
import io.bidder.modelstore.ManifestFixture;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.VersionSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Versions to fill a store with, and what holds for a store at any moment. */
final class StoreFixture {
  private StoreFixture() {}

  /** Publishes a version whose network is {@code model}. */
  static String publish(ModelStore store, String model) {
    return commit(store.stage("small"), model);
  }

  /** The same under a given id. */
  static String publishAs(ModelStore store, String id, String model) {
    return commit(store.stageAs(id), model);
  }

  private static String commit(Publication stage, String model) {
    try (Publication publication = stage) {
      publication.write("model.onnx", file -> Files.writeString(file, model));
      return publication.commit(ManifestFixture.small(publication.id(), publication.createdAt()));
    }
  }

  /** Publishes a version that shares its network with another. */
  static String publishSharing(ModelStore store, String other) {
    try (Publication publication = store.stage("small")) {
      publication.share(store.find(other), "model.onnx");
      publication.write("note.txt", file -> Files.writeString(file, publication.id()));
      return publication.commit(ManifestFixture.small(publication.id(), publication.createdAt()));
    }
  }

  /** Every version that is listed opens, the current one is among them and history ends with it. */
  static void assertSound(Path root) {
    DirectoryModelStore store = new DirectoryModelStore(root);
    List<String> ids = store.list().stream().map(VersionSummary::id).toList();
    for (String id : ids) {
      assertEquals(id, store.open(id).manifest().id());
    }
    Optional<String> current = store.currentId();
    current.ifPresent(store::open);
    List<HistoryEntry> history = store.history();
    assertEquals(
        current,
        history.isEmpty() ? Optional.empty() : Optional.of(history.getLast().id()),
        () -> "history " + history);
  }

  static List<String> stagingNames(Path root) {
    return VersionFiles.names(root.resolve("staging"));
  }
}
