package io.bidder.bidder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
  @Test
  void leakShouldBeFoundWhenABufferIsNotReleased() throws Exception {
    assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
    assertEquals(List.of(), LeakRecorder.leaks());
    leak();
    List<String> leaks = LeakRecorder.leaks();
    assertEquals(1, leaks.size(), leaks::toString);
    assertTrue(leaks.getFirst().contains("LEAK: ByteBuf"), leaks::toString);
    assertEquals(List.of(), LeakRecorder.leaks());
  }

  /** In a method of its own, so that nothing refers to the buffer any more. */
  private static void leak() {
    ByteBufAllocator.DEFAULT.buffer().writeByte(1);
  }
}
