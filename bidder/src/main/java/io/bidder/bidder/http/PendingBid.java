package io.bidder.bidder.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;

/**
 * A bid request that waits for its answer. Its handler answers exactly once, from any thread; after
 * that its body is another request's. A connection that is gone meanwhile is no error.
 */
public final class PendingBid {
  private static final byte[] NOTHING = new byte[0];
  private static final VarHandle ANSWERED = answeredHandle();

  private final Executor connection;
  private final Answer answer;
  private final Routes.Bids path;
  private final Sender sender;
  private final long arrivalNs;
  private final long epochMillis;
  private byte[] body;
  private final int bodyLength;

  private volatile boolean answered;

  /**
   * A request.
   *
   * @param connection runs tasks in the connection's thread
   * @param epochMillis as the request tells it; {@link ExchangeClock#UNTOLD} if it does not
   */
  PendingBid(
      Executor connection,
      Answer answer,
      Routes.Bids path,
      Sender sender,
      long arrivalNs,
      long epochMillis,
      byte[] body,
      int bodyLength) {
    this.connection = connection;
    this.answer = answer;
    this.path = path;
    this.sender = sender;
    this.arrivalNs = arrivalNs;
    this.epochMillis = epochMillis;
    this.body = body;
    this.bodyLength = bodyLength;
  }

  /** The exchange that the path names; empty for {@code /openrtb2/bid}. */
  public String exchangeName() {
    return path.exchangeName();
  }

  /** The exchange's number: its place in {@code ServerConfig.exchanges()}. */
  public int exchangeNumber() {
    return path.exchangeNumber();
  }

  /** True for the server's own proof that it bids: no exchange waits for an answer. */
  public boolean isProbe() {
    return path.probe();
  }

  /** The connection that it came by, and the address that it came from. */
  public Sender sender() {
    return sender;
  }

  /** The array whose first {@link #bodyLength} bytes are the unzipped body, until the answer. */
  public byte[] body() {
    return body;
  }

  /** Length of the body in bytes; may be 0. */
  public int bodyLength() {
    return bodyLength;
  }

  /** The earliest time at which the request's first byte can have come: {@link System#nanoTime}. */
  public long arrivalNs() {
    return arrivalNs;
  }

  /**
   * The time at which it came, in milliseconds since 1970: as it tells an {@link ExchangeClock},
   * where there is one.
   *
   * @param nowEpochMillis where there is none
   */
  public long epochMillisOr(long nowEpochMillis) {
    return epochMillis == ExchangeClock.UNTOLD ? nowEpochMillis : epochMillis;
  }

  /**
   * Answers with a bid response. The bytes are copied.
   *
   * @throws IllegalStateException if there was an answer before, as for all answers
   */
  public void answer(byte[] json, int offset, int length) {
    finish(Status.OK, json, offset, length);
  }

  /**
   * Answers with a bid, unless it would leave late: then without one. {@link BidHandler#onSent} is
   * told which. The bytes are copied.
   *
   * @param json a bid response, and behind it what an exchange is answered that wants a body
   *     without a bid
   * @param length of the bid response
   * @param lateLength of what is behind it; 0 to answer 204
   * @param lateReason a word for the header {@code x-bidder-nobid}
   * @param deadlineNs when the answer must be on its way: {@link System#nanoTime}
   */
  public void answer(byte[] json, int length, int lateLength, String lateReason, long deadlineNs) {
    if (!ANSWERED.compareAndSet(this, false, true)) {
      throw answeredBefore();
    }
    answer.deadlineOf = this;
    answer.deadlineNs = deadlineNs;
    answer.lateLength = lateLength;
    answer.lateReason = lateReason;
    copy(json, 0, length + lateLength);
    answer.set(Status.OK, body, length);
    connection.execute(answer);
  }

  /**
   * Answers 204: no bid.
   *
   * @param reason a word for the header {@code x-bidder-nobid}; empty for none
   */
  public void noBid(String reason) {
    noBid(reason, NOTHING, 0, 0);
  }

  /**
   * Answers without a bid to an exchange that wants a body. The bytes are copied.
   *
   * @param reason a word for the header {@code x-bidder-nobid}; empty for none
   */
  public void noBid(String reason, byte[] json, int offset, int length) {
    if (!ANSWERED.compareAndSet(this, false, true)) {
      throw answeredBefore();
    }
    answer.noBidReason = reason;
    send(length == 0 ? Status.NO_CONTENT : Status.OK, json, offset, length);
  }

  /** Answers 400 with no content: the body is no bid request. */
  public void malformed() {
    finish(Status.BAD_REQUEST, NOTHING, 0, 0);
  }

  /** Answers 500 with no content, which only a bug leads to. */
  public void failed() {
    finish(Status.INTERNAL_ERROR, NOTHING, 0, 0);
  }

  boolean isAnswered() {
    return answered;
  }

  private void finish(Status status, byte[] json, int offset, int length) {
    if (!ANSWERED.compareAndSet(this, false, true)) {
      throw answeredBefore();
    }
    send(status, json, offset, length);
  }

  private void send(Status status, byte[] json, int offset, int length) {
    copy(json, offset, length);
    answer.set(status, body, length);
    connection.execute(answer);
  }

  private void copy(byte[] json, int offset, int length) {
    // The request has been read, so that its array is free for the answer.
    if (body.length < length) {
      body = new byte[length];
    }
    System.arraycopy(json, offset, body, 0, length);
  }

  private static IllegalStateException answeredBefore() {
    return new IllegalStateException("the request was answered before");
  }

  private static VarHandle answeredHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(PendingBid.class, "answered", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
