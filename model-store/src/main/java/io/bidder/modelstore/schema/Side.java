package io.bidder.modelstore.schema;

/** When a feature's value is known: before a creative is chosen, or only per creative. */
public enum Side {
  REQUEST,
  CANDIDATE
}
