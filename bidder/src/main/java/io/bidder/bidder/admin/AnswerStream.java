package io.bidder.bidder.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An answer that is sent while it is written, by a thread other than its connection's. Who writes
 * waits for the client to read, until the time for the whole answer is over.
 */
final class AnswerStream extends OutputStream {
  private static final int CHUNK_BYTES = 16 << 10;

  private static final int UNAVAILABLE = 503;

  /** What a client that was turned away is asked to wait. */
  static final int RETRY_SECONDS = 1;

  /** Chunks that the client has not taken yet. */
  private static final int MAX_UNSENT = 4;

  private final Channel channel;
  private final boolean keepAlive;
  private final boolean chunked;
  private final long untilNs;
  private final ChannelFutureListener whenSent;
  private final Semaphore unsent = new Semaphore(MAX_UNSENT);
  private byte[] chunk = new byte[CHUNK_BYTES];
  private int length;
  private int status;
  private boolean begun;
  private boolean ended;

  /**
   * An answer to a request.
   *
   * @param keepAlive whether the connection is used again
   * @param chunked whether the client knows chunks; otherwise the connection's end is the answer's
   * @param untilNs until when it may take, by {@link System#nanoTime}
   * @param whenSent is told when all of it is
   */
  AnswerStream(
      Channel channel,
      boolean keepAlive,
      boolean chunked,
      long untilNs,
      ChannelFutureListener whenSent) {
    this.channel = channel;
    this.keepAlive = keepAlive && chunked;
    this.chunked = chunked;
    this.untilNs = untilNs;
    this.whenSent = whenSent;
  }

  /** Tells the status; what was written before and not sent is forgotten. */
  OutputStream begin(int ofAnswer) {
    status = ofAnswer;
    length = 0;
    return this;
  }

  /** Tells whether something of it has been sent. */
  boolean isBegun() {
    return begun;
  }

  /** Ends the connection, so that the client sees that the answer is not whole. */
  void cut() {
    ended = true;
    var _ = channel.close();
  }

  @Override
  public void write(int value) throws IOException {
    if (length == CHUNK_BYTES) {
      send();
    }
    chunk[length++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    int from = offset;
    int left = count;
    while (left > 0) {
      if (length == CHUNK_BYTES) {
        send();
      }
      int some = Math.min(left, CHUNK_BYTES - length);
      System.arraycopy(bytes, from, chunk, length, some);
      length += some;
      from += some;
      left -= some;
    }
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      send();
      ended = true;
      var _ = channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(whenSent);
    }
  }

  private void send() throws IOException {
    try {
      if (!unsent.tryAcquire(untilNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new IOException("the client does not take the answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the client took the answer");
    }
    if (!channel.isActive()) {
      throw new ClosedChannelException();
    }
    if (!begun) {
      begun = true;
      var _ = channel.write(head());
    }
    ByteBuf bytes = Unpooled.wrappedBuffer(chunk, 0, length);
    chunk = new byte[CHUNK_BYTES];
    length = 0;
    var _ =
        channel
            .writeAndFlush(new DefaultHttpContent(bytes))
            .addListener(written -> unsent.release());
  }

  private HttpResponse head() {
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    HttpUtil.setTransferEncodingChunked(head, chunked);
    HttpUtil.setKeepAlive(head, keepAlive);
    if (status == UNAVAILABLE) {
      head.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
    }
    return head;
  }
}
