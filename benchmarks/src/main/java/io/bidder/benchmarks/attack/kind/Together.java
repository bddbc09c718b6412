package io.bidder.benchmarks.attack.kind;

import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.Tactic;
import io.bidder.benchmarks.attack.wire.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Attacks at the same time, a thread each. */
public final class Together {
  private Together() {}

  /** Carries out tactics at once. */
  static Volume attack(Victim victim, List<Tactic> tactics) throws IOException {
    return all(
        tactics.stream().<Callable<Volume>>map(tactic -> () -> victim.attack(tactic)).toList());
  }

  /** Prepares attacks that are carried out at once. */
  public static Callable<Volume> attacks(Victim victim, List<Attack> attacks) {
    List<Callable<Volume>> parts =
        attacks.stream().map(attack -> attack.preparation().prepare(victim)).toList();
    return () -> all(parts);
  }

  private static Volume all(List<Callable<Volume>> parts) throws IOException {
    try (ExecutorService threads = Executors.newFixedThreadPool(parts.size())) {
      Volume all = Volume.NONE;
      for (Future<Volume> part : threads.invokeAll(parts)) {
        all = all.plus(part.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IOException("an attack failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }
}
