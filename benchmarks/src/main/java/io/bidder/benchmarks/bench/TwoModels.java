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
 * A store with two models of two versions each, to be swapped as learning does: most versions are
 * the served one calibrated anew, which shares its files and is served without opening any; now and
 * then comes another model. Both are the same but for a file of their own, by which a server tells
 * them apart.
 *
 * @param versions of the first model, then of the second
 */
record TwoModels(List<String> versions) {
  private static final int MODELS = 2;
  private static final int VERSIONS = 2;

  /** The fast loop's turns until the slow loop's. */
  private static final int SWAPS_A_MODEL = 10;

  /**
   * Makes the store, or takes it as it is if it has the versions already.
   *
   * @param source a store whose current version is the model; the first version is current after
   */
  static TwoModels in(Path directory, Path source) {
    ModelStore from = new DirectoryModelStore(source);
    ModelVersion version = from.open(from.currentId().orElseThrow());
    ModelStore to = new DirectoryModelStore(directory);
    List<String> there =
        Files.isDirectory(directory)
            ? to.list().stream().map(VersionSummary::id).toList()
            : List.of();
    List<String> ids = new ArrayList<>();
    for (int model = 1; model <= MODELS; model++) {
      for (int calibrated = 1; calibrated <= VERSIONS; calibrated++) {
        String id = version.id() + "-model" + model + "-" + calibrated;
        if (!there.contains(id)) {
          publish(version, to, id, "model " + model);
        }
        ids.add(id);
      }
    }
    to.promote(ids.getFirst());
    return new TwoModels(List.copyOf(ids));
  }

  /** The version to promote as the n-th, from 1; never the one before it. */
  String next(int number) {
    int model = number / SWAPS_A_MODEL % MODELS;
    return versions.get(model * VERSIONS + number % VERSIONS);
  }

  private static void publish(ModelVersion version, ModelStore to, String id, String model) {
    Manifest manifest = version.manifest();
    try (Publication publication = to.stageAs(id)) {
      for (String name : manifest.files().keySet()) {
        publication.write(name, file -> link(version.file(name), file));
      }
      publication.write("model.txt", file -> Files.writeString(file, model));
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
