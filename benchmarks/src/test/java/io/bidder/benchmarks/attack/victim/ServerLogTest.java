package io.bidder.benchmarks.attack.victim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
  @TempDir private Path directory = Path.of("");

  private long forged(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("log"), text);
    return new ServerLog(file).forgedLines();
  }

  @Test
  void forgedLinesShouldBeThoseThatStartAsTheServersOwn() throws IOException {
    String real = "2026-11-30T02:02:07.530 INFO serving 26 campaigns\n";
    assertEquals(0, forged(real));
    assertEquals(1, forged(real + "id x\r\n" + ServerLog.FORGED + " 7\r\n" + real));
    assertEquals(2, forged(ServerLog.FORGED + "\n" + ServerLog.FORGED));
  }

  @Test
  void forgedLinesShouldBeNoneWhenControlCharactersAreEscaped() throws IOException {
    assertEquals(
        0, forged("2026-11-30T02:02:07.530 INFO id x\\r\\n" + ServerLog.FORGED + "\\r\\n"));
  }
}
