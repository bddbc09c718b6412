package io.bidder.modelstore.scoring;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads how much this process holds of the C library's heap, where ONNX Runtime's sessions, arenas
 * and tensors are. Unlike the resident set it does not move with the Java heap.
 */
public final class NativeMemory {
  /** glibc's {@code struct mallinfo2}: ten {@code size_t}. */
  private static final MemoryLayout MALLINFO2 =
      MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG);

  private static final int MAPPED_BYTES = 4;
  private static final int USED_BYTES = 7;

  private NativeMemory() {}

  /** Bytes of direct buffers and arenas that were not freed. */
  public static long directBufferBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** Bytes allocated and not freed; empty where the C library is not a recent glibc. */
  @SuppressWarnings("restricted")
  public static OptionalLong usedBytes() throws Throwable {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("mallinfo2");
    if (function.isEmpty()) {
      return OptionalLong.empty();
    }
    MethodHandle mallinfo2 =
        linker.downcallHandle(
            function.get(), FunctionDescriptor.of(MemoryLayout.structLayout(MALLINFO2)));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = (MemorySegment) mallinfo2.invokeExact((SegmentAllocator) arena);
      return OptionalLong.of(
          info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED_BYTES)
              + info.getAtIndex(ValueLayout.JAVA_LONG, USED_BYTES));
    }
  }
}
