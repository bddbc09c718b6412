package io.bidder.benchmarks.bench;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.VersionSummary;
import io.bidder.modelstore.directory.DirectoryModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A store with one model as two versions, to be swapped for each other. A file of its own tells
 * each from the other, or a server would take the second for the first with another calibration,
 * and open nothing.
 */
final class TwoVersions {
  private TwoVersions() {}

  /**
   * Makes the store, or takes it as it is if it has two versions of the model already.
   *
   * @param source a store whose current version is the model
   * @return the versions' ids, the first of them current
   */
  static List<String> in(Path directory, Path source) {
    ModelStore from = new DirectoryModelStore(source);
    ModelVersion version = from.open(from.currentId().orElseThrow());
    ModelStore to = new DirectoryModelStore(directory);
    List<String> there =
        Files.isDirectory(directory)
            ? to.list().stream().map(VersionSummary::id).toList()
            : List.of();
    List<String> ids = new ArrayList<>();
    for (String suffix : List.of("-1", "-2")) {
      String id = version.id() + suffix;
      if (!there.contains(id)) {
        publish(version, to, id);
      }
      ids.add(id);
    }
    to.promote(ids.getFirst());
    return ids;
  }

  private static void publish(ModelVersion version, ModelStore to, String id) {
    Manifest manifest = version.manifest();
    try (Publication publication = to.stageAs(id)) {
      for (String name : manifest.files().keySet()) {
        publication.write(name, file -> link(version.file(name), file));
      }
      publication.write("id.txt", file -> Files.writeString(file, id));
      publication.commit(
          manifest
              .withIdentity(id, publication.createdAt(), publication.parent())
              .withFiles(Map.of()));
    }
  }

  /**
   * The tables are large and never change: where the file system can, there is one copy of them.
   */
  private static void link(Path from, Path to) throws IOException {
    Files.deleteIfExists(to);
    try {
      Files.createLink(to, from);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(from, to);
    }
  }
}
