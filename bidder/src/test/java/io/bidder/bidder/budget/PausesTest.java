package io.bidder.bidder.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PausesTest {
  private final Pauses pauses = new Pauses();

  private static Happening.Control control(String action, String target) {
    return new Happening.Control(action, target, "", "ann");
  }

  private void logged(String action, String target) {
    pauses.on(new Event(BidId.NONE, 5, 5, control(action, target)), 0);
  }

  @Test
  void campaignShouldBePausedWhileItOrItsAdvertiserOrEverythingIs() {
    logged(Pauses.PAUSE, "campaign:c");
    logged(Pauses.PAUSE, "advertiser:a");
    assertNotNull(pauses.of("c", "b"));
    assertNotNull(pauses.of("d", "a"));
    assertNull(pauses.of("d", "b"));
    logged(Pauses.PAUSE, "everything");
    assertNotNull(pauses.of("d", "b"));
    logged(Pauses.RESUME, "everything");
    logged(Pauses.RESUME, "advertiser:a");
    assertNull(pauses.of("d", "a"));
    assertNotNull(pauses.of("c", "a"));
    logged(Pauses.RESUME, "campaign:c");
    assertTrue(pauses.isEmpty());
  }

  @Test
  void changeShouldHoldBeforeTheLogHasItAndWhenEarlierOnesComeFromThere() {
    pauses.change(control(Pauses.PAUSE, "everything"), 1);
    assertNotNull(pauses.of("c", "a"));
    pauses.change(control(Pauses.RESUME, "everything"), 2);
    assertNull(pauses.of("c", "a"));
    logged(Pauses.PAUSE, "everything");
    assertNull(pauses.of("c", "a"));
    logged(Pauses.RESUME, "everything");
    assertTrue(pauses.isEmpty());
    logged("group", "campaign:c");
    assertTrue(pauses.isEmpty());
  }

  @Test
  void snapshotShouldHaveWhatIsInTheLogAndNothingElse() throws IOException {
    logged(Pauses.PAUSE, "campaign:c");
    pauses.change(control(Pauses.PAUSE, "campaign:d"), 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    pauses.writeTo(new DataOutputStream(bytes));
    Pauses restored = new Pauses();
    restored.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertEquals(1, restored.all().size());
    assertEquals(new Pauses.Pause("campaign:c", 5, "ann"), restored.of("campaign:c"));
    assertEquals(2, pauses.all().size());
  }
}
