package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.time.Duration;

/**
 * The port for operators; the keys below {@code admin}.
 *
 * @param port TCP port; 0 for a free one
 * @param host address to listen on
 * @param maxConnections at a time; for one more, one that has been idle is closed
 * @param idleTimeout after which a connection without a request is closed
 * @param readTimeout for a request's body
 * @param writeTimeout for an answer to be taken
 * @param scrapeInterval between two looks at all metrics; until then the answer is the same
 */
public record AdminConfig(
    int port,
    String host,
    int maxConnections,
    Duration idleTimeout,
    Duration readTimeout,
    Duration writeTimeout,
    Duration scrapeInterval,
    ExplainConfig explain) {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  static AdminConfig read(Section section) {
    return new AdminConfig(
        section.get("port", Types.integer(0, 65_535)).or(8081),
        section.get("host", Types.TEXT).or("0.0.0.0"),
        section.get("maxConnections", Types.integer(32, 4096)).or(256),
        section.get("idleTimeout", Types.duration(SHORTEST, Duration.ofDays(1))).or(minutes(2)),
        section.get("readTimeout", Types.duration(SHORTEST, LONGEST)).or(seconds(5)),
        section.get("writeTimeout", Types.duration(SHORTEST, LONGEST)).or(seconds(5)),
        section.get("scrapeInterval", Types.duration(Duration.ZERO, LONGEST)).or(seconds(1)),
        section.map("explain", ExplainConfig::read));
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
