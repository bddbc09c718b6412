package io.bidder.bidder.http;

/**
 * A place in the order of a connection's answers, which is filled when the answer is there. The
 * connection's thread owns it; {@link #set} is called before the answer is handed to that thread.
 */
final class Answer implements Runnable {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";
  private static final byte[] NOTHING = new byte[0];

  private final AnswerQueue queue;

  /** The digit of the request's x-openrtb-version 2.x. */
  final int openRtbMinor;

  /** Whether the connection can go on after this. */
  final boolean keepAlive;

  /** Whether an HTTP/1.0 client has to be told so. */
  final boolean http10;

  final boolean gzip;

  Status status = Status.INTERNAL_ERROR;
  byte[] body = NOTHING;
  int length;
  String contentType = JSON;

  /** Why there is no bid; empty where there is one. */
  String noBidReason = "";

  /** What a refused method is told. */
  String allow = "";

  /** Whether it may be sent. */
  boolean ready;

  /** Whether the body's array goes back to the pool. */
  boolean pooled;

  Answer(AnswerQueue queue, int openRtbMinor, boolean keepAlive, boolean http10, boolean gzip) {
    this.queue = queue;
    this.openRtbMinor = openRtbMinor;
    this.keepAlive = keepAlive;
    this.http10 = http10;
    this.gzip = gzip;
  }

  void set(Status status, byte[] body, int length) {
    this.status = status;
    this.body = body;
    this.length = length;
  }

  /** Hands itself to its connection, in the connection's own thread. */
  @Override
  public void run() {
    queue.ready(this);
  }
}
