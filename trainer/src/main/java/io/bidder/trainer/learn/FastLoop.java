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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The loop that keeps the current version true from minute to minute: it learns from the newest
 * rows what heads and campaigns are off by, and publishes that as a version which shares all other
 * files, if the {@link Gate} lets it. One thread's.
 */
final class FastLoop implements AutoCloseable {
  /** Standard deviation of what a head is off by, in logits, before anything is seen. */
  static final double HEAD_SIGMA = 0.5;

  /**
   * Of what a campaign is off by beyond its head: as much as 25 expected outcomes weigh. So five
   * orders where two and a half were expected move its bids by 9 %.
   */
  static final double CAMPAIGN_SIGMA = 0.2;

  /** The most that anything may be off by: a factor of two. */
  static final double MOST = Math.log(2);

  /** The most that a version may move it. */
  static final double STEP = Math.log(1.25);

  private static final double MOVED = 0.005;
  private static final double FOREVER = Double.MAX_VALUE;

  /**
   * What came of a turn.
   *
   * @param version the version that was published, empty for none
   * @param promoted whether it is the current one now
   * @param reasons why not
   * @param moved the largest change of an offset
   */
  record Turn(String version, boolean promoted, List<String> reasons, double moved) {
    static final Turn NONE = new Turn("", false, List.of(), 0);
  }

  private final DirectoryModelStore store;
  private final int halfLifeRows;
  private String currentId = "";
  private @Nullable Base base;
  private @Nullable Learned learned;
  private Calibrations current = Calibrations.none();
  private int seen;
  private int renumbered;

  /**
   * The version that offsets are added to.
   *
   * @param calibrations its own
   */
  private record Base(
      ModelVersion version, Calibrations calibrations, ScoringModel model, Scores scores) {}

  /**
   * A loop over a store.
   *
   * @param halfLifeRows so many rows newer than a row make it weigh half
   */
  FastLoop(DirectoryModelStore store, int halfLifeRows) {
    this.store = store;
    this.halfLifeRows = halfLifeRows;
  }

  /** The features of the current version. */
  FeatureSchema schema() {
    return follow().version.manifest().schema();
  }

  /** The version that offsets are added to. */
  String baseId() {
    return follow().version.id();
  }

  /** Learns from what is new in the window, whose rows are encoded as the current version's. */
  Turn turn(RowWindow rows) {
    Base at = follow();
    if (renumbered != rows.renumbered()) {
      renumbered = rows.renumbered();
      seen = 0;
    }
    int from = seen;
    seen = rows.size();
    if (from == rows.size()) {
      return Turn.NONE;
    }
    at.scores.update(rows);
    List<String> reasons = new ArrayList<>();
    boolean anyCame = false;
    Map<Target, DelayCurve> curves = new EnumMap<>(Target.class);
    for (Target target : targets(at)) {
      DelayCurve curve = DelayCurve.of(rows, target, rows.lastKnownMillis());
      curves.put(target, curve);
      Evidence newest =
          Evidence.of(rows, at.scores, target, curve, Evidence.Part.ALL, FOREVER, from);
      anyCame |= newest.comers() > 0;
      reasons.addAll(Gate.disbelief(target, newest, of(target, rows)));
    }
    if (!reasons.isEmpty()) {
      for (int row = from; row < rows.size(); row++) {
        rows.leaveOut(row);
      }
      return new Turn("", false, reasons, 0);
    }
    double halfLife = halfLifeMillis(rows);
    Map<Target, Offsets> fitted = new EnumMap<>(Target.class);
    double moved = 0;
    for (Map.Entry<Target, DelayCurve> each : curves.entrySet()) {
      Target target = each.getKey();
      Offsets before = of(target, rows);
      Offsets after =
          Evidence.of(
                  rows, at.scores, target, each.getValue(), Evidence.Part.TRAINED_ON, halfLife, 0)
              .fit(HEAD_SIGMA, CAMPAIGN_SIGMA, MOST)
              .within(STEP, before);
      fitted.put(target, after);
      moved = Math.max(moved, after.distance(before));
      Evidence judges =
          Evidence.of(
              rows, at.scores, target, each.getValue(), Evidence.Part.HELD_OUT, halfLife, 0);
      reasons.addAll(Gate.reasons(target, judges, before, judges, after, rows.campaigns()));
    }
    if (moved < MOVED && !anyCame) {
      return Turn.NONE;
    }
    return publish(at, fitted, rows, reasons, moved);
  }

