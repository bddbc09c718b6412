package io.bidder.settings.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

final class LogTest {
  private static final String FORGED = "2026-01-01T00:00:00.000 SEVERE forged";

  @Test
  void installShouldWriteOneLineWhenParametersHoldLineEndsAndEscapes() {
    System.Logger log = System.getLogger("one-line");

    String written =
        written(() ->
            log.log(
                Level.ERROR, "request {0}", "r\r\n" + FORGED + "\u001b[2J\u2028\u0085" + FORGED));

    assertEquals(1, written.lines().count(), written);
    assertTrue(written.contains("request r\\u000d\\u000a2026"), written);
    assertTrue(written.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), written);
  }

  @Test
  void installShouldSetInEveryLineAfterTheFirstWhenAThrowableSpeaksOfInput() {
    System.Logger log = System.getLogger("throwable");
    Throwable cause = new IllegalArgumentException("inner\n" + FORGED);

    String written =
        written(() ->
            log.log(Level.ERROR, "it failed", new IllegalStateException("id\n" + FORGED, cause)));

    List<String> lines = written.lines().toList();
    assertTrue(lines.getFirst().endsWith("it failed"), written);
    assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("\t")), written);
    assertTrue(written.contains("Caused by: java.lang.IllegalArgumentException: inner\\u000a"));
  }

  @Test
  void installShouldTellProblemsInLinesOfTheirOwnWhenThereAreMany() {
    System.Logger log = System.getLogger("problems");

    String written = written(() -> log.log(Level.ERROR, "refused:{0}", List.of("a\nb", "c")));

    assertTrue(written.endsWith("refused:\n\ta\\u000ab\n\tc\n"), written);
  }

  @Test
  void installShouldLeaveOutRepeatsAndCountThemWhenInputMakesTheSameLineAgainAndAgain() {
    System.Logger log = System.getLogger("repeats");
    long before = Log.leftOut();

    String written =
        written(() -> {
          for (int i = 0; i < 1_000; i++) {
            log.log(Level.ERROR, "request {0} failed", i);
          }
        });

    long lines = written.lines().count();
    assertTrue(lines >= Repeats.BURST && lines < 100, () -> "lines: " + lines);
    assertEquals(1_000 - lines, Log.leftOut() - before);
  }

  @Test
  void admitShouldTellHowManyWereLeftOutWhenASecondHasPassed() {
    Repeats repeats = new Repeats();
    long nowNs = Long.MAX_VALUE - 1;
    for (int i = 0; i < Repeats.BURST; i++) {
      assertEquals(0, repeats.admit(line("the same"), nowNs));
    }
    assertEquals(-1, repeats.admit(line("the same"), nowNs));
    assertEquals(-1, repeats.admit(line("the same"), nowNs));
    assertEquals(0, repeats.admit(line("another"), nowNs));

    assertEquals(2, repeats.admit(line("the same"), nowNs + TimeUnit.SECONDS.toNanos(1)));
    assertEquals(-1, repeats.admit(line("the same"), nowNs + TimeUnit.SECONDS.toNanos(1)));
  }

  @Test
  void admitShouldBoundWhatItSaysWhenEveryMessageIsNew() {
    Repeats repeats = new Repeats();

    int written = 0;
    for (int i = 0; i < 100_000; i++) {
      written += repeats.admit(line(i + " is no number"), 0) >= 0 ? 1 : 0;
    }

    assertEquals(Repeats.MAX_KINDS + Repeats.BURST, written);
  }

  private static LogRecord line(String message) {
    return new LogRecord(java.util.logging.Level.SEVERE, message);
  }

  private static String written(Runnable logging) {
    Log.install();
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      logging.run();
    } finally {
      System.setErr(before);
    }
    return written.toString(StandardCharsets.UTF_8);
  }
}
