package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;

/**
 * Sends a connection's answers in the order of their requests, each when the client has taken those
 * before it. A bid that would leave late leaves as none. Its event loop's thread does everything.
 */
final class AnswerQueue {
  /** The connection whose answers they are. */
  interface Owner {
    /** True if a request has begun to come, or may have come to where it was not read. */
    boolean mayHaveMore();

    /** Reads on, whatever is due. */
    void readOn();

    /** Goes on after the client has taken what was sent. */
    void taken();

    /** Ends the connection at once. */
    void close();
  }

  private final Channel channel;
  private final Endpoint endpoint;
  private final HttpConfig config;
  private final IoLoop loop;
  private final Owner owner;
  private final ResponseMaker responses;
  private final ArrayDeque<Answer> queue = new ArrayDeque<>(2);

  private boolean flushLater;
  private boolean flushDue;
  private boolean continueWanted;
  private boolean draining;
  private boolean closing;
  private boolean inputClosed;
  private boolean shutDown;

  /** True once the client has been sent our end and is waited for. */
  private boolean ended;

  private long endedNs;

  /** True while the client does not take what was sent. */
  private boolean blocked;

  private long blockedNs;

  AnswerQueue(Channel channel, Endpoint endpoint, IoLoop loop, Owner owner) {
    this.channel = channel;
    this.endpoint = endpoint;
    this.config = endpoint.config();
    this.loop = loop;
    this.owner = owner;
    this.responses = new ResponseMaker(loop.resources.gzip, channel.alloc());
  }

  /** True once nothing more is read. */
  boolean isClosing() {
    return closing;
  }

  /** True if no answer is due. */
  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** True if so many answers are due that no more requests are taken. */
  boolean isFull() {
    return queue.size() >= config.maxPipelined();
  }

  /** True if another answer may become due. */
  boolean hasRoom() {
    return !blocked && !isFull();
  }

  /** The memory that answers wait in, in bytes. */
  int heldBytes() {
    int bytes = pendingBytes();
    for (Answer answer : queue) {
      if (answer.ready) {
        bytes += answer.body.length;
      }
    }
    return bytes;
  }

  /** Puts off sending until {@link #endRead}. */
  void beginRead() {
    flushLater = true;
  }

  void endRead() {
    flushLater = false;
    if (flushDue) {
      flush();
    }
  }

  /** Takes a place in the order. */
  void add(Answer answer) {
    queue.add(answer);
    closing |= !answer.keepAlive;
  }

  /** Sends an answer when it is its turn. */
  void ready(Answer answer) {
    answer.ready = true;
    if (channel.isActive()) {
      send();
    } else {
      forget(answer);
    }
  }

  /** Sends what may be sent. */
  private void send() {
    boolean wrote = false;
    for (Answer next = queue.peek(); next != null && next.ready && !blocked; next = queue.peek()) {
      queue.remove();
      closing |= queue.isEmpty() && (inputClosed || (draining && !owner.mayHaveMore()));
      boolean last = queue.isEmpty() && closing;
      boolean inTime = next.passDeadline();
      var _ =
          channel.write(responses.response(next, last || !next.keepAlive), channel.voidPromise());
      tellSent(next, inTime);
      giveBack(next);
      wrote = true;
    }
    if (wrote) {
      sendContinueIfWanted();
      flush();
    }
  }

  /** Flushes, and then waits with further answers until the client has taken these. */
  private void flush() {
    flushDue = flushLater;
    if (flushLater) {
      return;
    }
    channel.flush();
    if (pendingBytes() > 0 && !blocked) {
      blocked = true;
      blockedNs = System.nanoTime();
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(taken -> {
            if (taken.isSuccess()) {
              owner.taken();
            }
          });
    }
    if (closing && queue.isEmpty()) {
      shutDown();
    }
  }

  /** Goes on after the client has taken what was sent. */
  void taken() {
    blocked = false;
    send();
  }

  private int pendingBytes() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    return pending == null
        ? 0
        : (int) Math.min(Integer.MAX_VALUE / 2, pending.totalPendingWriteBytes());
  }

  /** Tells a client that waits for it to send its body, when answers before it are sent. */
  void wantContinue() {
    continueWanted = true;
    if (sendContinueIfWanted()) {
      flush();
    }
  }

  /** Forgets {@link #wantContinue}: the body came. */
  void continued() {
    continueWanted = false;
  }

  private boolean sendContinueIfWanted() {
    if (!continueWanted || !queue.isEmpty()) {
      return false;
    }
    continueWanted = false;
    var _ =
        channel.write(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    return true;
  }

  /** Reads no more, and closes when everything is answered. */
  void closeAfterLast() {
    closing = true;
  }

  /** Takes in that the client sends no more. */
  void inputClosed() {
    inputClosed = true;
    if (shutDown) {
      owner.close();
    } else if (queue.isEmpty()) {
      end();
    }
  }

  /** Makes the last answer that is due the connection's last. */
  void drain() {
    draining = true;
  }

  /** Ends a connection that nothing is due to. */
  void end() {
    closing = true;
    shutDown();
  }

  /** True if the client takes too long to take what was sent, or to end what we have ended. */
  boolean isOverdue(long nowNs) {
    if (ended && nowNs - endedNs >= config.readTimeout().toNanos()) {
      return true;
    }
    if (blocked && nowNs - blockedNs >= config.writeTimeout().toNanos()) {
      endpoint.events().limitReached(HttpLimit.WRITE_TIMEOUT);
      return true;
    }
    return false;
  }

  /** True if the client leaves more unread than it may. */
  boolean isTooMuchUnread() {
    return blocked && heldBytes() > config.maxUnreadBytes();
  }

  /** Forgets the answers that are due, for the connection is gone. */
  void close() {
    closing = true;
    for (Answer answer : queue) {
      if (answer.ready) {
        forget(answer);
      }
    }
    queue.clear();
  }

  /**
   * Closes so that the client gets its answer: closing a socket with unread bytes would reset the
   * connection, and with it what is on its way. So the client's end is waited for, for a while.
   */
  private void shutDown() {
    if (shutDown) {
      return;
    }
    shutDown = true;
    ChannelFuture sent = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    if (((DuplexChannel) channel).isInputShutdown()) {
      sent.addListener(ChannelFutureListener.CLOSE);
      return;
    }
    owner.readOn();
    sent.addListener(done -> {
      ended = true;
      endedNs = System.nanoTime();
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      if (tls != null) {
        // An end that the client can tell from a break.
        var _ = tls.closeOutbound();
      }
      var _ = ((DuplexChannel) channel).shutdownOutput();
    });
  }

  private void forget(Answer answer) {
    tellSent(answer, false);
    giveBack(answer);
  }

  private void tellSent(Answer answer, boolean inTime) {
    if (answer.deadlineOf instanceof PendingBid bid) {
      endpoint.bids().onSent(bid, inTime);
    }
  }

  private void giveBack(Answer answer) {
    if (answer.pooled) {
      answer.pooled = false;
      loop.resources.give(answer.body);
    }
  }
}
