package io.bidder.bidder.exposure;

import io.bidder.bidder.config.CapsConfig;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.follow.Fold;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each person was shown: the fold of the log's {@code billed} events, which come of every
 * impression that is paid for, whatever its ad's markup tells. What is counted of each is in the
 * log too, as {@code control} events: so a cap counts from when the log first has it, whichever
 * server asks. Nobody is here whom an event does not name. Asking takes no lock.
 */
public final class Exposures implements Fold {
  /** The name of the limit on counts. */
  public static final String COUNTS = "caps.maxCounts";

  /** The action of a control event from which on impressions of its target are counted. */
  static final String ACTION = "count-exposures";

  static final String CAMPAIGN = "campaign:";
  static final String CREATIVE = "creative:";
  static final String ADVERTISER = "advertiser:";

  /** The target that stands for each campaign. */
  static final String EVERY_CAMPAIGN = "campaigns";

  private static final String CATALOGUE = "catalogue";
  private static final int PERSON_DIGITS = 16;
  private static final int HEX = 16;
  private static final Counter[] NONE = {};

  private final ExposureTable table;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** By what is counted, with its kind's prefix; asked by the thread that follows alone. */
  private final Map<String, Counter[]> bySubject = new HashMap<>();

  private final Map<String, Subjects> subjects = new HashMap<>();
  private volatile boolean countsEver;
  private long latestEpochMillis;

  /** The counters of an ad of a campaign, so that nothing has to be put together each time. */
  private record Subjects(String campaign, String advertiser, List<Counter> counters) {}

  /**
   * Nothing yet.
   *
   * @param full is told of each person that is not counted, for so many are
   */
  public Exposures(CapsConfig config, Runnable full) {
    table = new ExposureTable(config.maxCounts(), full);
  }

  /** A person as counts know it: the beginning of its hash. */
  public static long person(byte[] hash) {
    long person = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      person = person << Byte.SIZE | (hash[i] & 0xff);
    }
    return person;
  }

  /** Tells whether anything is counted of a person; false is certain. */
  boolean mayHave(long person) {
    return table.mayHave(person);
  }

  /** Tells whether any of the counters with these ids has counted a person. */
  boolean mayHave(long person, long[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (table.has(Counter.key(person, ids[i]))) {
        return true;
      }
    }
    return false;
  }

  /** The person's impressions that a counter counts at a time. */
  int count(Counter counter, long person, long epochMillis) {
    return table.count(counter.key(person), counter.kind, counter.unit(epochMillis));
  }

  /** Tells whether impressions are counted so, as far as the log is followed. */
  boolean counts(String subject, String rule) {
    return known.contains(name(subject, rule));
  }

  /** Tells whether all impressions of each campaign are counted. */
  boolean countsEver() {
    return countsEver;
  }

  /** The event from which on impressions are counted. */
  static Happening.Control countFromNow(String subject, String rule) {
    return new Happening.Control(ACTION, subject, rule, CATALOGUE);
  }

  /** Counts that are kept. */
  public long size() {
    return table.size();
  }

  /** Memory, off the heap, that they take. */
  public long bytes() {
    return table.bytes();
  }

  @Override
  public String name() {
    return "exposures";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public boolean wants(Kind kind) {
    return kind == Kind.BILLED || kind == Kind.CONTROL;
  }

  @Override
  public void on(Event event, long position) {
    switch (event.happening()) {
      case Happening.Billed billed -> {
        latestEpochMillis = Math.max(latestEpochMillis, event.ingestEpochMillis());
        on(billed.subject(), event.eventEpochMillis());
      }
      case Happening.Control control -> {
        if (control.action().equals(ACTION)) {
          add(control.target(), control.value());
        }
      }
      default -> {}
    }
  }

  private void on(Subject subject, long epochMillis) {
    if (known.isEmpty() || subject.person().length() < PERSON_DIGITS) {
      return;
    }
    long person = Long.parseUnsignedLong(subject.person(), 0, PERSON_DIGITS, HEX);
    List<Counter> counters = counters(subject);
    for (int i = 0; i < counters.size(); i++) {
      Counter counter = counters.get(i);
      if (epochMillis >= counter.sinceEpochMillis) {
        table.add(counter.key(person), counter.kind, counter.unit(epochMillis), latestEpochMillis);
      }
    }
  }

  private List<Counter> counters(Subject subject) {
    Subjects of = subjects.get(subject.creativeId());
    if (of == null
        || !of.campaign.equals(subject.campaignId())
        || !of.advertiser.equals(subject.advertiserId())) {
      of = new Subjects(subject.campaignId(), subject.advertiserId(), find(subject));
      subjects.put(subject.creativeId(), of);
    }
    return of.counters;
  }

  private List<Counter> find(Subject subject) {
    Map<String, Counter> found = new HashMap<>();
    for (Counter counter : bySubject.getOrDefault(CAMPAIGN + subject.campaignId(), NONE)) {
      found.put(name(counter.subject, counter.rule), counter);
    }
    for (Counter counter : bySubject.getOrDefault(CREATIVE + subject.creativeId(), NONE)) {
      found.put(name(counter.subject, counter.rule), counter);
    }
    for (Counter counter : bySubject.getOrDefault(ADVERTISER + subject.advertiserId(), NONE)) {
      found.put(name(counter.subject, counter.rule), counter);
    }
    if (countsEver) {
      Counter ever = Counter.of(CAMPAIGN + subject.campaignId(), Counter.ever());
      if (ever != null) {
        found.putIfAbsent(name(ever.subject, ever.rule), ever);
      }
    }
    return List.copyOf(found.values());
  }

  private void add(String subject, String rule) {
    Counter counter = Counter.of(subject, rule);
    // Of a later version, perhaps: it is nothing that is known here.
    if (counter != null && known.add(name(subject, rule))) {
      Counter[] before = bySubject.getOrDefault(subject, NONE);
      Counter[] more = Arrays.copyOf(before, before.length + 1);
      more[before.length] = counter;
      bySubject.put(subject, more);
      subjects.clear();
      if (subject.equals(EVERY_CAMPAIGN)) {
        countsEver = true;
      }
    }
  }

  private static String name(String subject, String rule) {
    return subject + '\0' + rule;
  }

  @Override
  public void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(latestEpochMillis);
    out.writeInt(known.size());
    for (Counter[] counters : bySubject.values()) {
      for (Counter counter : counters) {
        out.writeUTF(counter.subject);
        out.writeUTF(counter.rule);
      }
    }
    table.writeTo(out, latestEpochMillis);
  }

  @Override
  public void readFrom(DataInputStream in) throws IOException {
    clear();
    latestEpochMillis = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      add(in.readUTF(), in.readUTF());
    }
    table.readFrom(in);
  }

  @Override
  public void clear() {
    latestEpochMillis = 0;
    countsEver = false;
    known.clear();
    bySubject.clear();
    subjects.clear();
    table.clear();
  }
}
