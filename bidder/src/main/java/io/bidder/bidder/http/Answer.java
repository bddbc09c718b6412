package io.bidder.bidder.http;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;

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

  final boolean gzip;

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
      boolean gzip) {
    this.whenReady = whenReady;
    this.openRtbMinor = openRtbMinor;
    this.keepAlive = keepAlive;
    this.http10 = http10;
    this.head = head;
    this.gzip = gzip;
  }

  void set(Status status, byte[] body, int length) {
    this.status = status;
    this.body = body;
    this.length = length;
  }

  /** Hands itself to its connection; called in the connection's thread. */
  @Override
  public void run() {
    whenReady.accept(this);
  }
}
