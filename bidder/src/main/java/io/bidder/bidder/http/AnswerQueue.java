package io.bidder.bidder.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * A connection's answers, sent in the order of their requests, and how many may be waited for. Its
 * event loop's thread does everything.
 */
final class AnswerQueue {
  private final BidServer server;
  private final Channel channel;
  private final LoopResources resources;
  private final RequestDecoder decoder;
  private final Timeouts timeouts;
  private final AnswerWriter writer;
  private final ArrayDeque<Answer> queue = new ArrayDeque<>(2);

  private boolean flushDue;
  private boolean continueWanted;
  private boolean closing;
  private boolean inputClosed;
  private boolean shutDown;

  AnswerQueue(
      BidServer server,
      Channel channel,
      LoopResources resources,
      RequestDecoder decoder,
      Timeouts timeouts) {
    this.server = server;
    this.channel = channel;
    this.resources = resources;
    this.decoder = decoder;
    this.timeouts = timeouts;
    this.writer = new AnswerWriter(resources);
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Whether nothing more is read. */
  boolean isClosing() {
    return closing;
  }

  /** Takes a place in the order. */
  void add(Answer answer) {
    queue.add(answer);
    if (!answer.keepAlive) {
      closeAfterLast();
    }
    steerReading();
  }

  /** An answer can be sent, when it is its turn. */
  void ready(Answer answer) {
    answer.ready = true;
    if (!channel.isActive()) {
      giveBack(answer);
      return;
    }
    boolean wrote = false;
    for (Answer next = queue.peek(); next != null && next.ready; next = queue.peek()) {
      queue.remove();
      boolean last = queue.isEmpty() && (closing || inputClosed || isDrained());
      if (last) {
        closing = true;
        decoder.discard();
      }
      var _ = channel.write(writer.write(next, last || !next.keepAlive, channel.alloc()));
      giveBack(next);
      wrote = true;
    }
    if (wrote) {
      timeouts.onWrite();
      sendContinueIfWanted();
      if (decoder.isReading()) {
        flushDue = true;
      } else {
        channel.flush();
      }
      if (closing && queue.isEmpty()) {
        shutDown();
      } else {
        steerReading();
      }
    }
  }

  /** Nothing more is to be read for now: sends what was answered meanwhile, all at once. */
  void readComplete() {
    if (flushDue) {
      flushDue = false;
      channel.flush();
    }
  }

  /** The client waits for 100 before it sends a body. */
  void wantContinue() {
    continueWanted = true;
    sendContinueIfWanted();
    channel.flush();
  }

  /** The body came. */
  void continued() {
    continueWanted = false;
  }

  /** Reads no more, and closes when everything is answered. */
  void closeAfterLast() {
    closing = true;
    decoder.discard();
  }

  /** The client sends no more. */
  void inputClosed() {
    inputClosed = true;
    if (shutDown || queue.isEmpty()) {
      var _ = channel.close();
    }
  }

  /** The connection is gone. */
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
    if (closing) {
      return;
    }
    boolean full = queue.size() >= server.config().maxPipelined();
    boolean pause = full || !channel.isWritable();
    if (pause == decoder.isPaused()) {
      return;
    }
    if (pause) {
      if (full) {
        server.events().limitReached(HttpLimit.MAX_PIPELINED);
      }
      decoder.pause();
      channel.config().setAutoRead(false);
    } else {
      ChannelHandlerContext ctx = channel.pipeline().context(decoder);
      timeouts.onResume();
      try {
        decoder.resume(ctx);
      } catch (Exception e) {
        ctx.fireExceptionCaught(e);
      }
      if (!decoder.isPaused()) {
        read();
      }
    }
  }

  /** Reads on, unless there is nothing to come: epoll fails to wait for it then. */
  private void read() {
    if (!decoder.inputEnded()) {
      channel.config().setAutoRead(true);
    }
  }

  private boolean isDrained() {
    return server.isDraining() && !decoder.inRequest();
  }

  private void sendContinueIfWanted() {
    if (continueWanted && queue.isEmpty()) {
      continueWanted = false;
      var _ = channel.write(Unpooled.wrappedBuffer(AnswerWriter.CONTINUE));
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
    if (decoder.inputEnded()) {
      sent.addListener(ChannelFutureListener.CLOSE);
    } else {
      read();
      sent.addListener(done -> {
        var _ = ((DuplexChannel) channel).shutdownOutput();
      });
    }
    var _ =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  var _ = channel.close();
                },
                server.config().readTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
  }

  private void giveBack(Answer answer) {
    if (answer.pooled) {
      answer.pooled = false;
      resources.give(answer.body);
    }
  }
}
