package io.bidder.trainer.learn;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.calibration.CampaignOffsets;
import io.bidder.modelstore.schema.Head;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a version has learned beyond the one that it shares all but its calibration with; its
 * manifest says so under {@value #FIELD}.
 *
 * @param base that version
 * @param upToMillis the time up to which outcomes that were taken into the log are learned from
 * @param heads by how much their logits are shifted
 */
record Learned(String base, long upToMillis, Map<Target, Double> heads) {
  static final String FIELD = Manifest.LEARNED;

  private static final String BASE = "base";
  private static final double NOTHING = 1e-4;

  /** What a manifest says; null if its version is none of these. */
  static @Nullable Learned of(Manifest manifest) {
    Instant upTo = manifest.outcomesUpTo();
    if (upTo == null
        || !(manifest.training().get(FIELD) instanceof Map<?, ?> fields)
        || !(fields.get(BASE) instanceof String base)) {
      return null;
    }
    Map<Target, Double> heads = new EnumMap<>(Target.class);
    for (Target target : Target.values()) {
      if (fields.get(target.head.id()) instanceof Number number) {
        heads.put(target, number.doubleValue());
      }
    }
    return new Learned(base, upTo.toEpochMilli(), heads);
  }

  /** What the manifest is to say. */
  Map<String, Object> record() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(BASE, base);
    fields.put(Manifest.OUTCOMES_UP_TO, Instant.ofEpochMilli(upToMillis).toString());
    heads.forEach((target, offset) -> fields.put(target.head.id(), offset));
    return fields;
  }

  /**
   * The offsets beyond the base, of which the version's calibration has the campaigns'.
   *
   * @param campaigns by their numbers
   */
  Offsets offsets(Target target, Calibrations own, List<String> campaigns) {
    double head = heads.getOrDefault(target, 0.0);
    double[] each = new double[campaigns.size()];
    for (int i = 0; i < each.length; i++) {
      CampaignOffsets beyond = own.campaigns().get(campaigns.get(i));
      each[i] =
          head + (beyond == null ? 0 : target == Target.CLICK ? beyond.ctr() : beyond.ctcvr());
    }
    return new Offsets(head, each);
  }

  /**
   * The base's calibration with offsets added.
   *
   * @param campaigns by their numbers
   */
  static Calibrations applied(
      Map<Target, Offsets> offsets, Calibrations base, List<String> campaigns) {
    Map<Head, CalibrationMap> maps = new EnumMap<>(Head.class);
    offsets.forEach(
        (target, each) -> maps.put(target.head, shifted(base.of(target.head), each.head())));
    Map<String, CampaignOffsets> own = new HashMap<>();
    for (int i = 0; i < campaigns.size(); i++) {
      double ctr = beyondHead(offsets.get(Target.CLICK), i);
      double ctcvr = beyondHead(offsets.get(Target.CONVERSION), i);
      if (Math.abs(ctr) > NOTHING || Math.abs(ctcvr) > NOTHING) {
        own.put(campaigns.get(i), new CampaignOffsets(ctr, ctcvr));
      }
    }
    return new Calibrations(maps, own);
  }

  private static double beyondHead(@Nullable Offsets offsets, int campaign) {
    return offsets == null ? 0 : offsets.of(campaign) - offsets.head();
  }

  private static CalibrationMap shifted(CalibrationMap map, double offset) {
    double[] raw = map.isIdentity() ? new double[] {0.5} : map.rawKnots();
    double[] calibrated = map.isIdentity() ? new double[] {0.5} : map.calibratedKnots();
    for (int i = 0; i < calibrated.length; i++) {
      double odds = calibrated[i] / (1 - calibrated[i]) * Math.exp(offset);
      calibrated[i] = CalibrationMap.clamp(odds / (1 + odds));
    }
    return CalibrationMap.of(raw, calibrated);
  }
}
