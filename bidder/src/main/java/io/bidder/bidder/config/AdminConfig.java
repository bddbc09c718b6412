package io.bidder.bidder.config;

/**
 * The port for operators; the keys below {@code admin}.
 *
 * @param port TCP port; 0 for a free one
 * @param host address to listen on
 */
public record AdminConfig(int port, String host) {
  static AdminConfig read(Section section) {
    return new AdminConfig(
        section.integer("port", "8081", 0, 65_535), section.text("host", "0.0.0.0"));
  }
}
