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
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a version has learned beyond the one that it shares all but its calibration with; its
 * manifest says so under {@value #FIELD}.
 *
 * @param base that version
 * @param upToMillis the time up to which outcomes that were taken into the log are learned from
 * @param heads their offsets, of no campaign
 */
record Learned(String base, long upToMillis, Map<Target, Offsets> heads) {
  static final String FIELD = Manifest.LEARNED;

  private static final String BASE = "base";
  private static final String TILT = "Tilt";
  private static final String MIDDLE = "Middle";
  private static final double NOTHING = 1e-4;

  /** Between these a tilt is as it should be; beyond them logits are shifted alone. */
  private static final double LEAST_TILTED = 1e-6;

  private static final double MOST_TILTED = 0.5;

  /** What a manifest says; null if its version is none of these. */
  static @Nullable Learned of(Manifest manifest) {
    Instant upTo = manifest.outcomesUpTo();
    if (upTo == null
        || !(manifest.training().get(FIELD) instanceof Map<?, ?> fields)
        || !(fields.get(BASE) instanceof String base)) {
      return null;
    }
    Map<Target, Offsets> heads = new EnumMap<>(Target.class);
    for (Target target : Target.values()) {
      String head = target.head.id();
      heads.put(
          target,
          new Offsets(
              number(fields, head),
              number(fields, head + TILT),
              number(fields, head + MIDDLE),
              new double[0]));
    }
    return new Learned(base, upTo.toEpochMilli(), heads);
  }

  private static double number(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  /** What the manifest is to say. */
  Map<String, Object> record() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(BASE, base);
    fields.put(Manifest.OUTCOMES_UP_TO, Instant.ofEpochMilli(upToMillis).toString());
    heads.forEach((target, offsets) -> {
      fields.put(target.head.id(), offsets.head());
      if (offsets.tilt() != 0) {
        fields.put(target.head.id() + TILT, offsets.tilt());
        fields.put(target.head.id() + MIDDLE, offsets.middle());
      }
    });
    return fields;
  }

  /**
   * The offsets beyond the base, of which the version's calibration has the campaigns'.
   *
   * @param campaigns by their numbers
   */
  Offsets offsets(Target target, Calibrations own, List<String> campaigns) {
    Offsets head = heads.getOrDefault(target, Offsets.none(0));
    double[] each = new double[campaigns.size()];
    for (int i = 0; i < each.length; i++) {
      CampaignOffsets beyond = own.campaigns().get(campaigns.get(i));
      each[i] =
          head.head()
              + (beyond == null ? 0 : target == Target.CLICK ? beyond.ctr() : beyond.ctcvr());
    }
    return new Offsets(head.head(), head.tilt(), head.middle(), each);
  }

  /**
   * The base's calibration with offsets added.
   *
   * @param campaigns by their numbers
   */
  static Calibrations applied(
      Map<Target, Offsets> offsets, Calibrations base, List<String> campaigns) {
    Map<Head, CalibrationMap> maps = new EnumMap<>(Head.class);
    Map<Head, CalibrationMap> withoutPerson = new EnumMap<>(Head.class);
    offsets.forEach((target, each) -> {
      maps.put(target.head, shifted(base.of(target.head), each));
      if (base.withoutPerson().containsKey(target.head)) {
        withoutPerson.put(target.head, shifted(base.withoutPerson(target.head), each));
      }
    });
    Map<String, CampaignOffsets> own = new HashMap<>();
    for (int i = 0; i < campaigns.size(); i++) {
      double ctr = beyondHead(offsets.get(Target.CLICK), i);
      double ctcvr = beyondHead(offsets.get(Target.CONVERSION), i);
      if (Math.abs(ctr) > NOTHING || Math.abs(ctcvr) > NOTHING) {
        own.put(campaigns.get(i), new CampaignOffsets(ctr, ctcvr));
      }
    }
    return new Calibrations(maps, withoutPerson, own);
  }

  private static double beyondHead(@Nullable Offsets offsets, int campaign) {
    return offsets == null ? 0 : offsets.of(campaign) - offsets.head();
  }

  private static CalibrationMap shifted(CalibrationMap map, Offsets offsets) {
    TreeSet<Double> raw = new TreeSet<>();
    for (double knot : map.rawKnots()) {
      raw.add(knot);
    }
    if (offsets.tilt() != 0) {
      raw.add(LEAST_TILTED);
    }
    if (offsets.tilt() != 0 || raw.isEmpty()) {
      raw.add(MOST_TILTED);
    }
    double[] knots = raw.stream().mapToDouble(Double::doubleValue).toArray();
    double[] calibrated = new double[knots.length];
    for (int i = 0; i < knots.length; i++) {
      double p = map.apply(knots[i]);
      // Of no campaign, so that it is the head's.
      double logit = offsets.at(Math.log(p / (1 - p)), Integer.MAX_VALUE);
      calibrated[i] = CalibrationMap.clamp(1 / (1 + Math.exp(-logit)));
    }
    return CalibrationMap.of(knots, calibrated);
  }
}
