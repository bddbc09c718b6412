package io.bidder.benchmarks.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Linux's counters; NaN where there is no {@code /proc}. */
public final class Kernel {
  private static final Path STAT = Path.of("/proc/stat");
  private static final int STEAL = 8;

  private Kernel() {}

  /**
   * CPU time of the whole machine since it started, in ticks.
   *
   * @param steal that a hypervisor gave to others while this machine had work
   */
  public record Ticks(double all, double busy, double steal) {
    /** The share of time that was stolen since an earlier look; NaN if that cannot be told. */
    public double stealSince(Ticks earlier) {
      double passed = all - earlier.all;
      return passed > 0 ? (steal - earlier.steal) / passed : Double.NaN;
    }

    /** Cores that were busy since an earlier look, with whatever ran on the machine. */
    public double busyCoresSince(Ticks earlier) {
      double passed = all - earlier.all;
      return passed > 0
          ? (busy - earlier.busy) / passed * Runtime.getRuntime().availableProcessors()
          : Double.NaN;
    }
  }

  /** The machine's now. */
  public static Ticks ticks() {
    try {
      // cpu user nice system idle iowait irq softirq steal guest guest_nice
      String[] fields =
          Files.readString(STAT).lines().findFirst().orElse("").trim().split(" +", -1);
      double all = 0;
      for (int i = 1; i <= STEAL && i < fields.length; i++) {
        all += Double.parseDouble(fields[i]);
      }
      double idle = Double.parseDouble(fields[4]) + Double.parseDouble(fields[5]);
      return new Ticks(all, all - idle, Double.parseDouble(fields[STEAL]));
    } catch (IOException | ArrayIndexOutOfBoundsException | NumberFormatException e) {
      return new Ticks(Double.NaN, Double.NaN, Double.NaN);
    }
  }

  /** A line of a process's status that is in kB, in bytes; NaN if that cannot be told. */
  public static double statusBytes(long pid, String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith(field + ":")) {
          return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException | NumberFormatException e) {
      // No /proc, or the process has ended.
    }
    return Double.NaN;
  }

  /** The processor's name, or what the JVM calls it. */
  public static String processor() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.toLowerCase(Locale.ROOT).startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).trim();
        }
      }
    } catch (IOException e) {
      // Not on Linux.
    }
    return System.getProperty("os.arch", "unknown");
  }
}
