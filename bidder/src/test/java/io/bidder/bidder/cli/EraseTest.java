package io.bidder.bidder.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.privacy.PersonHash;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.segment.LogReader;
import io.bidder.eventlog.segment.LogWriter;
import io.bidder.eventlog.segment.SegmentSizes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EraseTest {
  private static final String IFA = "6d92078a-8246-4ba4-ae5b-76104861e7dc";

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final PersonHash hash = new PersonHash(salt((byte) 1));
  private final PersonHash before = new PersonHash(salt((byte) 2));

  private static byte[] salt(byte each) {
    byte[] salt = new byte[32];
    Arrays.fill(salt, each);
    return salt;
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        directory.resolve("person.salt"), "01".repeat(32) + "\n" + "02".repeat(32) + "\n");
    try (LogWriter log =
        LogWriter.open(directory, SegmentSizes.defaults(), InstantSource.system())) {
      append(log, hash.of(PersonHash.IdKind.IFA, "acme", IFA));
      append(log, before.of(PersonHash.IdKind.IFA, "acme", IFA.toUpperCase(Locale.ROOT)));
      append(log, hash.of(PersonHash.IdKind.ID, "acme", "u1"));
      append(log, hash.of(PersonHash.IdKind.ID, "other", "u1"));
      append(log, hash.of(PersonHash.IdKind.BUYERUID, "acme", "u1"));
    }
  }

  private static void append(LogWriter log, String person) {
    EventWriter writer = new EventWriter();
    Subject subject = new Subject("acme", "a", "c", "k", 1, "USD", "m", person);
    writer.write(new Event(new BidId(1, 1), 1, 1, new Happening.Click(subject)));
    log.append(ByteBuffer.wrap(writer.bytes(), 0, writer.length()));
  }

  private List<Boolean> left() {
    List<Boolean> left = new ArrayList<>();
    try (LogReader reader = LogReader.openAtStart(directory)) {
      while (reader.next()) {
        Happening.Click click = (Happening.Click) Event.read(reader.payload()).happening();
        left.add(!click.subject().person().isEmpty());
      }
    }
    return left;
  }

  private int erase(String... options) {
    List<String> arguments = new ArrayList<>(List.of("--events", directory.toString()));
    Collections.addAll(arguments, options);
    return Erase.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
  }

  @Test
  void personsShouldBeErasedByWhateverIdTheyAreKnownBy() {
    assertEquals(0, erase("--ifa", IFA), err::toString);
    assertEquals(List.of(false, false, true, true, true), left());
    assertEquals(0, erase("--user-id", "u1", "--exchange", "acme"), err::toString);
    assertEquals(List.of(false, false, false, true, true), left());
    assertEquals(
        0, erase("--person", hash.of(PersonHash.IdKind.BUYERUID, "acme", "u1")), err::toString);
    assertEquals(List.of(false, false, false, true, false), left());
    assertEquals(0, erase("--kind", "click,bid", "--older-than", "1s"), err::toString);
    assertEquals(List.of(false, false, false, false, false), left());
    assertTrue(out.toString().contains("erased in 1 of 5 events, in 1 of "), out::toString);
  }

  @Test
  void serversSegmentShouldBeLeftOutAndTold() {
    try (LogWriter log =
        LogWriter.open(directory, SegmentSizes.defaults(), InstantSource.system())) {
      log.flush();
      assertEquals(4, erase("--ifa", IFA));
      assertTrue(err.toString().contains("was left out: run this again"), err::toString);
    }
    assertEquals(List.of(true, true, true, true, true), left());
  }

  @Test
  void wrongOptionsShouldBeRefused() {
    for (String[] options :
        new String[][] {
          {},
          {"--person", "abc"},
          {"--kind", "bid"},
          {"--kind", "bids", "--older-than", "1h"},
          {"--kind", "bid", "--older-than", "soon"},
          {"--ifa", IFA, "--kind", "bid", "--older-than", "1h"},
          {"--ifa", "00000000-0000-0000-0000-000000000000"},
          {"--ifa", IFA, "--salt-file", directory.resolve("none").toString()},
        }) {
      assertEquals(2, erase(options), String.join(" ", options));
    }
    assertEquals(List.of(true, true, true, true, true), left());
  }
}
