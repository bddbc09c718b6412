package io.bidder.bidder.admin;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of the admin port. There is always room for a new one: of the client with
 * the most, that which has been idle for longest is closed. Whatever is slow is closed in time.
 * Safe from any thread.
 */
final class AdminConnections {
  private final int max;
  private final AdminEvents events;
  private final Set<Watch> open = new LinkedHashSet<>();

  AdminConnections(int max, AdminEvents events) {
    this.max = max;
    this.events = events;
  }

  /** A connection, with what it has to do by when. Its own threads tell, others look. */
  static final class Watch {
    private final Channel channel;
    private final @Nullable InetAddress client;
    private volatile Task task;

    /** What is to end in a time, together for who looks. */
    private record Task(long sinceNs, long forNs, AdminLimit limit, boolean isKept) {}

    private Watch(Channel channel, long idleNs) {
      this.channel = channel;
      client =
          channel.remoteAddress() instanceof InetSocketAddress address
              ? address.getAddress()
              : null;
      task = new Task(System.nanoTime(), idleNs, AdminLimit.IDLE_TIMEOUT, false);
    }

    /** Begins something that ends, or else the connection does, in a time from now. */
    void begin(AdminLimit otherwise, long nanos) {
      task = new Task(System.nanoTime(), nanos, otherwise, false);
    }

    /** Begins something, as {@link #begin}, that the connection is not closed for another in. */
    void keep(AdminLimit otherwise, long nanos) {
      task = new Task(System.nanoTime(), nanos, otherwise, true);
    }

    /** The limit of what has taken longer than it may; null while nothing has. */
    private @Nullable AdminLimit late(long nowNs) {
      Task now = task;
      return nowNs - now.sinceNs > now.forNs ? now.limit : null;
    }
  }

  /** Takes a connection in, and closes another if there are too many. */
  synchronized Watch add(Channel channel, long idleNs) {
    if (open.size() >= max) {
      closeOne();
    }
    Watch watch = new Watch(channel, idleNs);
    open.add(watch);
    channel.closeFuture().addListener(closed -> remove(watch));
    return watch;
  }

  synchronized int size() {
    return open.size();
  }

  /** Closes what has taken longer than it may. */
  synchronized void closeLate() {
    long nowNs = System.nanoTime();
    for (Iterator<Watch> each = open.iterator(); each.hasNext(); ) {
      Watch watch = each.next();
      AdminLimit late = watch.late(nowNs);
      if (late != null) {
        each.remove();
        close(watch, late);
      }
    }
  }

  /** Closes all. */
  synchronized void closeAll() {
    for (Watch watch : List.copyOf(open)) {
      var _ = watch.channel.close();
    }
  }

  private synchronized void remove(Watch watch) {
    open.remove(watch);
  }

  private void closeOne() {
    Map<@Nullable InetAddress, Integer> perClient = new HashMap<>();
    for (Watch watch : open) {
      perClient.merge(watch.client, 1, Integer::sum);
    }
    Watch closed = null;
    for (Watch watch : open) {
      if (!watch.task.isKept && (closed == null || isBefore(watch, closed, perClient))) {
        closed = watch;
      }
    }
    if (closed != null) {
      open.remove(closed);
      close(closed, AdminLimit.MAX_CONNECTIONS);
    }
  }

  /** Tells whether the first is the one to close: by what its client has, then by its age. */
  private static boolean isBefore(
      Watch first, Watch second, Map<@Nullable InetAddress, Integer> perClient) {
    int more =
        Integer.compare(
            perClient.getOrDefault(first.client, 0), perClient.getOrDefault(second.client, 0));
    return more > 0 || (more == 0 && first.task.sinceNs - second.task.sinceNs < 0);
  }

  private void close(Watch watch, AdminLimit why) {
    events.limitReached(why);
    var _ = watch.channel.close();
  }
}
