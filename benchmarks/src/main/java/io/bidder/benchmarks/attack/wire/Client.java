package io.bidder.benchmarks.attack.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection of an attack, and those that take its place. On the wire's thread. */
final class Client {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final long OPEN_WITHIN_NS = 5_000_000_000L;

  private final Tactic tactic;
  private @Nullable SocketChannel channel;
  private StatusLines statuses = new StatusLines();
  private ByteBuffer out = NOTHING;
  private boolean connected;
  private boolean ended;
  private long openedNs;
  private long nextPieceNs;
  private long sent;
  private long answered;

  Client(Tactic tactic) {
    this.tactic = tactic;
  }

  boolean isClosed() {
    return channel == null;
  }

  void open(Selector selector, SocketAddress target, InetSocketAddress from, long nowNs)
      throws IOException {
    SocketChannel opened = SocketChannel.open();
    boolean good = false;
    try {
      opened.configureBlocking(false);
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      opened.bind(from);
      opened.connect(target);
      opened.register(selector, SelectionKey.OP_CONNECT, this);
      good = true;
    } finally {
      if (!good) {
        opened.close();
      }
    }
    channel = opened;
    connected = false;
    ended = false;
    statuses = new StatusLines();
    out = NOTHING;
    sent = 0;
    answered = 0;
    openedNs = nowNs;
    nextPieceNs = nowNs;
  }

  /** The connection is there, or an exception says why not. */
  void onConnected(SelectionKey key) throws IOException {
    SocketChannel open = channel;
    if (open != null && open.finishConnect()) {
      connected = true;
      key.interestOps(tactic.reads ? SelectionKey.OP_READ : 0);
    }
  }

  /**
   * Reads what has come.
   *
   * @return the number of bytes; -1 if the server has closed
   */
  int read(ByteBuffer into, StatusLines.Listener listener) throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      return 0;
    }
    into.clear();
    int count = open.read(into);
    into.flip();
    statuses.read(
        into,
        status -> {
          answered++;
          listener.answered(status);
        });
    return count;
  }

  /** Whether it could begin another message. */
  boolean isReady() {
    return connected && !ended && !out.hasRemaining() && sent < tactic.messagesEach && maySend();
  }

  /** Without a limit always, otherwise within so many messages or when all before are answered. */
  private boolean maySend() {
    return tactic.depth == Tactic.UNLIMITED || sent % tactic.depth != 0 || answered >= sent;
  }

  /** Whether it has something to write, or to end, now. */
  boolean hasWork(long nowNs) {
    return connected && !ended && (out.hasRemaining() ? nowNs >= nextPieceNs : isSpent());
  }

  private boolean isSpent() {
    return sent >= tactic.messagesEach
        && (tactic.messagesEach > 0 || tactic.ending != Tactic.Ending.AFTER_ANSWERS)
        && (tactic.ending != Tactic.Ending.AFTER_ANSWERS || answered >= sent);
  }

  void begin(byte[] message, long nowNs) {
    out = ByteBuffer.wrap(message);
    nextPieceNs = nowNs;
  }

  /**
   * Writes what may be written now.
   *
   * @return the number of bytes
   */
  int write(long nowNs) throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      return 0;
    }
    int end = out.limit();
    out.limit((int) Math.min(end, (long) out.position() + tactic.pieceBytes));
    int count;
    try {
      count = open.write(out);
    } finally {
      out.limit(end);
    }
    nextPieceNs = nowNs + tactic.pieceEveryNs;
    if (!out.hasRemaining()) {
      sent++;
    }
    return count;
  }

  /** Whether the message that was begun has been written. */
  boolean isWritten() {
    return !out.hasRemaining();
  }

  /** Ends the connection as its tactic wants it. */
  void end() throws IOException {
    SocketChannel open = channel;
    if (open == null) {
      return;
    }
    switch (tactic.ending) {
      case RESET -> {
        open.setOption(StandardSocketOptions.SO_LINGER, 0);
        close();
      }
      case HALF_CLOSE -> {
        ended = true;
        open.shutdownOutput();
      }
      case AFTER_ANSWERS, CLOSE -> close();
    }
  }

  boolean isLost(long nowNs) {
    return channel != null && !connected && nowNs - openedNs > OPEN_WITHIN_NS;
  }

  void close() throws IOException {
    SocketChannel open = channel;
    channel = null;
    connected = false;
    out = NOTHING;
    if (open != null) {
      open.close();
    }
  }
}
