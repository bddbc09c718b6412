package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.RawValues;

/**
 * The features of a catalogue's ads as one model encodes them. What nothing of a request goes into
 * is encoded when an ad is first met, and copied from then on. One thread's.
 */
final class AdRows {
  /**
   * Ads that are kept: those of the highest numbers in a larger catalogue are encoded each time.
   */
  static final int MAX_KEPT = 1 << 17;

  private final FeatureInputs inputs;
  private final FeatureEncoder encoder;
  private final EncodedRows kept;
  private final boolean[] known;

  /**
   * Of a catalogue, none met yet.
   *
   * @param creativeCount one more than the highest {@link Candidate#creativeIndex}
   */
  AdRows(FeatureInputs inputs, FeatureEncoder encoder, int creativeCount) {
    this.inputs = inputs;
    this.encoder = encoder;
    int count = Math.min(creativeCount, MAX_KEPT);
    kept = new EncodedRows(encoder.schema(), count);
    known = new boolean[count];
  }

  /**
   * Writes an ad's features to a row, of which the request's are lost.
   *
   * @param values the request's; those of ads are replaced
   */
  void encode(Candidate candidate, RawValues values, EncodedRows rows, int row) {
    int ad = candidate.creativeIndex;
    boolean isKept = ad < known.length;
    if (!isKept || !known[ad] || encoder.hasMixed()) {
      values.clearCandidate();
      inputs.putCandidate(candidate, values);
    }
    if (!isKept) {
      encoder.encodeAd(values, rows, row);
    } else {
      if (!known[ad]) {
        encoder.encodeAd(values, kept, ad);
        known[ad] = true;
      }
      rows.copyRow(kept, ad, row);
    }
    encoder.encodeMixed(values, rows, row);
  }
}