  /**
   * Serves a version that was trained anew in place of the current one, if the gate lets it.
   *
   * @param id of a version with the same features
   */
  Turn judge(String id, RowWindow rows) {
    Base at = follow();
    at.scores.update(rows);
    List<String> reasons = new ArrayList<>();
    try (ScoringModel model = ScoringModel.open(store.open(id), ScoringOptions.defaults())) {
      Scores scores = new Scores(model);
      scores.update(rows);
      double halfLife = halfLifeMillis(rows);
      Offsets none = Offsets.none(rows.campaigns().size());
      for (Target target : targets(at)) {
        DelayCurve curve = DelayCurve.of(rows, target, rows.lastKnownMillis());
        Evidence.Part judges = Evidence.Part.HELD_OUT;
        reasons.addAll(
            Gate.reasons(
                target,
                Evidence.of(rows, at.scores, target, curve, judges, halfLife, 0),
                of(target, rows),
                Evidence.of(rows, scores, target, curve, judges, halfLife, 0),
                none,
                rows.campaigns()));
      }
    }
    if (reasons.isEmpty()) {
      store.promote(id);
    } else {
      store.refuse(id, String.join("; ", reasons));
    }
    return new Turn(id, reasons.isEmpty(), reasons, 0);
  }

  private Offsets of(Target target, RowWindow rows) {
    Learned known = learned;
    return known == null
        ? Offsets.none(rows.campaigns().size())
        : known.offsets(target, current, rows.campaigns());
  }

  private static List<Target> targets(Base at) {
    List<Head> heads = at.version.manifest().heads();
    return Arrays.stream(Target.values())
        .filter(target -> heads.contains(target == Target.CLICK ? Head.CTR : Head.CVR))
        .toList();
  }

  /** The time in which the newest rows came, as many as the half life. */
  private double halfLifeMillis(RowWindow rows) {
    long[] shown = new long[rows.size()];
    int count = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.isLive(row)) {
        shown[count++] = rows.shownMillis(row);
      }
    }
    Arrays.sort(shown, 0, count);
    long since = count <= halfLifeRows ? shown[0] : shown[count - halfLifeRows];
    double all = (double) rows.lastKnownMillis() - since;
    return Math.max(60_000, count < halfLifeRows ? all * halfLifeRows / count : all);
  }

  /** The version to learn from, which somebody else may have promoted since. */
  private Base follow() {
    String now = store.currentId().orElseThrow(() -> new ModelStoreException("no current version"));
    Base at = base;
    if (at != null && now.equals(currentId)) {
      return at;
    }
    ModelVersion opened = store.open(now);
    Learned known = Learned.of(opened.manifest());
    String wanted = known == null ? now : known.base();
    if (at == null || !at.version.id().equals(wanted)) {
      close();
      ModelVersion version = known == null ? opened : store.open(wanted);
      ScoringModel model = ScoringModel.open(version, ScoringOptions.defaults());
      at = new Base(version, calibrations(version), model, new Scores(model));
      base = at;
      seen = 0;
    }
    learned = known;
    current = calibrations(opened);
    currentId = now;
    return at;
  }

  private static Calibrations calibrations(ModelVersion version) {
    return version.manifest().calibration()
        ? Calibrations.read(version.file(Calibrations.FILE))
        : Calibrations.none();
  }

  private Turn publish(
      Base at, Map<Target, Offsets> fitted, RowWindow rows, List<String> reasons, double moved) {
    Map<Target, Double> heads = new EnumMap<>(Target.class);
    fitted.forEach((target, offsets) -> heads.put(target, offsets.head()));
    Learned next = new Learned(at.version.id(), rows.lastKnownMillis(), heads);
    Calibrations calibrations = Learned.applied(fitted, at.calibrations, rows.campaigns());
    Manifest manifest = at.version.manifest();
    Map<String, Object> training = new LinkedHashMap<>(manifest.training());
    training.put(Learned.FIELD, next.record());
    String id =
        Recalibration.publish(store, at.model, calibrations, training, manifest.metrics()).id();
    if (reasons.isEmpty()) {
      store.promote(id);
      currentId = id;
      learned = next;
      current = calibrations;
    } else {
      store.refuse(id, String.join("; ", reasons));
    }
    return new Turn(id, reasons.isEmpty(), reasons, moved);
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
