package io.bidder.benchmarks.attack;

import io.bidder.benchmarks.attack.victim.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Holds what an attack did against what it may do. */
final class Verdict {
  /** Beside the heap: threads, code, buffers of sockets, the model. */
  static final double BESIDE_HEAP_BYTES = 512.0 * (1 << 20);

  /** A log that repeats itself no more than once a second stays below it. */
  static final double LOG_BYTES_PER_SECOND = 10_000;

  static final double LOG_BYTES = 100_000;

  private static final int SIGTERM = 143;

  private Verdict() {}

  /** What the target asks for and was not so; empty if it is met. */
  static List<String> unmet(AttackResult result) {
    List<String> unmet = new ArrayList<>();
    Stage stage = result.attack().stage();
    Integer ended = result.ended();
    if (stage.endsServer()) {
      if (ended == null || (ended != 0 && ended != SIGTERM)) {
        unmet.add(ended == null ? "goes on" : "exit code " + ended);
      }
    } else {
      if (ended != null) {
        unmet.add("dead, exit code " + ended);
      } else if (!result.after().bids()) {
        unmet.add("bids no more");
      }
      latency(result, unmet);
      health(result, unmet);
    }
    if (result.beside().lost() > 0) {
      unmet.add("lost");
    }
    if (result.seen().mostResidentBytes() > bytes(stage.heap()) + BESIDE_HEAP_BYTES) {
      unmet.add("memory");
    }
    if (result.logBytes() > Math.max(LOG_BYTES, result.seconds() * LOG_BYTES_PER_SECOND)) {
      unmet.add("log");
    }
    if (result.forgedLines() > 0) {
      unmet.add(result.forgedLines() + " forged lines");
    }
    unmet.addAll(result.faults());
    return unmet;
  }

  private static void latency(AttackResult result, List<String> unmet) {
    double bound = result.attack().stage().bound().micros(result.alone().p99Micros());
    // Not "greater": a load of which nothing was answered has no figure.
    if (!(result.beside().p99Micros() <= bound)) {
      unmet.add("p99");
    }
  }

  private static void health(AttackResult result, List<String> unmet) {
    if (result.seen().unhealthy() > 0) {
      unmet.add("healthz");
    }
    if (result.seen().unready() > 0) {
      unmet.add("readyz");
    }
    if (result.seen().keptOut() > 0) {
      unmet.add("kept out");
    }
  }

  /** The bytes of a JVM's size, such as 1g. */
  static double bytes(String size) {
    double number = Double.parseDouble(size.substring(0, size.length() - 1));
    return switch (size.substring(size.length() - 1).toLowerCase(Locale.ROOT)) {
      case "g" -> number * (1 << 30);
      case "m" -> number * (1 << 20);
      default -> throw new IllegalArgumentException(size + ", expected a size such as 1g or 512m");
    };
  }
}
