package io.bidder.bidder.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The campaigns; the keys below {@code catalogue}.
 *
 * @param file the catalogue
 * @param pollInterval between looks at whether the file has changed
 */
public record CatalogueConfig(Path file, Duration pollInterval) {
  static CatalogueConfig read(Section section) {
    return new CatalogueConfig(
        section.path("file", "bidder/demo/campaigns.yaml"),
        section.duration("pollInterval", "2s", Duration.ofMillis(10), Duration.ofDays(1)));
  }
}
