package io.bidder.eventlog.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.segment.EventLogException;
import io.bidder.eventlog.segment.LogReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that appends, at random moments, and looks for everything that it acknowledged.
 * As often as the property {@code bidder.kills} says.
 */
final class KillTest {
  private static final int KILLS = Integer.getInteger("bidder.kills", 6);

  @TempDir Path directory;

  @Test
  void everythingAcknowledgedShouldBeInTheLogOnceAndInOrderWhenTheProcessIsKilled()
      throws IOException, InterruptedException {
    Random random = new Random(1);
    Path log = directory.resolve("log");
    Path acknowledged = directory.resolve("acknowledged");
    long next = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Sync sync = kill % 2 == 0 ? Sync.ALWAYS : Sync.OS;
      Process process = start(log, acknowledged, sync, next);
      try (BufferedReader said = process.inputReader()) {
        assertEquals("open", said.readLine());
        if (kill == 0) {
          assertOwned(log);
        }
        assertFalse(process.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS));
      } finally {
        process.destroyForcibly();
      }
      assertEquals(128 + 9, process.waitFor());
      next = assertLog(log, numbers(acknowledged)) + 1;
    }
    assertTrue(next > 0);
  }

  private static Process start(Path log, Path acknowledged, Sync sync, long next)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            log.toString(),
            acknowledged.toString(),
            sync.name(),
            Long.toString(next));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The log is another process's: to append to it is refused. */
  private static void assertOwned(Path log) {
    EventLogException refused =
        assertThrows(
            EventLogException.class,
            () ->
                Appender.open(
                    AppendOptions.defaults(log), InstantSource.system(), new AppenderTest.Told()));
    assertTrue(String.valueOf(refused.getMessage()).contains("another process appends to it"));
  }

  private static List<Long> numbers(Path acknowledged) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(acknowledged));
    List<Long> numbers = new ArrayList<>();
    while (bytes.remaining() >= Long.BYTES) {
      numbers.add(bytes.getLong());
    }
    return numbers;
  }

  /**
   * Looks for what was acknowledged.
   *
   * @return the last number that is in the log, acknowledged or not
   */
  private static long assertLog(Path log, List<Long> acknowledged) {
    long lastClick = -1;
    long lastBid = -1;
    int found = 0;
    try (LogReader reader = LogReader.openAtStart(log)) {
      while (reader.next()) {
        Event event = Event.read(reader.payload());
        long number = event.bidId().low();
        if (event.bidId().high() == 0) {
          assertTrue(number > lastBid);
          lastBid = number;
        } else {
          assertTrue(number > lastClick);
          lastClick = number;
          if (found < acknowledged.size() && number == acknowledged.get(found)) {
            found++;
          }
        }
      }
    }
    assertEquals(acknowledged.size(), found);
    return Math.max(lastClick, lastBid);
  }
}
