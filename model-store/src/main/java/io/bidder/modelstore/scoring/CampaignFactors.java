package io.bidder.modelstore.scoring;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.calibration.CampaignFeature;
import io.bidder.modelstore.calibration.CampaignOffsets;
import io.bidder.modelstore.schema.EncodedRows;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the odds of single campaigns' rows are multiplied by, found by the id that a row has for its
 * campaign: a table with open addressing, at most half full. Immutable; allocates nothing.
 */
final class CampaignFactors {
  /** No campaign's. */
  private static final int NONE = -1;

  /** The id of a missing value, which no campaign has. */
  private static final int EMPTY = 0;

  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private final int slot;
  private final int[] ids;
  private final double[] ctr;
  private final double[] ctcvr;
  private final int shift;

  private CampaignFactors(int slot, Map<Integer, CampaignOffsets> offsets) {
    this.slot = slot;
    int bits = 32 - Integer.numberOfLeadingZeros(offsets.size());
    int size = offsets.isEmpty() ? 0 : 2 << bits;
    ids = new int[size];
    ctr = new double[size];
    ctcvr = new double[size];
    shift = 31 - bits;
    offsets.forEach((id, offset) -> {
      int at = (id * GOLDEN_RATIO) >>> shift;
      while (ids[at] != EMPTY) {
        at = (at + 1) & (ids.length - 1);
      }
      ids[at] = id;
      ctr[at] = Math.exp(offset.ctr());
      ctcvr[at] = Math.exp(offset.ctcvr());
    });
  }

  /**
   * Those of a version.
   *
   * @throws InvalidVersionException if there are campaigns, but no feature that tells them
   */
  static CampaignFactors of(ModelVersion version, Calibrations calibrations) {
    if (calibrations.campaigns().isEmpty()) {
      return new CampaignFactors(0, Map.of());
    }
    CampaignFeature feature =
        CampaignFeature.of(version.manifest().schema())
            .orElseThrow(() ->
                new InvalidVersionException(
                    "%s: has campaigns, expected a categorical feature of side candidate with source %s in the schema"
                        .formatted(version.file(Calibrations.FILE), CampaignFeature.SOURCE)));
    Map<Integer, CampaignOffsets> offsets = new HashMap<>();
    Set<Integer> shared = new HashSet<>();
    calibrations
        .campaigns()
        .forEach((campaign, offset) -> {
          int id = feature.idOf(campaign);
          if (offsets.put(id, offset) != null) {
            shared.add(id);
          }
        });
    offsets.keySet().removeAll(shared);
    return new CampaignFactors(feature.slot(), offsets);
  }

  /** The place of a row's campaign, for the methods below. */
  int of(EncodedRows rows, int row) {
    if (ids.length == 0) {
      return NONE;
    }
    int id = rows.ids()[row * rows.slotCount() + slot];
    int at = (id * GOLDEN_RATIO) >>> shift;
    while (ids[at] != EMPTY) {
      if (ids[at] == id) {
        return at;
      }
      at = (at + 1) & (ids.length - 1);
    }
    return NONE;
  }

  /** The campaign's P(click | impression), of what the head's map gave. */
  double ctr(int at, double probability) {
    return at == NONE ? probability : CalibrationMap.scaleOdds(probability, ctr[at]);
  }

  /** The campaign's P(conversion | impression), of what the head's map gave. */
  double ctcvr(int at, double probability) {
    return at == NONE ? probability : CalibrationMap.scaleOdds(probability, ctcvr[at]);
  }
}
