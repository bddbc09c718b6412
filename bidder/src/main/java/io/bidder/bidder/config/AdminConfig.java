package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;

/**
 * The port for operators; the keys below {@code admin}.
 *
 * @param port TCP port; 0 for a free one
 * @param host address to listen on
 */
public record AdminConfig(int port, String host) {
  static AdminConfig read(Section section) {
    return new AdminConfig(
        section.get("port", Types.integer(0, 65_535)).or(8081),
        section.get("host", Types.TEXT).or("0.0.0.0"));
  }
}
