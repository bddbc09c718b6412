package io.bidder.bidder.feature;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.modelstore.schema.ValueSink;

/** Puts the values that a request has at one path. */
@FunctionalInterface
interface RequestSource {
  void put(BidRequest request, Imp imp, ValueSink into, int source);
}
