package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.targeting.SystemRule.OperatingSystem;
import io.bidder.bidder.names.TextMap;
import io.bidder.bidder.names.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.IntArrayList;

/** The campaigns that want each operating system, by ranges of versions. Immutable. */
final class OperatingSystems {
  private final TextMap<List<Wanted>> byName;

  private OperatingSystems(TextMap<List<Wanted>> byName) {
    this.byName = byName;
  }

  /** A range of versions, and the campaigns that want it: many share a few ranges. */
  private record Wanted(long lowest, long highest, boolean anyVersion, Postings campaigns) {}

  /** Adds the campaigns that want this system. */
  void allow(CharSequence name, CharSequence version, Eligible eligible) {
    List<Wanted> wanted = byName.get(name);
    if (wanted == null) {
      return;
    }
    long known = Versions.lowest(version);
    for (int i = 0; i < wanted.size(); i++) {
      Wanted range = wanted.get(i);
      if (range.anyVersion
          || (known != Versions.UNKNOWN && range.lowest <= known && known <= range.highest)) {
        eligible.allow(range.campaigns);
      }
    }
  }

  /** Gathers the ranges, campaign by campaign in ascending order. */
  static final class Builder {
    private final Map<String, Map<OperatingSystem, IntArrayList>> byName = new LinkedHashMap<>();

    void add(int campaign, OperatingSystem system) {
      IntArrayList members =
          byName
              .computeIfAbsent(Texts.fold(system.name()), _ -> new LinkedHashMap<>())
              .computeIfAbsent(
                  new OperatingSystem("", system.minVersion(), system.maxVersion()),
                  _ -> new IntArrayList());
      Dimension.add(members, campaign);
    }

    OperatingSystems build(int campaigns) {
      Map<String, List<Wanted>> wanted = new LinkedHashMap<>();
      byName.forEach((name, ranges) -> {
        List<Wanted> ofName = new ArrayList<>();
        ranges.forEach((range, members) -> ofName.add(wanted(range, members, campaigns)));
        wanted.put(name, List.copyOf(ofName));
      });
      return new OperatingSystems(TextMap.of(wanted, true));
    }

    private static Wanted wanted(OperatingSystem range, IntArrayList members, int campaigns) {
      return new Wanted(
          range.minVersion().isEmpty() ? 0 : Versions.lowest(range.minVersion()),
          range.maxVersion().isEmpty() ? Long.MAX_VALUE : Versions.highest(range.maxVersion()),
          range.minVersion().isEmpty() && range.maxVersion().isEmpty(),
          Postings.of(members, campaigns));
    }
  }
}
