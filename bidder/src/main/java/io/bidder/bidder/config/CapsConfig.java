package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;

/**
 * The settings of frequency caps; the keys below {@code caps}.
 *
 * @param count whether persons' impressions are counted; if not, no cap holds
 * @param maxCounts counts that are kept: one for each cap of each person that it counts for
 */
public record CapsConfig(boolean count, int maxCounts) {
  static CapsConfig read(Section section) {
    return new CapsConfig(
        section.get("count", Types.FLAG).or(true),
        section.get("maxCounts", Types.integer(1_000, 100_000_000)).or(10_000_000));
  }
}
