package io.bidder.modelstore.schema;

/** The stage at which a feature's value is known: before a creative is chosen, or per creative. */
public enum Side {
  REQUEST,
  CANDIDATE
}
