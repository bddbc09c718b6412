package io.bidder.modelstore.publishing;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.scoring.ScoringModel;
import java.util.Map;

/**
 * Publishes versions that differ from another in their calibration alone. They share that version's
 * files, which are neither read nor written: to publish one, and to serve it in the other's place,
 * takes milliseconds.
 */
public final class Recalibration {
  private Recalibration() {}

  /**
   * Publishes an open version once more, under an id of its own and with another calibration. All
   * other files are shared with it ({@link Publication#share}), with the checksums that its
   * manifest has; golden.jsonl has its rows, and what they are now. Nothing is promoted. Where the
   * parent was pruned meanwhile, the current version stands in for it if that, too, differs from it
   * in its calibration alone.
   *
   * <p>To score with the version, open it {@linkplain ScoringModel#openRecalibrated on its parent}.
   *
   * @param store where the parent lies
   * @param parent opened where it lies in the store, which {@link ModelStore#open} has checked
   * @param training the account of how the calibration was made, beside what the parent says of its
   *     training or in its place: all that the manifest will have
   * @param metrics the figures of the version, likewise
   * @return the version, in the store
   * @throws InvalidVersionException if the calibration has campaigns and the schema no feature that
   *     tells them, or a golden row has no probability
   * @throws ModelStoreException if the parent and what stands in for it are gone, or the storage
   *     cannot be written; nothing is visible then
   */
  public static ModelVersion publish(
      ModelStore store,
      ScoringModel parent,
      Calibrations calibrations,
      Map<String, Object> training,
      Map<String, Object> metrics) {
    ModelVersion from = inStore(store, parent.version());
    try (Publication publication = store.stage(from.manifest().name())) {
      Manifest manifest =
          from.manifest()
              .withIdentity(publication.id(), publication.createdAt(), from.id())
              .withCalibration()
              .withRecord(training, metrics)
              .withFiles(from.manifest().filesButCalibration());
      for (String file : manifest.files().keySet()) {
        publication.share(from, file);
      }
      publication.write(Calibrations.FILE, calibrations::write);
      ModelVersion staged = new ModelVersion(publication.id(), publication.directory(), manifest);
      try (ScoringModel model = parent.openRecalibrated(staged)) {
        if (from.manifest().files().containsKey(GoldenCheck.FILE)) {
          writeGolden(publication, model, from);
        }
      }
      return store.find(publication.commit(manifest.withFiles(Map.of())));
    }
  }

  private static ModelVersion inStore(ModelStore store, ModelVersion parent) {
    try {
      store.find(parent.id());
      return parent;
    } catch (ModelStoreException gone) {
      return store
          .currentId()
          .map(store::find)
          .filter(current -> current.manifest().differsInCalibrationAlone(parent.manifest()))
          .orElseThrow(() -> gone);
    }
  }

  private static void writeGolden(Publication publication, ScoringModel model, ModelVersion from) {
    var rows = GoldenCheck.rows(from.file(GoldenCheck.FILE), from.manifest().schema());
    try {
      publication.write(GoldenCheck.FILE, file -> GoldenCheck.write(file, model, rows));
    } catch (IllegalArgumentException e) {
      throw new InvalidVersionException(from.file(GoldenCheck.FILE) + ": " + e.getMessage(), e);
    }
  }
}
