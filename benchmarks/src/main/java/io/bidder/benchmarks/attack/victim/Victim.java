package io.bidder.benchmarks.attack.victim;

import io.bidder.benchmarks.attack.wire.Tactic;
import io.bidder.benchmarks.attack.wire.Volume;
import io.bidder.benchmarks.attack.wire.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A server as an attack meets it.
 *
 * @param goodBodies bid requests for which it bids
 * @param source the first of the addresses to attack from
 * @param over counts down when the attack is to end
 * @param endedNs when the attack asked the server to end; {@link Long#MAX_VALUE} before
 * @param faults takes what the attack found wrong
 */
public record Victim(
    AttackedServer server,
    List<byte[]> goodBodies,
    InetAddress source,
    CountDownLatch over,
    AtomicLong endedNs,
    List<String> faults) {
  /** A victim of whom nothing wrong is known. */
  public Victim(AttackedServer server, List<byte[]> goodBodies, InetAddress source) {
    this(
        server,
        List.copyOf(goodBodies),
        source,
        new CountDownLatch(1),
        new AtomicLong(Long.MAX_VALUE),
        Collections.synchronizedList(new ArrayList<>()));
  }

  /** Whether the attack is to end. */
  public boolean isOver() {
    return over.getCount() == 0;
  }

  /** Waits; false if the attack is to end. */
  public boolean pause(long millis) throws InterruptedException {
    return !over.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Waits until something holds, or the time is up: then it is a fault. */
  public void expect(BooleanSupplier holds, int seconds, String fault) throws InterruptedException {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > endNs || !server.isAlive()) {
        faults.add(fault);
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Carries out a tactic until the attack is to end. */
  public Volume attack(Tactic tactic) throws IOException {
    InetSocketAddress target = tactic.isOfAdmin() ? server.adminAddress() : server.address();
    return Wire.attack(tactic, target, source, this::isOver);
  }
}
