package io.bidder.bidder.bid;

import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request on its way through the bid path. Reused from request to request; one
 * thread's.
 */
public final class BidContext {
  private static final byte[] NOTHING = {};

  /** Its place in a batch. */
  final int position;

  final BidRequest request = new BidRequest();
  final Deadline deadline = new Deadline();

  /** Elements are kept for reuse; {@link #impCount} are in use. */
  private final List<ImpContext> imps = new ArrayList<>();

  private int impCount;
  private @Nullable Exchange exchange;
  private byte[] body = NOTHING;
  private int bodyLength;
  long arrivalNs;

  /** Wall-clock time of the request, in milliseconds since 1970. */
  long epochMillis;

  /** What is bid in, as a number of the exchange's rates. */
  int bidCurrency;

  /** What is wrong with the request; null while nothing is. */
  @Nullable String malformed;

  /** Why there is no bid for any impression; null while there may be one. */
  @Nullable NoBidReason reason;

  /** Whether an answer was given. */
  boolean answered;

  /** Whether a privacy signal had the person forgotten. */
  boolean anonymous;

  public BidContext(int position) {
    this.position = position;
  }

  /**
   * Begins with a request that has arrived.
   *
   * @param bytes whose first {@code length} are its body, until it is answered
   * @param firstByteNs when it came: {@link System#nanoTime}
   * @param nowEpochMillis the time, in milliseconds since 1970
   */
  public void begin(
      Exchange from, byte[] bytes, int length, long firstByteNs, long nowEpochMillis) {
    exchange = from;
    body = bytes;
    bodyLength = length;
    arrivalNs = firstByteNs;
    epochMillis = nowEpochMillis;
    impCount = 0;
    malformed = null;
    reason = null;
    anonymous = false;
    answered = false;
    deadline.start(arrivalNs, from.deadlineNs(), from.networkReserveNs());
  }

  /** Makes room for the request's impressions. */
  void beginImps() {
    impCount = request.imps.size();
    while (imps.size() < impCount) {
      imps.add(new ImpContext());
    }
    for (int i = 0; i < impCount; i++) {
      imps.get(i).begin(request.imps.get(i));
    }
  }

  Exchange exchange() {
    if (exchange == null) {
      throw new IllegalStateException("a context that was not begun");
    }
    return exchange;
  }

  byte[] body() {
    return body;
  }

  int bodyLength() {
    return bodyLength;
  }

  int impCount() {
    return impCount;
  }

  ImpContext imp(int index) {
    return imps.get(index);
  }

  boolean isDeclined() {
    return malformed != null || reason != null;
  }

  /** The furthest that an impression came, which is what the whole request is answered with. */
  NoBidReason furthestReason() {
    NoBidReason furthest = NoBidReason.NO_ELIGIBLE_AD;
    for (int i = 0; i < impCount; i++) {
      NoBidReason imp = imps.get(i).reason;
      if (imp != null && imp.compareTo(furthest) > 0) {
        furthest = imp;
      }
    }
    return furthest;
  }
}
