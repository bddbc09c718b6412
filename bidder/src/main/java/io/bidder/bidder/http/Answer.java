package io.bidder.bidder.http;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of a connection's answers, filled when the answer is there. The connection's
 * thread owns it; {@link #set} is called before the answer is handed to that thread.
 */
final class Answer implements Runnable {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";
  private static final byte[] NOTHING = new byte[0];

  private final Consumer<Answer> whenReady;

  /** The digit of the request's x-openrtb-version 2.x. */
  final int openRtbMinor;

  /** True if the connection can go on after this. */
  final boolean keepAlive;

  /** True if an HTTP/1.0 client has to be told so. */
  final boolean http10;

  /** True if the client wants the headers only. */
  final boolean head;

  final AcceptEncoding coding;

  Status status = Status.INTERNAL_ERROR;
  byte[] body = NOTHING;
  int length;

  /** Of the body; empty where {@link #headers} say. */
  String contentType = JSON;

  /** The reason not to bid; empty where there is a bid. */
  String noBidReason = "";

  /** Headers beside those that every answer has. */
  HttpHeaders headers = EmptyHttpHeaders.INSTANCE;

  /** True once it may be sent, when those before it are. */
  boolean ready;

  /** True if the body's array goes back to the pool. */
  boolean pooled;

  /** Bytes of the array of a request that is worked on. */
  int inFlightBytes;

  /** The address that it is worked on for; null if it is not. */
  Addresses.@Nullable Address inFlightOf;

  /** The pending bid whose bid this is, which must not leave after {@link #deadlineNs}. */
  @Nullable Object deadlineOf;

  long deadlineNs;

  /** The reason not to bid after the deadline. */
  String lateReason = "";

  /** Length of what is sent after the deadline, which stands behind the body; 0 for no content. */
  int lateLength;

  /**
   * An answer that is not known yet.
   *
   * @param whenReady sends it, in the connection's thread
   */
  Answer(
      Consumer<Answer> whenReady,
      int openRtbMinor,
      boolean keepAlive,
      boolean http10,
      boolean head,
      AcceptEncoding coding) {
    this.whenReady = whenReady;
    this.openRtbMinor = openRtbMinor;
    this.keepAlive = keepAlive;
    this.http10 = http10;
    this.head = head;
    this.coding = coding;
  }

  void set(Status status, byte[] body, int length) {
    this.status = status;
    this.body = body;
    this.length = length;
  }

  /** Becomes an answer without a bid if this is one that would leave late; false if so. */
  boolean passDeadline() {
    if (deadlineOf == null || System.nanoTime() - deadlineNs < 0) {
      return true;
    }
    System.arraycopy(body, length, body, 0, lateLength);
    set(lateLength == 0 ? Status.NO_CONTENT : Status.OK, body, lateLength);
    noBidReason = lateReason;
    return false;
  }

  /** Hands itself to its connection; called in the connection's thread. */
  @Override
  public void run() {
    whenReady.accept(this);
  }
}
