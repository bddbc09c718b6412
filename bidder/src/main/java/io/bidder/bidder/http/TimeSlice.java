package io.bidder.bidder.http;

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
 * Asks Linux for short time slices. A thread that mostly waits for sockets has little to do when it
 * wakes, but finds every core taken by a thread that scores, which the scheduler lets use up its
 * slice first: some milliseconds. A thread whose own slice is shorter goes first (since Linux 6.12;
 * before, and elsewhere, nothing changes). It gets no more of the cores than without.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sched_setattr.2.html">sched_setattr(2)</a>
 */
public final class TimeSlice {
  /** The least that Linux takes. */
  private static final long SHORT_NS = 100_000;

  private static final Logger LOG = System.getLogger(TimeSlice.class.getName());

  // struct sched_attr, as of its first version.
  private static final int SIZE_BYTES = 48;
  private static final int POLICY = 4;
  private static final int RUNTIME = 24;
  private static final int SCHED_OTHER = 0;

  private TimeSlice() {}

  /** Shortens the calling thread's slices, where that is possible. */
  public static void shorten() {
    int set =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> 314;
          case "aarch64" -> 274;
          default -> 0;
        };
    if (set == 0 || !System.getProperty("os.name").equals("Linux")) {
      return;
    }
    try {
      shorten(set, set + 1);
    } catch (Throwable e) {
      LOG.log(Level.DEBUG, "time slices stay as they are", e);
    }
  }

  /** Changes nothing but the slice: priorities are whoever started the process's to give. */
  @SuppressWarnings("restricted")
  private static void shorten(long set, long get) throws Throwable {
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
        attributes.set(JAVA_LONG, RUNTIME, SHORT_NS);
        long status = (long) syscall.invokeExact(set, 0L, attributes, 0L, 0L);
        LOG.log(Level.DEBUG, "sched_setattr returned " + status);
      }
    }
  }
}
