package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The campaigns; the keys below {@code catalogue}.
 *
 * @param file the catalogue
 * @param pollInterval between looks at whether the file has changed
 * @param maxDrop the share of the served campaigns by which a changed file that does not say how
 *     many it has may have fewer
 */
public record CatalogueConfig(Path file, Duration pollInterval, double maxDrop) {
  static CatalogueConfig read(Section section, Path home) {
    return new CatalogueConfig(
        section.path("file", home, "bidder/demo/campaigns.yaml"),
        section
            .get("pollInterval", Types.duration(Duration.ofMillis(10), Duration.ofDays(1)))
            .or(Duration.ofSeconds(2)),
        section.get("maxDrop", Types.number(0, 1)).or(0.5));
  }
}
