package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection's idle and read timeouts. Timers are not moved with every request: they look, when
 * they go off, whether something happened meanwhile. Its event loop's thread does everything.
 */
final class Timeouts {
  private final Connection connection;
  private final Channel channel;
  private final RequestDecoder decoder;
  private final long idleNs;
  private final long readNs;

  private long activeNs;
  private long resumedNs;
  private @Nullable Future<?> idleTimer;
  private @Nullable Future<?> readTimer;

  Timeouts(Connection connection, Channel channel, RequestDecoder decoder, HttpConfig config) {
    this.connection = connection;
    this.channel = channel;
    this.decoder = decoder;
    this.idleNs = config.idleTimeout().toNanos();
    this.readNs = config.readTimeout().toNanos();
    this.resumedNs = System.nanoTime();
  }

  void start() {
    activeNs = System.nanoTime();
    idleTimer = channel.eventLoop().schedule(this::checkIdle, idleNs, TimeUnit.NANOSECONDS);
  }

  void stop() {
    cancel(idleTimer);
    cancel(readTimer);
    idleTimer = null;
    readTimer = null;
  }

  /** Bytes came. */
  void onRead() {
    activeNs = System.nanoTime();
    if (readTimer == null && decoder.inRequest() && !decoder.isPaused()) {
      scheduleRead(readNs - (activeNs - readingSinceNs()));
    }
  }

  /** An answer was sent. */
  void onWrite() {
    activeNs = System.nanoTime();
  }

  /** Reading goes on after a pause, for which a client is not to blame. */
  void onResume() {
    resumedNs = System.nanoTime();
    if (readTimer == null) {
      scheduleRead(readNs);
    }
  }

  private void checkIdle() {
    long leftNs = idleNs - (System.nanoTime() - activeNs);
    if (leftNs <= 0) {
      connection.idleTimedOut();
    } else if (channel.isActive()) {
      idleTimer = channel.eventLoop().schedule(this::checkIdle, leftNs, TimeUnit.NANOSECONDS);
    }
  }

  private void checkRead() {
    readTimer = null;
    if (!channel.isActive() || !decoder.inRequest() || decoder.isPaused()) {
      return;
    }
    long leftNs = readNs - (System.nanoTime() - readingSinceNs());
    if (leftNs <= 0) {
      connection.readTimedOut();
    } else {
      scheduleRead(leftNs);
    }
  }

  private void scheduleRead(long delayNs) {
    readTimer =
        channel.eventLoop().schedule(this::checkRead, Math.max(1, delayNs), TimeUnit.NANOSECONDS);
  }

  /** Since when the request could have come: its first byte, or the end of a pause. */
  private long readingSinceNs() {
    long firstByteNs = decoder.firstByteNs();
    return resumedNs - firstByteNs > 0 ? resumedNs : firstByteNs;
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
