package io.bidder.benchmarks.attack.wire;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What is done on each connection of an attack, and on how many. By default each of eight sends a
 * message, waits for its answer and sends the next, as fast as it can.
 */
public final class Tactic {
  /** No limit. */
  static final long UNLIMITED = Long.MAX_VALUE;

  /** How a connection ends once it has sent all that it may; then another takes its place. */
  public enum Ending {
    /** When all is answered. */
    AFTER_ANSWERS,
    /** At once, in order. */
    CLOSE,
    /** At once, by a reset. */
    RESET,
    /** The client's half at once, the rest by the server. */
    HALF_CLOSE
  }

  /** The messages of an attack. */
  @FunctionalInterface
  public interface Messages {
    /**
     * The bytes to send.
     *
     * @param number from 0, counted over all connections
     */
    byte[] message(long number);
  }

  final Messages messages;
  int connections = 8;
  int sources = 1;
  double messagesPerSecond = Double.POSITIVE_INFINITY;
  double opensPerSecond = 2_000;
  long depth = 1;
  int pieceBytes = Integer.MAX_VALUE;
  long pieceEveryNs;
  boolean reads = true;
  long messagesEach = UNLIMITED;
  Ending ending = Ending.AFTER_ANSWERS;
  boolean admin;

  private Tactic(Messages messages) {
    this.messages = messages;
  }

  /** Sends these messages. */
  public static Tactic sending(Messages messages) {
    return new Tactic(messages);
  }

  /** Sends some messages one after the other, over and over. */
  public static Tactic sending(List<byte[]> messages) {
    List<byte[]> all = List.copyOf(messages);
    return new Tactic(number -> all.get((int) (number % all.size())));
  }

  /** Sends one message over and over. */
  public static Tactic sending(byte[] message) {
    return new Tactic(number -> message);
  }

  /** Opens connections and sends nothing. */
  public static Tactic silent() {
    return new Tactic(number -> new byte[0]).messagesEach(0);
  }

  /** Keeps so many connections open. */
  public Tactic connections(int count) {
    connections = count;
    return this;
  }

  /** Comes from so many addresses: a port that was closed is not free at once. */
  public Tactic sources(int count) {
    sources = count;
    return this;
  }

  /** Sends no more than this, over all connections. */
  public Tactic messagesPerSecond(double most) {
    messagesPerSecond = most;
    return this;
  }

  /** Opens no more connections than this. */
  public Tactic opensPerSecond(double most) {
    opensPerSecond = most;
    return this;
  }

  /** Sends so many messages at once, the next when all are answered. */
  public Tactic depth(long unanswered) {
    depth = unanswered;
    return this;
  }

  /** Sends messages piece by piece. */
  public Tactic pieces(int bytes, long everyMillis) {
    pieceBytes = bytes;
    pieceEveryNs = TimeUnit.MILLISECONDS.toNanos(everyMillis);
    return this;
  }

  /** Reads nothing and waits for no answer. */
  public Tactic readsNothing() {
    reads = false;
    depth = UNLIMITED;
    return this;
  }

  /** Sends so many messages over a connection, which then ends. */
  public Tactic messagesEach(long count) {
    messagesEach = count;
    return this;
  }

  /** Ends connections like this. */
  public Tactic ending(Ending how) {
    ending = how;
    return this;
  }

  /** Attacks the admin port. */
  public Tactic admin() {
    admin = true;
    return this;
  }

  /** Whether it is the admin port that is attacked. */
  public boolean isOfAdmin() {
    return admin;
  }
}
