package io.bidder.modelstore.schema;

/**
 * Takes the raw values of one row, source by source: a {@link RawValues}, for a model to read, or
 * whatever keeps them as they are. A source is the index of its path in {@link
 * FeatureSchema#sources}; nothing happens for source -1.
 */
public interface ValueSink {
  /** Adds a text; nothing happens for the empty one. The chars are valid during the call. */
  void putText(int source, CharSequence text);

  /** Adds a whole number. */
  void putLong(int source, long value);

  /** Adds a number. */
  void putDouble(int source, double value);

  /**
   * Sets the derived time sources that features read.
   *
   * @param epochMillis the time of the request
   * @param utcOffsetMinutes the user's offset from UTC, as in OpenRTB's {@code geo.utcoffset}
   */
  void time(long epochMillis, int utcOffsetMinutes);
}
