package io.bidder.bidder.bid;

import io.bidder.bidder.http.Sender;
import io.bidder.bidder.http.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait, in an order that is fair: those of an address that has used far less of the
 * threads' time than another go before that one's, and likewise those of its connections. What is
 * at work counts as used. Among those that have used about the same, which is up to twice as much,
 * the request that came first is next, but heavy ones after the others: chance alone must not put
 * anybody behind all others, and many are not to wait for one. Those of one connection go in the
 * order in which they came. Not thread-safe.
 *
 * @param <T> a request
 */
final class FairOrder<T> {
  /** For so long a usage is taken to be what it was: it decays by less than a hundredth. */
  private static final long SAME_USAGE_NS = 10_000_000;

  private final Map<Usage, Lane<T>> addresses = new HashMap<>();
  private final Map<Usage, Lane<T>> connections = new HashMap<>();

  /** The addresses that have requests waiting. */
  private final List<Lane<T>> waiting = new ArrayList<>();

  private long waitingNs;
  private long runningNs;
  private long slackNs;
  private long added;

  /**
   * A request that waits or is at work.
   *
   * @param length of its body
   * @param heldBytes that it keeps from others
   * @param estimateNs what it will cost
   * @param heavy whether that is far more than most do
   * @param startByNs when it should be taken at the latest
   * @param uselessNs when it is of no use any more to take it
   */
  record Waiting<T>(
      T request,
      Sender sender,
      int length,
      int heldBytes,
      long estimateNs,
      boolean heavy,
      long startByNs,
      long uselessNs) {}

  private record Numbered<T>(Waiting<T> waiting, long number) {}

  /** An address, with its connections that have requests waiting, or a connection, with those. */
  private static final class Lane<T> {
    private final Usage usage;
    private final List<Lane<T>> connections = new ArrayList<>();
    private final ArrayDeque<Numbered<T>> requests = new ArrayDeque<>(2);
    private double usedNs;
    private long asOfNs;
    private long waitingNs;

    /** Of {@link #waitingNs}, that of requests that are not heavy. */
    private long lightNs;

    private long runningNs;
    private int waiting;
    private int running;

    /** The request that it is asked for; of use only while the next or last one is looked for. */
    private @Nullable Numbered<T> offered;

    Lane(Usage usage, long nowNs) {
      this.usage = usage;
      usedNs = usage.recentNs(nowNs);
      asOfNs = nowNs;
    }

    double usedNs(long nowNs) {
      if (nowNs - asOfNs > SAME_USAGE_NS) {
        usedNs = usage.recentNs(nowNs);
        asOfNs = nowNs;
      }
      return usedNs + runningNs;
    }

    /** What it will have used after the request that it offers; no end of it if there is none. */
    double afterOffered(long nowNs) {
      return offered == null
          ? Double.POSITIVE_INFINITY
          : usedNs(nowNs) + offered.waiting().estimateNs();
    }

    /** What it will have used after all of its requests. */
    double afterAll(long nowNs) {
      return usedNs(nowNs) + waitingNs;
    }

    void waits(int count, Waiting<T> request) {
      waiting += count;
      waitingNs += count * request.estimateNs();
      lightNs += request.heavy() ? 0 : count * request.estimateNs();
    }

    void runs(int count, long nanos) {
      running += count;
      runningNs += nanos;
    }
  }

  /** Takes those to have used about the same who differ by no more than this. */
  void slack(long nanos) {
    slackNs = nanos;
  }

  /** What the requests that wait will cost. */
  long waitingNs() {
    return waitingNs;
  }

  /** What the requests at work were to cost. */
  long runningNs() {
    return runningNs;
  }

  void add(Waiting<T> request, long nowNs) {
    Lane<T> address =
        addresses.computeIfAbsent(request.sender().address(), usage -> new Lane<>(usage, nowNs));
    Lane<T> connection =
        connections.computeIfAbsent(
            request.sender().connection(), usage -> new Lane<>(usage, nowNs));
    if (address.waiting == 0) {
      waiting.add(address);
    }
    if (connection.waiting == 0) {
      address.connections.add(connection);
    }
    connection.requests.addLast(new Numbered<>(request, added++));
    address.waits(1, request);
    connection.waits(1, request);
    waitingNs += request.estimateNs();
  }

  /**
   * The time that threads will work before they take the request that was added last, which is its
   * connection's last.
   */
  long aheadOfLastNs(Sender sender, long nowNs) {
    Lane<T> address = addresses.get(sender.address());
    Lane<T> connection = connections.get(sender.connection());
    if (address == null || connection == null || connection.requests.isEmpty()) {
      return runningNs;
    }
    offerFirst(true, nowNs);
    Waiting<T> last = connection.requests.getLast().waiting();
    return runningNs
        + connection.waitingNs
        - last.estimateNs()
        + before(address.connections, connection, last.heavy(), nowNs)
        + before(waiting, address, last.heavy(), nowNs);
  }

  /** Work that waits for lanes whose turn is not far behind that of one of them. */
  private long before(List<Lane<T>> lanes, Lane<T> lane, boolean heavyToo, long nowNs) {
    double most = mostLike(lane.afterOffered(nowNs));
    long before = 0;
    for (int i = 0; i < lanes.size(); i++) {
      Lane<T> other = lanes.get(i);
      if (!other.equals(lane) && other.afterOffered(nowNs) <= most) {
        before += heavyToo ? other.waitingNs : other.lightNs;
      }
    }
    return before;
  }

