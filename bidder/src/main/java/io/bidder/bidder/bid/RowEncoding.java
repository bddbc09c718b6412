package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.openrtb.BidRequest;

/** The stage that turns features to ids and numbers, an ad of an impression to a row. */
final class RowEncoding {
  private RowEncoding() {}

  /**
   * Encodes a request of the batch: what it and its impressions have into the impressions' first
   * rows, what ads have into their own.
   */
  static void encode(BidContext context, BoundModel with) {
    int row = with.rows.size();
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      imp.firstRow = row;
      row += imp.candidates.size();
    }
    encode(context, context.request, with);
    // Only now, so that a request whose encoding failed leaves no rows to the others.
    for (int i = 0; i < context.impCount(); i++) {
      if (context.imp(i).candidates.size() > 0) {
        with.imps.add(context.imp(i).firstRow);
      }
    }
    with.rows.size(row);
  }

  /**
   * Encodes a request for another model, into the rows that it has already.
   *
   * @param request as that model reads it
   */
  static void encode(BidContext context, BidRequest request, BoundModel with) {
    with.values.clear();
    with.inputs.putRequest(request, context.epochMillis, with.values);
    for (int i = 0; i < context.impCount(); i++) {
      Candidates candidates = context.imp(i).candidates;
      if (candidates.size() == 0) {
        continue;
      }
      int row = context.imp(i).firstRow;
      with.values.clearImp();
      with.inputs.putImp(request, request.imps.get(context.imp(i).number), with.values);
      for (int c = 0; c < candidates.size(); c++) {
        with.ads.encode(candidates.get(c), with.values, with.rows, row + c);
      }
      with.encoder.encodeRequest(with.values, with.rows, row);
    }
  }
}
