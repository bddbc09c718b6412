package io.bidder.bidder.bid;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.privacy.Permissions;
import io.bidder.bidder.privacy.PersonHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through the bid path, with what each stage made of it. Reused from request
 * to request; one thread's.
 */
public final class BidContext {
  private static final byte[] NOTHING = {};

  /** Its place in a batch. */
  final int position;

  private final BidLimits limits;
  BidRequest request;
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

  /** Time that a thread has worked for this request alone. */
  long costNs;

  /** The currency of the bids, as a number of the exchange's rates. */
  int bidCurrency;

  /** The fault that makes the request malformed; null while there is none. */
  @Nullable String malformed;

  /** The reason that no impression gets a bid; null while one may. */
  @Nullable NoBidReason reason;

  /** Bytes behind the answer that are sent instead of it if it is late; 0 for no content. */
  int lateLength;

  /** True once an answer was given. */
  boolean answered;

  /** The model that the request is scored and bid with, once it is known. */
  @Nullable BoundModel scoredBy;

  /** The bug, or broken machine, that ended the request's way; null while there was none. */
  @Nullable Throwable failure;

  /** True if a category of ads could not be held against those that the request blocks. */
  boolean categoriesUncompared;

  /** The permissions for what the request says of a person. */
  Permissions permissions = Permissions.none();

  /** A salted hash of the person; empty where it is not known or must not be stored. */
  byte[] person = NOTHING;

  private final byte[] hash = new byte[PersonHash.BYTES];

  /**
   * A context of a batch.
   *
   * @param position in the batch
   * @param limits for what its requests may take
   */
  public BidContext(int position, BidLimits limits) {
    this.position = position;
    this.limits = limits;
    request = new BidRequest(new Memory(limits.requestBytes()));
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
    // What is told of a request that is too late to be read must not be the one's before it.
    request.clear();
    malformed = null;
    reason = null;
    failure = null;
    scoredBy = null;
    categoriesUncompared = false;
    permissions = Permissions.none();
    person = NOTHING;
    answered = false;
    costNs = 0;
    lateLength = 0;
    deadline.start(arrivalNs, from.deadlineNs(), from.networkReserveNs());
  }

  /** Makes room for the request's impressions, for each as often as it may get a bid. */
  void beginImps() {
    impCount = 0;
    int more = BidRequest.MAX_IMPS - request.imps.size();
    for (int i = 0; i < request.imps.size(); i++) {
      int spots = Math.min(Spots.of(request.imps.get(i)), more + 1);
      more -= spots - 1;
      for (int spot = 0; spot < spots; spot++) {
        if (imps.size() == impCount) {
          imps.add(new ImpContext(request.memory()));
        }
        imps.get(impCount++).begin(request.imps.get(i), i);
      }
    }
  }

  /** Ends with a request that was answered: its body is another's now. */
  void end() {
    body = NOTHING;
    bodyLength = 0;
  }

  /** Gives up what requests made grow. */
  void giveUp() {
    request = new BidRequest(new Memory(limits.requestBytes()));
    imps.clear();
    impCount = 0;
  }

  /** The exchange that asked. */
  public Exchange exchange() {
    if (exchange == null) {
      throw new IllegalStateException("a context that was not begun");
    }
    return exchange;
  }

  /** The array whose first {@link #bodyLength} bytes are the request as it came. */
  public byte[] body() {
    return body;
  }

  public int bodyLength() {
    return bodyLength;
  }

  /** The fault that makes the request malformed; null if there is none. */
  public @Nullable String malformed() {
    return malformed;
  }

  /** The reason that no impression gets a bid; null if one does. */
  public @Nullable NoBidReason reason() {
    return reason;
  }

  /** The permissions for what the request says of a person. */
  public Permissions permissions() {
    return permissions;
  }

  /** Wall-clock time of the request, in milliseconds since 1970. */
  public long epochMillis() {
    return epochMillis;
  }

  /** Finds who the person is, as far as that may be stored. */
  void find(PersonHash persons) {
    person = persons.of(request, exchange().config().label(), permissions, hash) ? hash : NOTHING;
  }

  int impCount() {
    return impCount;
  }

  ImpContext imp(int index) {
    return imps.get(index);
  }

  /** Candidates of all impressions. */
  int candidateCount() {
    int candidates = 0;
    for (int i = 0; i < impCount; i++) {
      candidates += imps.get(i).candidates.size();
    }
    return candidates;
  }

  /** Rows that were encoded to be scored. */
  int rowCount() {
    return isDeclined() ? 0 : candidateCount();
  }

  /** A stage has failed: this request goes no further. */
  void fail(Throwable bug) {
    failure = bug;
    reason = NoBidReason.INTERNAL_ERROR;
  }

  boolean isDeclined() {
    return malformed != null || reason != null;
  }

  /** The furthest that an impression came, which is what the whole request is answered with. */
  NoBidReason furthestReason() {
    NoBidReason furthest = NoBidReason.NO_ELIGIBLE_AD;
    for (int i = 0; i < impCount; i++) {
      NoBidReason imp = imps.get(i).reason;
      furthest = imp == null ? furthest : NoBidReason.further(furthest, imp);
    }
    return furthest;
  }
}
