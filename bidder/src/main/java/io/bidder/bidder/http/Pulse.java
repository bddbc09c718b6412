package io.bidder.bidder.http;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Tells whether threads that serve sockets run. For one thread at a time. */
final class Pulse {
  private final List<Beat> beats = new ArrayList<>();

  /**
   * Begins with threads that may not have started yet.
   *
   * @param groups by what their threads are called
   */
  Pulse(Map<String, EventLoopGroup> groups) {
    groups.forEach((name, group) -> {
      int number = 1;
      for (EventExecutor loop : group) {
        beats.add(new Beat(name + "-" + number++, loop));
      }
    });
  }

  /** A thread, and whether it was asked to run something and has not. */
  private record Beat(String name, EventExecutor loop, AtomicBoolean asked) {
    Beat(String name, EventExecutor loop) {
      this(name, loop, new AtomicBoolean());
    }

    @Nullable String heldUp() {
      if (loop.isShuttingDown()) {
        return "thread " + name + " has ended";
      }
      if (!asked.compareAndSet(false, true)) {
        return "thread " + name + " does not go on";
      }
      try {
        loop.execute(() -> asked.set(false));
        return null;
      } catch (RejectedExecutionException e) {
        return "thread " + name + " has ended";
      }
    }
  }

  /** A thread that has ended, or has not run since this was called before; null for none. */
  @Nullable String heldUp() {
    String found = null;
    for (Beat beat : beats) {
      String heldUp = beat.heldUp();
      found = found == null ? heldUp : found;
    }
    return found;
  }
}
