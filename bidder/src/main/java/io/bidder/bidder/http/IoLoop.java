package io.bidder.bidder.http;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * An I/O thread's turns, and what its connections use together. In a turn Netty looks at sockets
 * and reads a buffer from each that has bytes; then connections that have more than a turn's share
 * left get their next one, after all others. Only its thread uses it.
 */
final class IoLoop implements IoHandler {
  /** A connection as its I/O thread knows it. */
  interface Guest {
    /** Looks at its times. */
    void tick(long nowNs);

    /** Ends it at once. */
    void close();
  }

  /** A guest's place, and the memory that it is counted with. */
  static final class Seat {
    private final Guest guest;
    private int place;
    private int heldBytes;

    private Seat(Guest guest, int place) {
      this.guest = guest;
      this.place = place;
    }
  }

  private static final System.Logger LOG = System.getLogger(IoLoop.class.getName());
  private static final FastThreadLocal<IoLoop> CURRENT = new FastThreadLocal<>();

  /** A look at sockets that took longer has waited for them, so that bytes came only just now. */
  private static final long WAITED_NS = 200_000;

  /** For so long those that wait get their turn before sockets are looked at again. */
  private static final long TURN_NS = 100_000;

  /** Ticks in which every connection is looked at once, so that not all time out in the same. */
  static final int TICKS_PER_ROUND = 10;

  final LoopResources resources = new LoopResources();

  private final IoHandler io;
  private final String thread;
  private final HttpEvents events;
  private final long maxBytes;
  private final List<Seat> seats = new ArrayList<>();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final WithoutWaiting withoutWaiting = new WithoutWaiting();

  private long turn;
  private long enteredNs;
  private long lookedNs = System.nanoTime();
  private long arrivalNs = lookedNs;
  private boolean looked;
  private int next;
  private long heldBytes;
  private long inFlightBytes;

  /**
   * Turns of the thread that calls it.
   *
   * @param io looks at sockets
   * @param thread the kind of the thread, a word for a metric
   * @param maxBytes that all connections may hold
   */
  IoLoop(IoHandler io, String thread, HttpEvents events, long maxBytes) {
    this.io = io;
    this.thread = thread;
    this.events = events;
    this.maxBytes = maxBytes;
  }

  /** The one of the calling I/O thread. */
  static IoLoop current() {
    return CURRENT.get();
  }

  @Override
  public void initialize() {
    CURRENT.set(this);
    io.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    turn++;
    looked = false;
    int due = waiting.size();
    enteredNs = System.nanoTime();
    int handled = 0;
    try {
      handled = io.run(due > 0 ? withoutWaiting.of(context) : context);
    } catch (Throwable t) {
      survived(t);
    }
    look();
    while (due > 0) {
      waiting.remove().run();
      due = System.nanoTime() - lookedNs < TURN_NS ? due - 1 : 0;
    }
    return handled;
  }

  /** The number of the turn. */
  long turn() {
    return turn;
  }

  /** The time at which this turn looked at sockets: {@link System#nanoTime}. */
  long lookedNs() {
    look();
    return lookedNs;
  }

  /**
   * The earliest time at which bytes that are read in this turn can have come: after the turn
   * before had looked. TCP tells nothing better.
   */
  long arrivalNs() {
    look();
    return arrivalNs;
  }

  private void look() {
    if (!looked) {
      looked = true;
      long nowNs = System.nanoTime();
      arrivalNs = nowNs - enteredNs > WAITED_NS ? nowNs : lookedNs;
      lookedNs = nowNs;
    }
  }

  /** Gives a connection another turn, after all others. */
  void nextTurn(Runnable turn) {
    waiting.add(turn);
  }

  /** Takes a connection in. */
  Seat add(Guest guest) {
    Seat seat = new Seat(guest, seats.size());
    seats.add(seat);
    return seat;
  }

  void remove(Seat seat) {
    hold(seat, 0);
    Seat last = seats.removeLast();
    if (!last.equals(seat)) {
      seats.set(seat.place, last);
      last.place = seat.place;
    }
  }

  /** Looks at some connections' times, and in {@link #TICKS_PER_ROUND} times at all of them. */
  void tick() {
    long nowNs = System.nanoTime();
    for (int left = seats.size() / TICKS_PER_ROUND + 1; left > 0; left--) {
      next = (next == 0 ? seats.size() : next) - 1;
      if (next >= 0 && next < seats.size()) {
        Guest guest = seats.get(next).guest;
        try {
          guest.tick(nowNs);
        } catch (Throwable t) {
          survived(t);
          guest.close();
        }
      } else {
        next = 0;
      }
    }
  }

  /**
   * Takes in how much a connection holds: of a body that is coming, of requests that wait for their
   * turn, of answers that are not taken. Of too much, those who hold most lose it.
   */
  void hold(Seat seat, int bytes) {
    heldBytes += bytes - seat.heldBytes;
    seat.heldBytes = bytes;
    while (bytes > 0 && heldBytes > 0 && heldBytes + inFlightBytes > maxBytes) {
      Seat most = seat;
      for (Seat other : seats) {
        if (other.heldBytes > most.heldBytes) {
          most = other;
        }
      }
      heldBytes -= most.heldBytes;
      most.heldBytes = 0;
      events.limitReached(HttpLimit.MAX_BUFFERED_BYTES);
      most.guest.close();
    }
  }

  /** Whether a request with so many bytes may be worked on. */
  boolean hasRoom(int bytes) {
    return inFlightBytes + bytes <= maxBytes;
  }

  /** Takes in that so many bytes more, or fewer, are of requests that are worked on. */
  void inFlight(int bytes) {
    inFlightBytes += bytes;
  }

  /** Takes in what a thread got over. */
  void survived(Throwable failure) {
    events.failed(thread);
    LOG.log(System.Logger.Level.ERROR, "a thread of the bid port goes on after a failure", failure);
  }

  @Override
  public void prepareToDestroy() {
    io.prepareToDestroy();
  }

  @Override
  public void destroy() {
    io.destroy();
    resources.close();
    CURRENT.remove();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return io.register(handle);
  }

  @Override
  public void wakeup() {
    io.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return io.isCompatible(handleType);
  }

  /** A context in which Netty does not wait for sockets, for connections wait for their turn. */
  private static final class WithoutWaiting implements IoHandlerContext {
    private IoHandlerContext context = this;

    IoHandlerContext of(IoHandlerContext other) {
      context = other;
      return this;
    }

    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return context.delayNanos(currentTimeNanos);
    }

    @Override
    public long deadlineNanos() {
      return context.deadlineNanos();
    }
  }
}
