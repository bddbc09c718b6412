package io.bidder.market.replay;

/**
 * A bid request to send.
 *
 * @param name where it came from: a file's name, with the line where the file has several
 * @param body what is sent, byte for byte
 * @param facts what answers to it are held against
 * @param epochMillis when it arrived, or {@link #NO_TIME}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RecordedRequest(String name, byte[] body, RequestFacts facts, long epochMillis) {
  /** The time of a request that is sent as of now. */
  static final long NO_TIME = Long.MIN_VALUE;
}
