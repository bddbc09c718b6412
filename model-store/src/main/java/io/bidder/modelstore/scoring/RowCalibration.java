package io.bidder.modelstore.scoring;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.PersonalFeatures;
import org.jspecify.annotations.Nullable;

/**
 * A version's calibration, by what a row tells. Immutable; allocates nothing while rows are read.
 *
 * @param known for rows that tell something of the person
 * @param unknown for the others
 * @param person the features that tell which a row is; null where it makes no difference
 */
record RowCalibration(
    Maps known, Maps unknown, @Nullable PersonalFeatures person, CampaignFactors campaigns) {
  /** The maps of the heads. */
  record Maps(CalibrationMap ctr, CalibrationMap ctcvr) {}

  /**
   * The one of a version.
   *
   * @throws InvalidVersionException if calibration.json is no valid one, or if the schema has not
   *     what it needs
   */
  static RowCalibration of(ModelVersion version) {
    Calibrations calibrations =
        version.manifest().calibration()
            ? Calibrations.read(version.file(Calibrations.FILE))
            : Calibrations.none();
    PersonalFeatures person = null;
    if (!calibrations.withoutPerson().isEmpty()) {
      person =
          PersonalFeatures.of(version.manifest().schema())
              .orElseThrow(() ->
                  new InvalidVersionException(
                      "%s: has withoutPerson, expected features of a person in the schema, none of them crossed with another"
                          .formatted(version.file(Calibrations.FILE))));
    }
    return new RowCalibration(
        new Maps(calibrations.of(Head.CTR), calibrations.of(Head.CTCVR)),
        new Maps(calibrations.withoutPerson(Head.CTR), calibrations.withoutPerson(Head.CTCVR)),
        person,
        CampaignFactors.of(version, calibrations));
  }

  /**
   * The maps for a row.
   *
   * @param requestRow the row whose request side is the row's
   */
  Maps maps(EncodedRows rows, int requestRow, int row) {
    return person != null && person.areMissing(rows, requestRow, row) ? unknown : known;
  }
}
