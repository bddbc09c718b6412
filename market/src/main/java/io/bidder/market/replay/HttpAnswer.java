package io.bidder.market.replay;

/**
 * An answer to a request.
 *
 * @param noBidReason the header {@value HttpConnection#NO_BID_HEADER}, empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HttpAnswer(int status, String noBidReason, byte[] body) {}
