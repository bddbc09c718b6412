package io.bidder.bidder.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningTimesTest {
  private static final Subject SUBJECT =
      new Subject("default", "acme", "c", "cr", 1, "USD", "v0", "");

  private final List<Long> took = new ArrayList<>();
  private final LearningTimes times = new LearningTimes(took::add);

  @Test
  void tellShouldTimeWhatTheVersionHasLearnedThatBids() {
    order(1_000);
    order(1_050);
    click(2_000);
    order(9_000);
    times.serving("v1", 8_000);
    times.tell();
    times.onFirstBid("v0", 9_500);
    times.tell();
    assertEquals(List.of(), took);
    assertEquals(4, times.unlearned());
    assertTrue(Double.isNaN(times.unlearnedSeconds(10_000)));

    times.onFirstBid("v1", 10_000);
    times.onFirstBid("v1", 11_000);
    times.tell();
    times.tell();
    assertEquals(List.of(9_000L, 9_000L), took);
    assertEquals(2, times.unlearned());
    assertEquals(10, times.unlearnedSeconds(12_000));

    // The click's ad has been shown for ten seconds.
    times.serving("v2", 12_000);
    times.onFirstBid("v2", 13_000);
    times.tell();
    assertEquals(List.of(9_000L, 9_000L, 11_000L, 4_000L), took);
    assertEquals(0, times.unlearned());
    assertEquals(0, times.unlearnedSeconds(99_000));
  }

  @Test
  void startShouldForgetWhatWasLearnedBeforeAndKeepTheRestOfASnapshot() throws IOException {
    order(1_000);
    click(2_000);
    order(5_000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    times.writeTo(new DataOutputStream(bytes));
    LearningTimes restored = new LearningTimes(took::add);
    restored.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    restored.start(4_000);
    assertEquals(2, restored.unlearned());
    assertEquals(8, restored.unlearnedSeconds(10_000));
    assertEquals(List.of(), took);
  }

  private void click(long ingestMillis) {
    on(ingestMillis, new Happening.Click(SUBJECT));
  }

  private void order(long ingestMillis) {
    on(ingestMillis, new Happening.Conversion(SUBJECT, "o", 1, "USD", true));
  }

  private void on(long ingestMillis, Happening happening) {
    times.on(new Event(new BidId(1, 2), 0, ingestMillis, happening), ingestMillis);
  }
}
