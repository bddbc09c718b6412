package io.bidder.bidder.campaign.index;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntArrayList;

/** The campaigns that want each range of ages. Immutable. */
final class Ages {
  private static final long MILLIS_PER_DAY = 86_400_000;

  private final List<Wanted> wanted;

  private Ages(List<Wanted> wanted) {
    this.wanted = wanted;
  }

  /** A range of ages, and the campaigns that want it: many share a few ranges. */
  private record Wanted(Range range, Postings campaigns) {}

  private record Range(int min, int max) {}

  void allow(int age, Eligible eligible) {
    for (int i = 0; i < wanted.size(); i++) {
      Range range = wanted.get(i).range;
      if (range.min <= age && age <= range.max) {
        eligible.allow(wanted.get(i).campaigns);
      }
    }
  }

  /** The year of an instant, in UTC. Without objects, unlike java.time. */
  static int yearOf(long epochMillis) {
    // Days from 1 March of year 0 in eras of 400 years:
    // http://howardhinnant.github.io/date_algorithms.html
    long days = Math.floorDiv(epochMillis, MILLIS_PER_DAY) + 719_468;
    long era = Math.floorDiv(days, 146_097);
    long dayOfEra = days - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    // January and February, from day 306 on, belong to the next year.
    return (int) (yearOfEra + era * 400 + (dayOfYear >= 306 ? 1 : 0));
  }

  /** Gathers the ranges, campaign by campaign in ascending order. */
  static final class Builder {
    private final Map<Range, IntArrayList> byRange = new LinkedHashMap<>();

    void add(int campaign, int min, int max) {
      byRange.computeIfAbsent(new Range(min, max), _ -> new IntArrayList()).addInt(campaign);
    }

    Ages build(int campaigns) {
      List<Wanted> wanted = new ArrayList<>();
      byRange.forEach(
          (range, members) -> wanted.add(new Wanted(range, Postings.of(members, campaigns))));
      return new Ages(List.copyOf(wanted));
    }
  }
}
