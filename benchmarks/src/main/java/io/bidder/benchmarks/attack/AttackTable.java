package io.bidder.benchmarks.attack;

import io.bidder.benchmarks.attack.wire.Volume;
import java.util.List;
import java.util.Locale;

/** The results as a table for people, a line an attack and one for what is not met. */
final class AttackTable {
  private static final double MIB = 1 << 20;
  private static final double KIB = 1 << 10;

  private AttackTable() {}

  static String head() {
    return row(
            "", "alone", "beside", "", "", "after", "attack", "", "", "others", "memory", "log",
            "probes", "")
        + '\n'
        + row(
            "",
            "p99",
            "p99",
            "max",
            "lost",
            "p99",
            "messages",
            "conns",
            "cpu",
            "cpu",
            "MiB",
            "KiB",
            "failed",
            "met");
  }

  static String line(AttackResult result) {
    List<String> unmet = Verdict.unmet(result);
    Volume volume = result.volume();
    return row(
            result.attack().name(),
            millis(result.alone().p99Micros()),
            millis(result.beside().p99Micros()),
            millis(result.beside().maxMicros()),
            result.beside().lost(),
            millis(result.after().p99Micros()),
            volume.messages(),
            volume.connections(),
            cores(volume.cpuSeconds() / result.seconds()),
            cores(result.otherCores()),
            whole(result.seen().mostResidentBytes() / MIB),
            whole(result.logBytes() / KIB),
            result.seen().failed() + "/" + 3 * result.seen().probes(),
            (unmet.isEmpty() ? "yes" : "no") + (result.isVoid() ? "*" : ""))
        + (unmet.isEmpty() ? "" : "\n    " + String.join(", ", unmet));
  }

  static String foot(List<AttackResult> results) {
    long met = results.stream().filter(result -> Verdict.unmet(result).isEmpty()).count();
    String all = "%d of %d met".formatted(met, results.size());
    return results.stream().anyMatch(AttackResult::isVoid)
        ? all + "; * others kept the machine busy: latencies mean little, and so do late bids"
        : all;
  }

  /** A line of at most 120 columns. */
  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-18s%8s%8s%8s%8s%8s%10s%8s%6s%8s%8s%9s%7s  %s", cells);
  }

  /** Milliseconds with the digits that tell something. */
  static String millis(double micros) {
    double millis = micros / 1_000;
    return Double.isNaN(millis)
        ? "-"
        : String.format(Locale.ROOT, millis < 10 ? "%.2f" : millis < 100 ? "%.1f" : "%.0f", millis);
  }

  private static String cores(double cores) {
    return Double.isNaN(cores) ? "-" : String.format(Locale.ROOT, "%.2f", cores);
  }

  private static String whole(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.0f", value);
  }
}
