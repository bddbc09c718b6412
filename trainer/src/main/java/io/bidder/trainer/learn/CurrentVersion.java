package io.bidder.trainer.learn;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.publishing.Recalibration;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.trainer.WarmTraining;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store's current version as a learner sees it: the version that it shares all but its
 * calibration with, opened, and the offsets that it has beyond that. One thread's.
 */
final class CurrentVersion implements AutoCloseable {
  private final DirectoryModelStore store;
  private String id = "";
  private @Nullable Base base;
  private @Nullable Learned learned;
  private Calibrations calibrations = Calibrations.none();

  /**
   * A version that others share all but their calibration with.
   *
   * @param calibrations its own
   */
  record Base(ModelVersion version, Calibrations calibrations, ScoringModel model, Scores scores) {
    /** What it predicts. */
    List<Target> targets() {
      List<Head> heads = version.manifest().heads();
      return Arrays.stream(Target.values())
          .filter(target -> heads.contains(target == Target.CLICK ? Head.CTR : Head.CVR))
          .toList();
    }
  }

  CurrentVersion(DirectoryModelStore store) {
    this.store = store;
  }

  /** What it shares all else with. Opened anew when somebody else has promoted another. */
  Base base() {
    String now =
        store.currentId().orElseThrow(() -> new ModelStoreException("there is no current version"));
    Base at = base;
    if (at != null && now.equals(id)) {
      return at;
    }
    ModelVersion current = store.open(now);
    Learned known = Learned.of(current.manifest());
    String wanted = known == null ? now : known.base();
    if (at == null || !at.version.id().equals(wanted)) {
      close();
      ModelVersion version = known == null ? current : store.open(wanted);
      ScoringModel model = ScoringModel.open(version, ScoringOptions.defaults());
      at = new Base(version, calibrations(version), model, new Scores(model));
      base = at;
    }
    learned = known;
    calibrations = calibrations(current);
    id = now;
    return at;
  }

  private static Calibrations calibrations(ModelVersion version) {
    return version.manifest().calibration()
        ? Calibrations.read(version.file(Calibrations.FILE))
        : Calibrations.none();
  }

  /** Its features. */
  FeatureSchema schema() {
    return base().version.manifest().schema();
  }

  /**
   * Versions that are gone on from: what it shares all else with, and what that was trained from.
   */
  Set<String> needed() {
    ModelVersion version = base().version;
    String start = WarmTraining.startOf(version.manifest());
    return start == null ? Set.of(version.id()) : Set.of(version.id(), start);
  }

  /** Its id, as of the last look. */
  String id() {
    return id;
  }

  /** Whether it has learned anything beyond its base. */
  boolean hasLearned() {
    return learned != null;
  }

  /** The offsets that it has beyond its base, of the window's campaigns. */
  Offsets offsets(Target target, RowWindow rows) {
    Learned known = learned;
    return known == null
        ? Offsets.none(rows.campaigns().size())
        : known.offsets(target, calibrations, rows.campaigns());
  }

  /**
   * Publishes the base with other offsets, and serves that unless there are reasons not to.
   *
   * @param upToMillis the time up to which what was taken into the log is learned from
   * @return the version's id
   */
  String publish(
      Map<Target, Offsets> offsets, long upToMillis, List<String> campaigns, List<String> reasons) {
    Base at = base();
    Learned next = new Learned(at.version.id(), upToMillis, offsets);
    Calibrations applied = Learned.applied(offsets, at.calibrations, campaigns);
    Manifest manifest = at.version.manifest();
    Map<String, Object> training = new LinkedHashMap<>(manifest.training());
    training.put(Learned.FIELD, next.record());
    String made =
        Recalibration.publish(store, at.model, applied, training, manifest.metrics()).id();
    if (serve(made, reasons)) {
      id = made;
      learned = next;
      calibrations = applied;
    }
    return made;
  }

  /** Promotes a version, or refuses it for reasons; true if it is served. */
  boolean serve(String version, List<String> reasons) {
    if (reasons.isEmpty()) {
      store.promote(version);
    } else {
      store.refuse(version, String.join("; ", reasons));
    }
    return reasons.isEmpty();
  }

  @Override
  public void close() {
    Base at = base;
    if (at != null) {
      at.model.close();
      base = null;
    }
  }
}
