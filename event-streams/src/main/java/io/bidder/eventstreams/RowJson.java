package io.bidder.eventstreams;

import io.bidder.eventlog.cli.EventJson;
import io.bidder.eventlog.event.Happening.Bid;
import io.bidder.eventlog.event.Value;
import io.bidder.eventlog.join.TrainingRow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rows as records of a topic: what is not there is left out, and nothing is rounded. */
final class RowJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int BID_DIGITS = 32;

  private RowJson() {}

  /** The key, which only a row has that replaces this one: the bid's id and the revision. */
  static byte[] key(TrainingRow row) {
    return (row.bidId() + "-" + row.revision()).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The part of a key that all rows of a bid have. */
  static byte[] bid(byte[] key) {
    return Arrays.copyOf(key, BID_DIGITS);
  }

  /** The record of a row. */
  static byte[] of(TrainingRow row) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("bidId", row.bidId().toString());
    json.put("revision", row.revision());
    json.put("knownAtMillis", row.knownAtEpochMillis());
    json.put("bidMillis", row.bidEpochMillis());
    json.put("shownMillis", row.shownEpochMillis());
    json.put("clicked", row.clicked());
    if (row.clicked()) {
      json.put("clickDelayMillis", row.clickDelayMillis());
    }
    json.put("conversions", row.conversions());
    if (row.converted()) {
      json.put("conversionDelayMillis", row.conversionDelayMillis());
      json.put("valueMicros", row.valueMicros());
      json.put("valueCurrency", row.valueCurrency());
    }
    json.put("weight", row.weight());
    put(row.bid(), json.putObject("bid"));
    return MAPPER.writeValueAsBytes(json);
  }

  private static void put(Bid bid, ObjectNode json) {
    EventJson.put(bid.subject(), json);
    json.put("person", bid.subject().person());
    json.put("requestId", bid.requestId());
    json.put("impId", bid.impId());
    json.put("dealId", bid.dealId());
    json.put("seat", bid.seat());
    json.put("auctionType", bid.auctionType());
    json.put("consentBasis", bid.consentBasis());
    EventJson.putFigures(bid, json);
    var values = json.putArray("values");
    for (Value value : bid.values()) {
      ObjectNode each = values.addObject();
      each.put("source", value.source());
      switch (value) {
        case Value.OfText text -> each.put("text", text.text());
        case Value.Whole whole -> each.put("whole", whole.number());
        case Value.OfNumber number -> each.put("number", number.number());
      }
    }
  }
}
