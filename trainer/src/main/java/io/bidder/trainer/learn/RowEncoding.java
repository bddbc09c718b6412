package io.bidder.trainer.learn;

import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;

/**
 * Encodes joined rows as the bidder encoded the bids that they are of: from the raw values that
 * these were made with. One thread's.
 */
public final class RowEncoding {
  private final RawValues raw;
  private final FeatureEncoder encoder;
  private final int campaign;
  private final int creative;

  /** An encoding by a version's schema. */
  public RowEncoding(FeatureSchema schema) {
    raw = new RawValues(schema);
    encoder = new FeatureEncoder(schema);
    campaign = raw.source("campaign.id");
    creative = raw.source("creative.id");
  }

  /** Encodes a row at an index. */
  public void encode(TrainingRow row, EncodedRows into, int at) {
    Happening.Bid bid = row.bid();
    raw.clear();
    raw.time(row.bidEpochMillis(), bid.utcOffsetMinutes());
    for (Value value : bid.values()) {
      int source = raw.source(value.source());
      if (source >= 0) {
        switch (value) {
          case Value.OfText text -> raw.putText(source, text.text());
          case Value.Whole whole -> raw.putLong(source, whole.number());
          case Value.OfNumber number -> raw.putDouble(source, number.number());
        }
      }
    }
    // Known of every bid, even if its model read neither.
    Subject subject = bid.subject();
    putIfAbsent(campaign, subject.campaignId());
    putIfAbsent(creative, subject.creativeId());
    encoder.encode(raw, into, at);
  }

  private void putIfAbsent(int source, String text) {
    if (source >= 0 && raw.valueCount(source) == 0 && !text.isEmpty()) {
      raw.putText(source, text);
    }
  }
}
