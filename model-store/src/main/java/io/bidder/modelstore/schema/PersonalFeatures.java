package io.bidder.modelstore.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The features of a schema that tell something of the person, in encoded rows. A row that has none
 * of them is of somebody who is not known, or whose privacy signals forbid to use what is.
 * Immutable.
 */
public final class PersonalFeatures {
  /** A feature's place in a row. */
  private record Place(boolean ofRequest, int at, int slots, float missing) {}

  private final List<Place> embedded = new ArrayList<>();
  private final List<Place> numeric = new ArrayList<>();

  private PersonalFeatures(FeatureSchema schema) {
    int slot = 0;
    for (Feature.Embedded feature : schema.embedded()) {
      if (isPersonal(feature)) {
        embedded.add(new Place(feature.side() == Side.REQUEST, slot, feature.slots(), 0));
      }
      slot += feature.slots();
    }
    for (int i = 0; i < schema.numeric().size(); i++) {
      Feature.Numeric feature = schema.numeric().get(i);
      if (isPersonal(feature)) {
        numeric.add(new Place(feature.side() == Side.REQUEST, i, 1, (float) feature.missing()));
      }
    }
  }

  /**
   * Those of a schema; empty if it has none, or crosses one with another feature: of a pair's id it
   * cannot be told what it was of.
   */
  public static Optional<PersonalFeatures> of(FeatureSchema schema) {
    PersonalFeatures features = new PersonalFeatures(schema);
    boolean none = features.embedded.isEmpty() && features.numeric.isEmpty();
    return none || schema.features().stream().anyMatch(each -> isCrossOfOne(schema, each))
        ? Optional.empty()
        : Optional.of(features);
  }

  private static boolean isCrossOfOne(FeatureSchema schema, Feature feature) {
    return feature instanceof Feature.Cross cross
        && schema.features().stream()
            .filter(each -> each.name().equals(cross.first()) || each.name().equals(cross.second()))
            .anyMatch(PersonalFeatures::isPersonal);
  }

  private static boolean isPersonal(Feature feature) {
    return !(feature instanceof Feature.Cross)
        && PersonalSources.isPersonal(SourceLayout.sourceOf(feature));
  }

  /**
   * Tells whether a row has none of them.
   *
   * @param requestRow the row whose request side counts, which may be the same
   */
  public boolean areMissing(EncodedRows rows, int requestRow, int row) {
    for (int i = 0; i < embedded.size(); i++) {
      Place place = embedded.get(i);
      if (rows.ids()[(place.ofRequest ? requestRow : row) * rows.slotCount() + place.at] != 0) {
        return false;
      }
    }
    for (int i = 0; i < numeric.size(); i++) {
      Place place = numeric.get(i);
      int of = place.ofRequest ? requestRow : row;
      if (rows.numerics()[of * rows.numericCount() + place.at] != place.missing) {
        return false;
      }
    }
    return true;
  }

  /** Makes a row one that has none of them. */
  public void forget(EncodedRows rows, int row) {
    for (Place place : embedded) {
      int first = row * rows.slotCount() + place.at;
      rows.ids()[first] = 0;
      for (int i = 1; i < place.slots; i++) {
        rows.ids()[first + i] = -1;
      }
    }
    for (Place place : numeric) {
      rows.numerics()[row * rows.numericCount() + place.at] = place.missing;
    }
  }
}
