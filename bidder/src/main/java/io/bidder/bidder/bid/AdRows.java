package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.RawValues;
import org.jspecify.annotations.Nullable;

/**
 * The features of ads as one model encodes them. What nothing of a request goes into is encoded
 * when an ad is first met, and copied from then on, until its campaign changes: another catalogue
 * costs no more than what is new in it. One thread's.
 */
final class AdRows {
  /** Ads that are kept, each where its slot leads: of more than so many some take turns. */
  static final int MAX_KEPT = 1 << 17;

  private static final int PAGE_ROWS = 1 << 9;

  private final FeatureInputs inputs;
  private final FeatureEncoder encoder;
  private final @Nullable Page[] pages = new Page[MAX_KEPT / PAGE_ROWS];

  /** Rows, and whose each is: made when the first of them is met. */
  private static final class Page {
    final EncodedRows rows;

    /** The campaign's revision above the creative's slot; 0 for nobody's. */
    final long[] owners = new long[PAGE_ROWS];

    Page(FeatureEncoder encoder) {
      rows = new EncodedRows(encoder.schema(), PAGE_ROWS);
    }
  }

  AdRows(FeatureInputs inputs, FeatureEncoder encoder) {
    this.inputs = inputs;
    this.encoder = encoder;
  }

  /**
   * Writes an ad's features to a row, of which the request's are lost.
   *
   * @param values the request's; those of ads are replaced
   */
  void encode(Candidate candidate, RawValues values, EncodedRows rows, int row) {
    Page page = page(candidate.creativeSlot);
    int kept = candidate.creativeSlot & (PAGE_ROWS - 1);
    long owner = (long) candidate.campaignRevision << Integer.SIZE | candidate.creativeSlot;
    boolean isKept = candidate.campaignRevision != 0 && page.owners[kept] == owner;
    if (!isKept || encoder.hasMixed()) {
      values.clearCandidate();
      if (!isKept || encoder.mixesAds()) {
        inputs.putAd(candidate, values);
      }
      inputs.putExposures(candidate, values);
    }
    if (!isKept) {
      encoder.encodeAd(values, page.rows, kept);
      page.owners[kept] = owner;
    }
    rows.copyRow(page.rows, kept, row);
    encoder.encodeMixed(values, rows, row);
  }

  private Page page(int creativeSlot) {
    int number = (creativeSlot & (MAX_KEPT - 1)) / PAGE_ROWS;
    Page page = pages[number];
    if (page == null) {
      page = new Page(encoder);
      pages[number] = page;
    }
    return page;
  }
}
