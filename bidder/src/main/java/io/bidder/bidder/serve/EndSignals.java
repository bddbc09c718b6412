package io.bidder.bidder.serve;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process in order on a signal. SIGTERM is what fleets send to a server that others still
 * send requests to, so it says first that it is not ready, and serves on for {@code
 * http.drainDelay}. SIGINT, a person's Ctrl-C, and a second signal do not wait for that.
 *
 * <p>The JVM's handlers tell no signal from another and take one alone, and its compiler warns of
 * {@code sun.misc.Signal}, the only other way, wherever it is named. Hence the reflection.
 */
final class EndSignals {
  private static final Logger LOG = System.getLogger(EndSignals.class.getName());
  private static final String TERMINATE = "TERM";
  private static final String INTERRUPT = "INT";

  /** What a shell adds to the number of a signal that ended a process. */
  private static final int SIGNAL_EXIT = 128;

  private final BidderServer server;
  private final Duration delay;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch second = new CountDownLatch(1);

  private EndSignals(BidderServer server, Duration delay) {
    this.server = server;
    this.delay = delay;
  }

  /** Closes a server, and ends the process, on a signal from now on. */
  static void handle(BidderServer server, Duration delay) {
    EndSignals signals = new EndSignals(server, delay);
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object own =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> signals.call(arguments[0]));
      for (String name : List.of(TERMINATE, INTERRUPT)) {
        var _ =
            signal
                .getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), own);
      }
    } catch (ReflectiveOperationException e) {
      // Such as with -Xrs. What the JVM does then closes the server too, or is meant not to.
      LOG.log(
          Level.WARNING,
          "signals are left to the JVM, so that none waits for http.drainDelay: {0}",
          e instanceof InvocationTargetException told ? told.getCause() : e);
    }
  }

  private @Nullable Object call(Object signal) throws ReflectiveOperationException {
    Class<?> type = signal.getClass();
    received(
        (String) type.getMethod("getName").invoke(signal),
        (int) type.getMethod("getNumber").invoke(signal));
    return null;
  }

  private void received(String name, int number) {
    if (begun.getAndSet(true)) {
      second.countDown();
      return;
    }
    try {
      server.leave();
      if (name.equals(TERMINATE) && !delay.isZero()) {
        LOG.log(
            Level.INFO,
            "SIG{0}: /readyz says 503, and bids go on for {1} ms (http.drainDelay) or until another"
                + " signal",
            name,
            Long.toString(delay.toMillis()));
        var _ = second.await(delay.toNanos(), TimeUnit.NANOSECONDS);
      } else {
        LOG.log(Level.INFO, "SIG{0}: /readyz says 503", name);
      }
      LOG.log(Level.INFO, "the bid port closes, what has begun is answered");
      server.close();
      LOG.log(Level.INFO, "the server has ended in order");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      System.exit(SIGNAL_EXIT + number);
    }
  }
}
