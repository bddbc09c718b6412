package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Sends a connection's answers in the order of their requests, and stops reading from it while too
 * many are due. Its event loop's thread does everything.
 */
final class AnswerQueue {
  private final Channel channel;
  private final HttpConfig config;
  private final HttpEvents events;
  private final LoopResources resources;
  private final RequestDecoder decoder;
  private final ResponseMaker responses;
  private final ArrayDeque<Answer> queue = new ArrayDeque<>(2);

  private boolean inRead;
  private boolean continueWanted;
  private boolean draining;
  private boolean closing;
  private boolean inputClosed;
  private boolean shutDown;

  AnswerQueue(
      Channel channel,
      HttpConfig config,
      HttpEvents events,
      LoopResources resources,
      RequestDecoder decoder) {
    this.channel = channel;
    this.config = config;
    this.events = events;
    this.resources = resources;
    this.decoder = decoder;
    this.responses = new ResponseMaker(resources.gzip, channel.alloc());
  }

  /** True once nothing more is read. */
  boolean isClosing() {
    return closing;
  }

  /** True if a request has come, or begun to, that has no answer yet. */
  boolean isBusy() {
    return !queue.isEmpty() || decoder.hasBegun();
  }

  /**
   * Begins to take in a message. Whether to read more is decided at its end, or reads would nest.
   *
   * @return for {@link #endRead}
   */
  boolean beginRead() {
    boolean nested = inRead;
    inRead = true;
    return nested;
  }

  void endRead(boolean nested) {
    inRead = nested;
    steerReading();
  }

  /** Takes a place in the order. */
  void add(Answer answer) {
    queue.add(answer);
    closing |= !answer.keepAlive;
  }

  /** Sends an answer when it is its turn. */
  void ready(Answer answer) {
    answer.ready = true;
    if (!channel.isActive()) {
      giveBack(answer);
      return;
    }
    boolean wrote = false;
    for (Answer next = queue.peek(); next != null && next.ready; next = queue.peek()) {
      queue.remove();
      closing |= queue.isEmpty() && (inputClosed || (draining && !decoder.hasBegun()));
      boolean last = queue.isEmpty() && closing;
      var _ =
          channel.write(responses.response(next, last || !next.keepAlive), channel.voidPromise());
      giveBack(next);
      wrote = true;
    }
    if (wrote) {
      sendContinueIfWanted();
      channel.flush();
      if (closing && queue.isEmpty()) {
        shutDown();
      } else {
        steerReading();
      }
    }
  }

  /** Tells a client that waits for it to send its body, when answers before it are sent. */
  void wantContinue() {
    continueWanted = true;
    sendContinueIfWanted();
    channel.flush();
  }

  /** Forgets {@link #wantContinue}: the body came. */
  void continued() {
    continueWanted = false;
  }

  /** Reads no more, and closes when everything is answered. */
  void closeAfterLast() {
    closing = true;
  }

  /** Takes in that the client sends no more. */
  void inputClosed() {
    inputClosed = true;
    if (shutDown || queue.isEmpty()) {
      var _ = channel.close();
    }
  }

  /** Closes when every request that has begun is answered. */
  void drain() {
    draining = true;
    if (!isBusy()) {
      var _ = channel.close();
    }
  }

  /** Forgets the answers that are due, for the connection is gone. */
  void close() {
    closing = true;
    for (Answer answer : queue) {
      if (answer.ready) {
        giveBack(answer);
      }
    }
    queue.clear();
  }

  /** Reads if there may be more requests and the client takes its answers. */
  void steerReading() {
    if (closing || inRead || mayRead() == channel.config().isAutoRead()) {
      return;
    }
    if (!mayRead()) {
      if (queue.size() >= config.maxPipelined()) {
        events.limitReached(HttpLimit.MAX_PIPELINED);
      }
      channel.config().setAutoRead(false);
    } else if (((DuplexChannel) channel).isInputShutdown()) {
      // Epoll fails to wait for more. What came before the end is still to be taken, one by one.
      inRead = true;
      while (!inputClosed && !closing && mayRead()) {
        channel.read();
      }
      inRead = false;
    } else {
      decoder.onResume();
      channel.config().setAutoRead(true);
    }
  }

  private boolean mayRead() {
    return queue.size() < config.maxPipelined() && channel.isWritable();
  }

  private void sendContinueIfWanted() {
    if (continueWanted && queue.isEmpty()) {
      continueWanted = false;
      var _ =
          channel.write(
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
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
    channel.config().setAutoRead(true);
    sent.addListener(done -> {
      var _ = ((DuplexChannel) channel).shutdownOutput();
    });
    var _ =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  var _ = channel.close();
                },
                config.readTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
  }

  private void giveBack(Answer answer) {
    if (answer.pooled) {
      answer.pooled = false;
      resources.give(answer.body);
    }
  }
}