  /**
   * The next request; it goes on waiting.
   *
   * @param heavyToo whether it may be a heavy one
   */
  @Nullable Waiting<T> next(boolean heavyToo, long nowNs) {
    offerFirst(heavyToo, nowNs);
    Numbered<T> next = firstOfLeast(waiting, nowNs);
    return next == null ? null : next.waiting();
  }

  /** Has every connection offer its first request, and every address one of its connections'. */
  private void offerFirst(boolean heavyToo, long nowNs) {
    for (int a = 0; a < waiting.size(); a++) {
      Lane<T> address = waiting.get(a);
      for (int c = 0; c < address.connections.size(); c++) {
        Lane<T> connection = address.connections.get(c);
        Numbered<T> first = connection.requests.getFirst();
        connection.offered = heavyToo || !first.waiting().heavy() ? first : null;
      }
      address.offered = firstOfLeast(address.connections, nowNs);
    }
  }

  /** Of the requests that lanes offer, the first of a lane that will have used about least. */
  private @Nullable Numbered<T> firstOfLeast(List<Lane<T>> lanes, long nowNs) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < lanes.size(); i++) {
      least = Math.min(least, lanes.get(i).afterOffered(nowNs));
    }
    double most = mostLike(least);
    Numbered<T> next = null;
    for (int i = 0; i < lanes.size(); i++) {
      Numbered<T> offered = lanes.get(i).offered;
      if (offered != null
          && lanes.get(i).afterOffered(nowNs) <= most
          && (next == null || isBefore(offered, next))) {
        next = offered;
      }
    }
    return next;
  }

  /** The last request of those who will have used about most; null if none waits. */
  @Nullable Waiting<T> last(long nowNs) {
    for (int a = 0; a < waiting.size(); a++) {
      Lane<T> address = waiting.get(a);
      for (int c = 0; c < address.connections.size(); c++) {
        Lane<T> connection = address.connections.get(c);
        connection.offered = connection.requests.getLast();
      }
      address.offered = lastOfMost(address.connections, nowNs);
    }
    Numbered<T> last = lastOfMost(waiting, nowNs);
    return last == null ? null : last.waiting();
  }

  /** Of the requests that lanes offer, the last of a lane that will have used about most. */
  private @Nullable Numbered<T> lastOfMost(List<Lane<T>> lanes, long nowNs) {
    double most = 0;
    for (int i = 0; i < lanes.size(); i++) {
      most = Math.max(most, lanes.get(i).afterAll(nowNs));
    }
    Numbered<T> last = null;
    for (int i = 0; i < lanes.size(); i++) {
      Numbered<T> offered = lanes.get(i).offered;
      if (offered != null
          && mostLike(lanes.get(i).afterAll(nowNs)) >= most
          && (last == null || isBefore(last, offered))) {
        last = offered;
      }
    }
    return last;
  }

  private static boolean isBefore(Numbered<?> one, Numbered<?> other) {
    return one.waiting().heavy() == other.waiting().heavy()
        ? one.number() < other.number()
        : other.waiting().heavy();
  }

  /** The most that somebody has used who has used about as much. */
  private double mostLike(double usedNs) {
    return 2 * usedNs + slackNs;
  }

  /** The request, which was {@link #next}, is at work from now on. */
  void take(Waiting<T> request) {
    remove(request, true);
    runs(request, 1, request.estimateNs());
  }

  /**
   * The request waits no more.
   *
   * @param first whether it is the first of its connection, or else the last
   */
  void drop(Waiting<T> request, boolean first) {
    remove(request, first);
    forgetIdle(request.sender());
  }

  /** The request, which was {@linkplain #take taken}, has cost so much. */
  void done(Waiting<T> request, long costNs, long nowNs) {
    request.sender().add(costNs, nowNs);
    runs(request, -1, -request.estimateNs());
    lane(addresses, request.sender().address()).asOfNs = nowNs - SAME_USAGE_NS - 1;
    lane(connections, request.sender().connection()).asOfNs = nowNs - SAME_USAGE_NS - 1;
    forgetIdle(request.sender());
  }

  private void remove(Waiting<T> request, boolean first) {
    Lane<T> address = lane(addresses, request.sender().address());
    Lane<T> connection = lane(connections, request.sender().connection());
    var _ = first ? connection.requests.removeFirst() : connection.requests.removeLast();
    address.waits(-1, request);
    connection.waits(-1, request);
    waitingNs -= request.estimateNs();
    if (connection.waiting == 0) {
      address.connections.remove(connection);
    }
    if (address.waiting == 0) {
      waiting.remove(address);
    }
  }

  private void runs(Waiting<T> request, int count, long nanos) {
    lane(addresses, request.sender().address()).runs(count, nanos);
    lane(connections, request.sender().connection()).runs(count, nanos);
    runningNs += nanos;
  }

  private void forgetIdle(Sender sender) {
    forgetIdle(addresses, sender.address());
    forgetIdle(connections, sender.connection());
  }

  private void forgetIdle(Map<Usage, Lane<T>> lanes, Usage usage) {
    Lane<T> lane = lane(lanes, usage);
    if (lane.waiting + lane.running == 0) {
      lanes.remove(usage);
    }
  }

  private static <T> Lane<T> lane(Map<Usage, Lane<T>> lanes, Usage usage) {
    Lane<T> lane = lanes.get(usage);
    if (lane == null) {
      throw new IllegalStateException("a request of nobody who waits or is at work");
    }
    return lane;
  }
}
