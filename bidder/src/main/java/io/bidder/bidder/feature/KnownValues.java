package io.bidder.bidder.feature;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.modelstore.schema.ValueSink;

/** Puts the kinds of values that a {@link BidRequest} has; nothing where a value is not known. */
final class KnownValues {
  private KnownValues() {}

  static void put(int value, ValueSink into, int source) {
    if (value != BidRequest.NONE) {
      into.putLong(source, value);
    }
  }

  static void put(double value, ValueSink into, int source) {
    if (!Double.isNaN(value)) {
      into.putDouble(source, value);
    }
  }

  static void put(TextList values, ValueSink into, int source) {
    for (int i = 0; i < values.size(); i++) {
      into.putText(source, values.get(i));
    }
  }

  static void put(IntList values, ValueSink into, int source) {
    for (int i = 0; i < values.size(); i++) {
      into.putLong(source, values.get(i));
    }
  }

  /** Puts each of the texts that commas separate, without the spaces around it. */
  static void putSeparated(Text values, ValueSink into, int source) {
    int from = 0;
    for (int i = 0; i <= values.length(); i++) {
      if (i == values.length() || values.charAt(i) == ',') {
        int to = i;
        while (from < to && values.charAt(from) == ' ') {
          from++;
        }
        while (to > from && values.charAt(to - 1) == ' ') {
          to--;
        }
        into.putText(source, values.subSequence(from, to));
        from = i + 1;
      }
    }
  }
}
