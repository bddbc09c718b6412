package io.bidder.bidder.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class ExposuresTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** Two days before a day of 25 hours in Berlin. */
  private static final long START = Instant.parse("2026-10-23T10:00:00Z").toEpochMilli();

  private final AtomicInteger full = new AtomicInteger();

  private Exposures exposures(int maxCounts) {
    return new Exposures(
        ServerConfig.load(null, List.of("caps.maxCounts=" + maxCounts)).caps(),
        full::incrementAndGet);
  }

  private static String hash(int person) {
    return "%016x%016x".formatted(new Random(person).nextLong(), 0);
  }

  private static long person(int person) {
    return new Random(person).nextLong();
  }

  private static Event impression(int person, String campaign, String creative, long at) {
    Subject subject =
        new Subject(
            "acme", "shop", campaign, creative, 1, "USD", "m", person < 0 ? "" : hash(person));
    return new Event(new BidId(1, at), at, at, new Happening.Billed(subject, 1, 0));
  }

  private static void count(Exposures exposures, String subject, String rule) {
    exposures.on(new Event(BidId.NONE, START, START, Exposures.countFromNow(subject, rule)), 0);
  }

  private static Counter counter(String subject, String rule) {
    return Objects.requireNonNull(Counter.of(subject, rule));
  }

  private static byte[] snapshot(Exposures exposures) throws IOException {
    var bytes = new ByteArrayOutputStream();
    exposures.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static void restore(Exposures exposures, byte[] snapshot) throws IOException {
    exposures.readFrom(new DataInputStream(new ByteArrayInputStream(snapshot)));
  }

  private record Shown(int person, String campaign, String creative, long at) {}

  private static LocalDate day(long epochMillis, String zone) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneId.of(zone));
  }

  private static LocalDate monday(long epochMillis, String zone) {
    LocalDate day = day(epochMillis, zone);
    return day.minusDays(day.getDayOfWeek().getValue() - 1L);
  }

  private static long oracle(List<Shown> all, int person, String subject, LongPredicate isWithin) {
    return all.stream()
        .filter(shown ->
            shown.person == person
                && (subject.equals("campaign:" + shown.campaign)
                    || subject.equals("creative:" + shown.creative)
                    || subject.equals("advertiser:shop"))
                && isWithin.test(shown.at))
        .count();
  }

  @Test
  void countsShouldBeThoseOfAListOfAllWhenImpressionsComeOutOfOrderOverWeeksAndRestarts()
      throws IOException {
    Exposures exposures = exposures(1_000_000);
    String berlin = "calendar day Europe/Berlin";
    String kolkata = "calendar day Asia/Kolkata";
    String week = "calendar week America/New_York";
    String since = "since " + (START + 5 * DAY);
    count(exposures, "campaign:c1", "sliding day");
    count(exposures, "campaign:c1", "sliding minute");
    count(exposures, "campaign:c2", berlin);
    count(exposures, "campaign:c2", since);
    count(exposures, "creative:a1", kolkata);
    count(exposures, "creative:a1", "sliding hour");
    count(exposures, "advertiser:shop", week);
    count(exposures, "advertiser:shop", "sliding week");
    count(exposures, "advertiser:shop", "calendar hour");
    count(exposures, "campaigns", "since 0");
    Random random = new Random(19);
    List<Shown> all = new ArrayList<>();
    long latest = START;
    for (int i = 0; i < 12_000; i++) {
      latest += random.nextInt(20) == 0 ? random.nextInt((int) (2 * HOUR)) : random.nextInt(60_000);
      long at = latest - (random.nextInt(4) == 0 ? random.nextInt((int) HOUR) : 0);
      Shown shown =
          new Shown(
              random.nextInt(40), "c" + (1 + random.nextInt(3)), "a" + (1 + random.nextInt(4)), at);
      all.add(shown);
      exposures.on(impression(shown.person, shown.campaign, shown.creative, at), i);
      if (i % 4_000 == 3_999) {
        byte[] snapshot = snapshot(exposures);
        exposures = exposures(1_000_000);
        restore(exposures, snapshot);
      }
      if (i % 8 == 0) {
        int person = random.nextInt(40);
        long now = latest;
        assertSliding(exposures, all, person, "campaign:c1", "sliding minute", now, MINUTE);
        assertSliding(exposures, all, person, "campaign:c1", "sliding day", now, DAY);
        assertSliding(exposures, all, person, "creative:a1", "sliding hour", now, HOUR);
        assertSliding(exposures, all, person, "advertiser:shop", "sliding week", now, 7 * DAY);
        assertCount(
            exposures,
            all,
            person,
            "campaign:c2",
            berlin,
            now,
            t -> day(t, "Europe/Berlin").equals(day(now, "Europe/Berlin")));
        assertCount(
            exposures,
            all,
            person,
            "creative:a1",
            kolkata,
            now,
            t -> day(t, "Asia/Kolkata").equals(day(now, "Asia/Kolkata")));
        assertCount(
            exposures,
            all,
            person,
            "advertiser:shop",
            week,
            now,
            t -> monday(t, "America/New_York").equals(monday(now, "America/New_York")));
        assertCount(
            exposures,
            all,
            person,
            "advertiser:shop",
            "calendar hour",
            now,
            t -> t / HOUR == now / HOUR);
        assertCount(exposures, all, person, "campaign:c2", since, now, t -> t >= START + 5 * DAY);
        assertCount(exposures, all, person, "campaign:c3", "since 0", now, t -> true);
      }
    }
    assertTrue(latest > START + 14 * DAY, "weeks have passed");
  }

  private static void assertCount(
      Exposures exposures,
      List<Shown> all,
      int person,
      String subject,
      String rule,
      long now,
      LongPredicate isWithin) {
    assertEquals(
        oracle(all, person, subject, isWithin),
        exposures.count(counter(subject, rule), person(person), now),
        () -> subject + " " + rule + " at " + Instant.ofEpochMilli(now));
  }

  /** A sliding window counts all of its time, and up to a tenth of it more. */
  private static void assertSliding(
      Exposures exposures,
      List<Shown> all,
      int person,
      String subject,
      String rule,
      long now,
      long millis) {
    int count = exposures.count(counter(subject, rule), person(person), now);
    long least = oracle(all, person, subject, t -> t > now - millis);
    long most = oracle(all, person, subject, t -> t > now - millis - millis / 10);
    assertTrue(
        least <= count && count <= most,
        () -> subject + " " + rule + ": " + count + ", expected " + least + " to " + most);
  }

  @Test
  void personShouldNotBeCountedWhenTheEventDoesNotNameItOrNobodyAsks() {
    Exposures exposures = exposures(1_000);
    exposures.on(impression(1, "c", "a", START), 0);
    count(exposures, "campaign:c", "sliding day");
    count(exposures, "campaign:c", "sliding century");
    exposures.on(impression(-1, "c", "a", START), 0);

    assertEquals(0, exposures.size());
    exposures.on(impression(1, "c", "a", START), 0);
    assertEquals(1, exposures.size());
    assertEquals(1, exposures.count(counter("campaign:c", "sliding day"), person(1), START));
  }

  @Test
  void countsShouldBeForgottenWhenTheyAreOverAndToldWhenThereIsRoomForNoMore() {
    Exposures exposures = exposures(5_000);
    count(exposures, "campaign:c", "sliding minute");
    for (int person = 0; person < 5_003; person++) {
      exposures.on(impression(person, "c", "a", START), 0);
    }
    assertEquals(5_000, exposures.size());
    assertEquals(3, full.get());

    // Later ones make room, part by part.
    for (int i = 0; i < 20_000; i++) {
      exposures.on(impression(i % 500, "c", "a", START + HOUR + i), 0);
    }
    assertTrue(exposures.size() < 1_500, () -> exposures.size() + " counts");
    assertEquals(
        40,
        exposures.count(counter("campaign:c", "sliding minute"), person(77), START + HOUR + 200));
  }

  @Test
  void onlyCountsOfWhomItWasShownShouldBeThereWhenTheTableHasGrownAndIsRestored()
      throws IOException {
    Exposures exposures = exposures(1_000_000);
    Counter a = counter("campaign:a", "sliding day");
    Counter b = counter("campaign:b", "since 0");
    count(exposures, "campaign:a", "sliding day");
    count(exposures, "campaign:b", "since 0");
    for (int person = 0; person < 20_000; person++) {
      exposures.on(impression(person, person % 2 == 0 ? "a" : "b", "ad", START), person);
    }

    Exposures again = exposures(1_000_000);
    restore(again, snapshot(exposures));

    for (Exposures each : List.of(exposures, again)) {
      for (int person = 0; person < 20_000; person++) {
        boolean even = person % 2 == 0;
        assertEquals(even ? 1 : 0, each.count(a, person(person), START));
        assertEquals(even ? 0 : 1, each.count(b, person(person), START));
        assertEquals(0, each.count(a, person(20_000 + person), START));
      }
    }
  }

  @Test
  void countsShouldTakeAbout40BytesWhenThereAreMany() {
    Exposures exposures = exposures(1_000_000);
    count(exposures, "campaign:c", "sliding day");
    for (int person = 0; person < 200_000; person++) {
      exposures.on(impression(person, "c", "a", START), 0);
    }
    assertEquals(200_000, exposures.size());
    assertTrue(exposures.bytes() <= 46 * 200_000, () -> exposures.bytes() + " bytes");
  }

  @Test
  void snapshotShouldBeRefusedWhenItIsCut() throws IOException {
    Exposures exposures = exposures(1_000);
    count(exposures, "campaign:c", "sliding day");
    exposures.on(impression(1, "c", "a", START), 0);
    byte[] snapshot = snapshot(exposures);
    for (int at = 0; at < snapshot.length; at += 7) {
      byte[] damaged = Arrays.copyOf(snapshot, at);
      assertThrows(IOException.class, () -> restore(exposures, damaged));
    }
    restore(exposures, snapshot);
    assertEquals(1, exposures.size());
  }
}
