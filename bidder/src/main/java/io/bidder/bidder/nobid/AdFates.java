package io.bidder.bidder.nobid;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Counts of what became of each campaign's ads in the last minutes. Every thread that bids has
 * counts of its own and shares none: it takes no lock, and who asks adds them up.
 */
public final class AdFates {
  /** Counts are of the time since the beginning of the period before the one that is under way. */
  static final long PERIOD_MILLIS = 5 * 60_000;

  private static final AdFate[] FATES = AdFate.values();
  private static final int SLOTS_A_BLOCK = 64;
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);

  private final List<Counter> counters = new CopyOnWriteArrayList<>();

  /** Counts of one thread. */
  public static final class Counter {
    private volatile Period now = new Period(0);
    private volatile Period before = now;

    /** An ad of a campaign met a fate, at a time in milliseconds since 1970. Allocates seldom. */
    public void count(int campaignSlot, AdFate fate, long epochMillis) {
      Period into = now;
      if (epochMillis / PERIOD_MILLIS != into.number) {
        before = into;
        into = new Period(epochMillis / PERIOD_MILLIS);
        now = into;
      }
      into.count(campaignSlot, fate);
    }
  }

  /** Counts of a period, in blocks that are made when something of theirs is counted. */
  private static final class Period {
    final long number;
    private volatile int[] @Nullable [] blocks = {};

    Period(long number) {
      this.number = number;
    }

    void count(int campaignSlot, AdFate fate) {
      int block = campaignSlot / SLOTS_A_BLOCK;
      int[] @Nullable [] all = blocks;
      int[] counts = block < all.length ? all[block] : null;
      if (counts == null) {
        counts = new int[SLOTS_A_BLOCK * FATES.length];
        all = Arrays.copyOf(all, Math.max(all.length, block + 1));
        all[block] = counts;
        blocks = all;
      }
      int at = place(campaignSlot, fate);
      COUNT.setOpaque(counts, at, counts[at] + 1);
    }

    int of(int campaignSlot, AdFate fate) {
      int[] @Nullable [] all = blocks;
      int block = campaignSlot / SLOTS_A_BLOCK;
      int[] counts = block < all.length ? all[block] : null;
      return counts == null ? 0 : (int) COUNT.getOpaque(counts, place(campaignSlot, fate));
    }

    private static int place(int campaignSlot, AdFate fate) {
      return campaignSlot % SLOTS_A_BLOCK * FATES.length + fate.place;
    }
  }

  /** Counts for one thread. */
  public Counter counter() {
    Counter counter = new Counter();
    counters.add(counter);
    return counter;
  }

  /** The time since which counts are told. */
  public static long sinceEpochMillis(long nowEpochMillis) {
    return (nowEpochMillis / PERIOD_MILLIS - 1) * PERIOD_MILLIS;
  }

  /** Ads of a campaign by what became of them since then; those of which there are any. */
  public Map<AdFate, Long> of(int campaignSlot, long nowEpochMillis) {
    long last = nowEpochMillis / PERIOD_MILLIS;
    Map<AdFate, Long> all = new EnumMap<>(AdFate.class);
    for (Counter counter : counters) {
      add(counter.now, campaignSlot, last, all);
      Period before = counter.before;
      if (before.number < counter.now.number) {
        add(before, campaignSlot, last, all);
      }
    }
    return all;
  }

  private static void add(Period period, int slot, long last, Map<AdFate, Long> to) {
    if (period.number < last - 1) {
      return;
    }
    for (AdFate fate : FATES) {
      int count = period.of(slot, fate);
      if (count > 0) {
        to.merge(fate, (long) count, Long::sum);
      }
    }
  }
}
