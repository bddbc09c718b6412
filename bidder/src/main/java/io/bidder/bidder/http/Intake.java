package io.bidder.bidder.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;

/**
 * A connection's share of its I/O thread: one request a turn, and none while too many answers are
 * due. What it may not take yet stays unread. Its event loop's thread does everything.
 */
final class Intake {
  private final Channel channel;
  private final IoLoop loop;
  private final RequestDecoder decoder;
  private final AnswerQueue answers;
  private final HttpEvents events;
  private final Runnable nextTurn = this::turn;

  private long tookInTurn = -1;
  private boolean waiting;
  private boolean full;
  private boolean paused;
  private long pausedNs;
  private long resumedInTurn = -2;

  Intake(
      Channel channel,
      IoLoop loop,
      RequestDecoder decoder,
      AnswerQueue answers,
      HttpEvents events) {
    this.channel = channel;
    this.loop = loop;
    this.decoder = decoder;
    this.answers = answers;
    this.events = events;
  }

  /** Takes the turn's request; false if it was taken, or another answer may not become due. */
  boolean take() {
    if (tookInTurn == loop.turn() || !answers.hasRoom()) {
      return false;
    }
    tookInTurn = loop.turn();
    return true;
  }

  /**
   * Takes in that bytes were read.
   *
   * @return the earliest time at which they can have come. Bytes that came while the connection was
   *     not read from have waited since
   */
  long read() {
    long ns = loop.arrivalNs();
    boolean mayHaveWaited = paused || loop.turn() - resumedInTurn <= 1;
    return mayHaveWaited && pausedNs - ns < 0 ? pausedNs : ns;
  }

  /** True if there may be requests that came and were not read. */
  boolean isPaused() {
    return paused;
  }

  /** Decides, after a read or an answer, whether to read on. */
  void steer() {
    if (answers.isClosing()) {
      return;
    }
    boolean untaken = decoder.hasUntaken();
    boolean room = answers.hasRoom();
    if (untaken || (!room && !decoder.isInRequest())) {
      pause();
    } else {
      resume();
    }
    if (untaken && room && !waiting) {
      waiting = true;
      loop.nextTurn(nextTurn);
    }
    if (full != answers.isFull()) {
      full = !full;
      if (full) {
        events.limitReached(HttpLimit.MAX_PIPELINED);
      }
    }
  }

  /** Takes the next request of those that were read and wait. */
  private void turn() {
    waiting = false;
    if (channel.isActive()) {
      decoder.decodeMore();
    }
  }

  private void pause() {
    if (!paused) {
      paused = true;
      pausedNs = loop.lookedNs();
      channel.config().setAutoRead(false);
    }
  }

  /** Reads on, from what is not closed. */
  void resume() {
    if (paused) {
      paused = false;
      resumedInTurn = loop.turn();
      if (!((DuplexChannel) channel).isInputShutdown()) {
        channel.config().setAutoRead(true);
      }
    }
  }
}
