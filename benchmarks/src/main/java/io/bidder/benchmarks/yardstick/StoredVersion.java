package io.bidder.benchmarks.yardstick;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A version of a store and what it predicts. */
final class StoredVersion {
  private final ModelVersion version;

  private StoredVersion(ModelVersion version) {
    this.version = version;
  }

  /**
   * Opens a version.
   *
   * @param id null for the current one
   * @throws ModelStoreException if there is no such version
   */
  static StoredVersion open(Path directory, @Nullable String id) {
    ModelStore store = new DirectoryModelStore(directory);
    if (id != null) {
      return new StoredVersion(store.open(id));
    }
    String current =
        store
            .currentId()
            .orElseThrow(() ->
                new ModelStoreException(
                    directory + ": no current version; train one, or name one with --version"));
    return new StoredVersion(store.open(current));
  }

  String id() {
    return version.id();
  }

  FeatureSchema featureSchema() {
    return version.manifest().schema();
  }

  /** Returns whether it predicts a head. */
  boolean predicts(Head head) {
    List<Head> heads = version.manifest().heads();
    return heads.contains(head == Head.CTCVR ? Head.CVR : head);
  }

  /**
   * Calibrated probabilities of rows {@code from} on, as they are served.
   *
   * @param rows encoded by the version's schema
   */
  float[] predict(Head head, EncodedRows rows, int from) {
    int count = rows.size() - from;
    Predictions predictions = new Predictions(count);
    try (ScoringModel model = ScoringModel.open(version, ScoringOptions.defaults());
        ScoringWorker worker = model.newWorker()) {
      worker.score(rows, from, count, predictions);
    }
    return head == Head.CTR ? predictions.ctr() : predictions.ctcvr();
  }
}
