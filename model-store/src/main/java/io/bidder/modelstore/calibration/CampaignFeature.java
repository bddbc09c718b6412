package io.bidder.modelstore.calibration;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.Side;
import java.util.List;
import java.util.Optional;

/**
 * The feature by which an encoded row tells its campaign: the categorical one of the candidate side
 * whose source is {@value #SOURCE}, the one with most buckets if there are several. Its ids are
 * hashes, so that two campaigns may share one: the more buckets, the fewer do. Not thread-safe.
 */
public final class CampaignFeature {
  /** Where a campaign's id comes from. */
  public static final String SOURCE = "campaign.id";

  private final int slot;
  private final FeatureEncoder encoder;
  private final RawValues raw;
  private final int source;
  private final EncodedRows row;

  private CampaignFeature(int slot, FeatureSchema alone) {
    this.slot = slot;
    encoder = new FeatureEncoder(alone);
    raw = new RawValues(alone);
    source = raw.source(SOURCE);
    row = new EncodedRows(alone, 1);
  }

  /** The feature of a schema; empty if it has none. */
  public static Optional<CampaignFeature> of(FeatureSchema schema) {
    Feature.Categorical found = null;
    int foundSlot = 0;
    int slot = 0;
    for (Feature.Embedded feature : schema.embedded()) {
      if (feature instanceof Feature.Categorical single
          && single.source().equals(SOURCE)
          && single.side() == Side.CANDIDATE
          && (found == null || single.buckets() > found.buckets())) {
        found = single;
        foundSlot = slot;
      }
      slot += feature.slots();
    }
    // Encoded by itself, an id is the same as among the others.
    return found == null
        ? Optional.empty()
        : Optional.of(
            new CampaignFeature(foundSlot, new FeatureSchema(schema.hash(), List.of(found))));
  }

  /** Its place among the ids of an encoded row. */
  public int slot() {
    return slot;
  }

  /** The id that a campaign's rows have there; 0, the missing value, only for the empty text. */
  public int idOf(String campaign) {
    raw.clear();
    raw.putText(source, campaign);
    encoder.encode(raw, row, 0);
    return row.ids()[0];
  }
}
