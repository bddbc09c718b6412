package io.bidder.settings.scheduling;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Tells Linux which threads may wait. Elsewhere, and where it does not allow that, threads are
 * scheduled as ever.
 *
 * <p>A thread that wakes and finds every core taken waits until another has used up its time slice:
 * some milliseconds. Since Linux 6.12 one whose own slice is shorter goes first.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sched_setattr.2.html">sched_setattr(2)</a>
 */
public final class Scheduling {
  /** The least and the most that Linux takes. */
  private static final long SHORTEST_NS = 100_000;

  private static final long LONGEST_NS = 100_000_000;

  /** A weight of 110 where others have 1,024, see sched(7). */
  private static final int NICER_BY = 10;

  private static final int NICEST = 19;

  private static final Logger LOG = System.getLogger(Scheduling.class.getName());

  // struct sched_attr, as of its first version.
  private static final int SIZE_BYTES = 48;
  private static final int POLICY = 4;
  private static final int NICE = 16;
  private static final int RUNTIME = 24;
  private static final int SCHED_OTHER = 0;

  private Scheduling() {}

  /**
   * Shortens the calling thread's slices: it mostly waits for sockets, has little to do when it
   * wakes, and is not to wait for threads that score. It gets no more of the cores than without.
   */
  public static void goFirst() {
    set(0, SHORTEST_NS);
  }

  /**
   * Makes the calling thread leave a core to whoever wakes, and take what is left. Opening a model
   * version or building a catalogue keeps a core busy for a second or more, in which a bidder near
   * its capacity would bid less. Where nothing is left it still gets a tenth of a core, so that a
   * new version does not wait for the load to end.
   */
  public static void giveWay() {
    set(NICER_BY, LONGEST_NS);
  }

  private static void set(int nicerBy, long sliceNs) {
    int call =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> 314;
          case "aarch64" -> 274;
          default -> 0;
        };
    if (call == 0 || !System.getProperty("os.name").equals("Linux")) {
      return;
    }
    try {
      set(call, call + 1, nicerBy, sliceNs);
    } catch (Throwable e) {
      LOG.log(Level.DEBUG, "the thread is scheduled as ever", e);
    }
  }

  @SuppressWarnings("restricted")
  private static void set(long set, long get, int nicerBy, long sliceNs) throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle syscall =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(SIZE_BYTES, Long.BYTES);
      long got = (long) syscall.invokeExact(get, 0L, attributes, (long) SIZE_BYTES, 0L);
      if (got == 0 && attributes.get(JAVA_INT, POLICY) == SCHED_OTHER) {
        // From what it is: priorities are whoever started the process's to give.
        int nice = Math.min(attributes.get(JAVA_INT, NICE) + nicerBy, NICEST);
        attributes.set(JAVA_INT, NICE, nice);
        attributes.set(JAVA_LONG, RUNTIME, sliceNs);
        long status = (long) syscall.invokeExact(set, 0L, attributes, 0L, 0L);
        LOG.log(Level.DEBUG, "sched_setattr returned " + status);
      }
    }
  }
}
