package io.bidder.modelstore.schema;

/**
 * The way in which the embedding rows of a multi-value bag become one row. An empty bag is the
 * missing row under either.
 */
public enum Pooling {
  SUM,
  MEAN
}
