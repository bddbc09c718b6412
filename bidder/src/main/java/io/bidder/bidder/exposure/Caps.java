package io.bidder.bidder.exposure;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Cap;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.eventlog.event.Happening;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The caps of the served catalogue, held against what persons were shown. Its owner has {@link
 * #look} called every {@link #LOOK_MILLIS}. Thread-safe; who asks meets no lock.
 */
public final class Caps {
  /** The time between two looks at what the log does not count yet. */
  public static final long LOOK_MILLIS = 500;

  private static final AdCap[] NONE = {};
  private static final long[] NO_IDS = {};

  private final @Nullable Exposures exposures;
  private final Consumer<Happening.Control> log;
  private List<Counter> wanted = List.of();
  private volatile boolean exist;
  private volatile boolean readByModel;
  private volatile AdCap[][] ofCampaigns = {};
  private volatile AdCap[][] ofCreatives = {};

  /**
   * The ids of their counters, by which most ads pass: of many campaigns each object that is looked
   * at costs a way to memory.
   */
  private volatile long[][] idsOfCampaigns = {};

  private volatile long[][] idsOfCreatives = {};

  /** By the campaign's slot: all that a person was shown of it. */
  private volatile @Nullable Counter[] ever = {};

  /**
   * Caps of no catalogue yet.
   *
   * @param log takes the events from which on impressions are counted
   */
  public Caps(Exposures exposures, Consumer<Happening.Control> log) {
    this.exposures = exposures;
    this.log = log;
  }

  private Caps() {
    exposures = null;
    log = _ -> {};
  }

  /** No caps, where nobody counts. */
  public static Caps none() {
    return new Caps();
  }

  /** Takes up the caps of a catalogue that is about to be served. */
  public synchronized void use(CampaignIndex index) {
    // Those that leave the catalogue hold until it has taken over.
    AdCap[][] campaigns = copy(ofCampaigns, index.campaignSlotCount());
    AdCap[][] creatives = copy(ofCreatives, index.creativeSlotCount());
    @Nullable Counter[] all = Arrays.copyOf(ever, index.campaignSlotCount());
    Map<String, Counter> counters = new HashMap<>();
    for (int c = 0; c < index.campaignCount(); c++) {
      Campaign campaign = index.campaign(c);
      Advertiser advertiser = campaign.advertiser();
      int slot = index.campaignSlot(c);
      AdCap[] own = caps(AdCap.Of.CAMPAIGN, campaign.id(), campaign.caps(), campaign, counters);
      AdCap[] shared =
          caps(AdCap.Of.ADVERTISER, advertiser.id(), advertiser.caps(), campaign, counters);
      AdCap[] both = Arrays.copyOf(own, own.length + shared.length);
      System.arraycopy(shared, 0, both, own.length, shared.length);
      campaigns[slot] = both.length == 0 ? NONE : both;
      if (all[slot] == null) {
        all[slot] = Counter.of(Exposures.CAMPAIGN + campaign.id(), Counter.ever());
      }
      for (int i = 0; i < campaign.creatives().size(); i++) {
        Creative creative = campaign.creatives().get(i);
        creatives[index.creativeSlot(c, i)] =
            caps(AdCap.Of.CREATIVE, creative.id(), creative.caps(), campaign, counters);
      }
    }
    wanted = List.copyOf(counters.values());
    ever = all;
    idsOfCampaigns = ids(campaigns);
    idsOfCreatives = ids(creatives);
    ofCampaigns = campaigns;
    ofCreatives = creatives;
    exist = !counters.isEmpty();
    look();
  }

  private static AdCap[][] copy(AdCap[][] before, int slots) {
    AdCap[][] all = Arrays.copyOf(before, slots);
    Arrays.fill(all, Math.min(before.length, slots), slots, NONE);
    return all;
  }

  private static long[][] ids(AdCap[][] of) {
    long[][] ids = new long[of.length][];
    for (int slot = 0; slot < ids.length; slot++) {
      ids[slot] =
          of[slot].length == 0
              ? NO_IDS
              : Arrays.stream(of[slot]).mapToLong(cap -> cap.counter.id).toArray();
    }
    return ids;
  }

  private static AdCap[] caps(
      AdCap.Of of, String id, List<Cap> caps, Campaign campaign, Map<String, Counter> counters) {
    if (caps.isEmpty()) {
      return NONE;
    }
    String subject = of.label() + ":" + id;
    Instant start = campaign.start();
    AdCap[] made = new AdCap[caps.size()];
    for (int i = 0; i < made.length; i++) {
      String rule = Counter.rule(caps.get(i), campaign.advertiser().timeZone(), start);
      Counter counter =
          counters.computeIfAbsent(
              subject + '\0' + rule,
              _ -> Objects.requireNonNull(Counter.of(subject, rule), "a rule of a cap"));
      made[i] = new AdCap(of, caps.get(i), counter);
    }
    return made;
  }

  /** Has the log count what the catalogue and the model ask for and it does not count yet. */
  public synchronized void look() {
    Exposures by = exposures;
    if (by == null) {
      return;
    }
    for (Counter counter : wanted) {
      if (!by.counts(counter.subject, counter.rule)) {
        log.accept(Exposures.countFromNow(counter.subject, counter.rule));
      }
    }
    if (readByModel && !by.counts(Exposures.EVERY_CAMPAIGN, Counter.ever())) {
      log.accept(Exposures.countFromNow(Exposures.EVERY_CAMPAIGN, Counter.ever()));
    }
  }

  /** Caps that the log does not count for yet. */
  public synchronized int uncounted() {
    Exposures by = exposures;
    return by == null
        ? 0
        : (int)
            wanted.stream().filter(counter -> !by.counts(counter.subject, counter.rule)).count();
  }

  /** Tells whether there is any cap. */
  public boolean exist() {
    return exist;
  }

  /** The caps of a campaign and its advertiser; not to be changed. */
  public AdCap[] ofCampaign(int campaignSlot) {
    AdCap[][] all = ofCampaigns;
    return campaignSlot < all.length ? all[campaignSlot] : NONE;
  }

  /** The caps of a creative; not to be changed. */
  public AdCap[] ofCreative(int creativeSlot) {
    AdCap[][] all = ofCreatives;
    return creativeSlot < all.length ? all[creativeSlot] : NONE;
  }

  /** Tells whether a person may have been shown anything that caps count; false is certain. */
  public boolean mayHaveShown(long person) {
    return exposures != null && exposures.mayHave(person);
  }

  /** Tells whether the caps of an ad may count anything of a person; false is certain. */
  public boolean mayHaveShown(long person, int campaignSlot, int creativeSlot) {
    Exposures by = exposures;
    return by != null
        && (by.mayHave(person, ids(idsOfCampaigns, campaignSlot))
            || by.mayHave(person, ids(idsOfCreatives, creativeSlot)));
  }

  private static long[] ids(long[][] all, int slot) {
    return slot < all.length ? all[slot] : NO_IDS;
  }

  /** A person's impressions that a cap counts at a time. */
  public int count(AdCap cap, long person, long epochMillis) {
    return exposures == null ? 0 : exposures.count(cap.counter, person, epochMillis);
  }

  /**
   * A person's impressions of a campaign; -1 where they are not counted. Once somebody asks, they
   * are, soon.
   */
  public int exposures(int campaignSlot, long person, long epochMillis) {
    Exposures by = exposures;
    @Nullable Counter[] all = ever;
    if (by == null || campaignSlot >= all.length) {
      return -1;
    }
    if (!readByModel) {
      readByModel = true;
    }
    Counter counter = all[campaignSlot];
    return counter == null || !by.countsEver() ? -1 : by.count(counter, person, epochMillis);
  }
}
