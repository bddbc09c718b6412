package io.bidder.bidder.serve;

import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.PrivateCopies;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the store's current version served. A version is copied (ADR 14), checked (every file's
 * checksum, the manifest against the graph, the golden outputs, where its features' values come
 * from) and warmed before it takes over; one that fails is refused, once, and the version before
 * goes on serving. It is looked at again when its files have changed. Of a version that differs
 * from the served one in its calibration alone only that is copied and checked, and scored with on
 * what is open (ADR 19).
 *
 * <p>{@link #poll} is for one thread.
 */
final class ModelFollower {
  /** Is told what happens to versions. */
  interface Listener {
    void serving(ScoringModel model);

    /**
     * A version that is not served.
     *
     * @param kind a word for a metric: {@code invalid}, {@code store} or {@code error}
     */
    void refused(String id, String kind, String reason);

    /** The store's current version is the one that is served, after one that was refused. */
    void recovered(String id);
  }

  private final ModelStore store;
  private final PrivateCopies copies;
  private final ScoringOptions options;
  private final int warmWorkers;
  private final Listener listener;
  private @Nullable ServedModel served;
  private @Nullable ScoringModel current;
  private String refusedId = "";
  private String refusedStamp = "";

  /** So that a failure that goes on is told once. */
  private String lastReason = "";

  ModelFollower(
      ModelStore store,
      PrivateCopies copies,
      ScoringOptions options,
      int warmWorkers,
      Listener listener) {
    this.store = store;
    this.copies = copies;
    this.options = options;
    this.warmWorkers = warmWorkers;
    this.listener = listener;
  }

  /**
   * Opens the current version, which a server cannot start without.
   *
   * @throws InvalidVersionException or {@link ModelStoreException} saying why there is none
   */
  ServedModel start() {
    String id =
        store
            .currentId()
            .orElseThrow(() ->
                new ModelStoreException(
                    "the store has no current version: train one, or ./run models promote one"));
    ScoringModel model = open(id);
    ServedModel first = new ServedModel(model, warmWorkers);
    served = first;
    current = model;
    listener.serving(model);
    return first;
  }

  /** Looks whether another version is current, and serves it. Never throws for a bad one. */
  void poll() {
    ServedModel serving = served;
    ScoringModel before = current;
    if (serving == null || before == null) {
      throw new IllegalStateException("poll before start");
    }
    String id = before.id();
    String stamp = "";
    try {
      Optional<String> wanted = store.currentId();
      if (wanted.isEmpty() || wanted.get().equals(before.id())) {
        recovered(before.id());
        return;
      }
      id = wanted.get();
      // Taken before the files are read, so that what changes meanwhile is noticed.
      stamp = store.stamp(id);
      if (id.equals(refusedId) && stamp.equals(refusedStamp)) {
        return;
      }
      ScoringModel model = open(id);
      serving.swap(model);
      current = model;
      listener.serving(model);
      recovered(id);
    } catch (InvalidVersionException e) {
      refuse(id, stamp, "invalid", e);
    } catch (ModelStoreException e) {
      // Storage may recover without a trace in the files: tried again each time.
      refuse(id, "", "store", e);
    } catch (RuntimeException e) {
      refuse(id, stamp, "error", e);
    } catch (Error e) {
      // More likely of the machine than of the version: tried again each time.
      refuse(id, "", "error", e);
    }
  }

  /** Opens a version, checked as one that is to be served is. As {@link #poll}, for one thread. */
  ScoringModel open(String id) {
    ScoringModel before = current;
    Manifest known = before == null ? null : before.version().manifest();
    return copies.open(store, id, known, version -> openCopy(version, before));
  }

  private ScoringModel openCopy(ModelVersion version, @Nullable ScoringModel before) {
    ScoringModel model =
        before != null && version.manifest().differsInCalibrationAlone(before.version().manifest())
            ? before.openRecalibrated(version)
            : ScoringModel.open(version, options);
    boolean good = false;
    try {
      GoldenCheck.verify(model);
      checkFeatures(version.manifest().schema(), version.id());
      good = true;
      return model;
    } finally {
      if (!good) {
        model.close();
      }
    }
  }

  private static void checkFeatures(FeatureSchema schema, String id) {
    try {
      new FeatureInputs(schema);
    } catch (IllegalArgumentException e) {
      throw new InvalidVersionException("version " + id + ": " + e.getMessage(), e);
    }
  }

  private void recovered(String servingId) {
    refusedId = "";
    if (!lastReason.isEmpty()) {
      lastReason = "";
      listener.recovered(servingId);
    }
  }

  private void refuse(String id, String stamp, String kind, Throwable why) {
    refusedId = id;
    refusedStamp = stamp;
    String reason = why.getMessage() == null ? why.toString() : why.getMessage();
    if (!reason.equals(lastReason)) {
      lastReason = reason;
      listener.refused(id, kind, reason);
    }
  }
}
