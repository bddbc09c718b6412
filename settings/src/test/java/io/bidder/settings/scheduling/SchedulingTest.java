package io.bidder.settings.scheduling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SchedulingTest {
  /** Of the fields of proc_pid_stat(5) after the name, which ends with the last parenthesis. */
  private static final int NICE = 16;

  @Test
  void onlyTheThreadThatGivesWayShouldBeNicer() throws Exception {
    int before = niceness();
    assertEquals(Math.min(before + 10, 19), nicenessAfter(Scheduling::giveWay));
    assertEquals(before, niceness());
  }

  @Test
  void aThreadThatGoesFirstShouldKeepItsShare() throws Exception {
    assertEquals(niceness(), nicenessAfter(Scheduling::goFirst));
  }

  private static int nicenessAfter(Runnable change) throws InterruptedException {
    AtomicInteger after = new AtomicInteger();
    Thread.ofPlatform()
        .start(() -> {
          change.run();
          after.set(niceness());
        })
        .join();
    return after.get();
  }

  private static int niceness() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
