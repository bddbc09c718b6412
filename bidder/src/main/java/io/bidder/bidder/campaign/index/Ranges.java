package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.targeting.RangeRule.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntArrayList;

/** The campaigns that want each range of numbers. Immutable. */
final class Ranges {
  private final List<Wanted> wanted;

  private Ranges(List<Wanted> wanted) {
    this.wanted = wanted;
  }

  /** A range, and the campaigns that want it: many share a few ranges. */
  private record Wanted(Range range, Postings campaigns) {}

  void allow(int number, Eligible eligible) {
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).range.contains(number)) {
        eligible.allow(wanted.get(i).campaigns);
      }
    }
  }

  /** Gathers the ranges, campaign by campaign in ascending order. */
  static final class Builder {
    private final Map<Range, IntArrayList> byRange = new LinkedHashMap<>();

    void add(int campaign, Range range) {
      byRange.computeIfAbsent(range, _ -> new IntArrayList()).addInt(campaign);
    }

    Ranges build(int campaigns) {
      List<Wanted> wanted = new ArrayList<>();
      byRange.forEach(
          (range, members) -> wanted.add(new Wanted(range, Postings.of(members, campaigns))));
      return new Ranges(List.copyOf(wanted));
    }
  }
}
