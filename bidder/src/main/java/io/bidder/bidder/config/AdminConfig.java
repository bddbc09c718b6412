package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The port for operators; the keys below {@code admin}.
 *
 * @param port TCP port; 0 for a free one
 * @param host address to listen on: without a token, one that only this machine reaches
 * @param tokenFile with the token that whoever asks has to have; null for none
 * @param metricsPort TCP port for metrics and probes alone, which everybody may ask; 0 for a free
 *     one, {@link #NO_PORT} for none
 * @param metricsHost address that it listens on
 * @param maxConnections at a time; for one more, one that has been idle is closed
 * @param idleTimeout after which a connection without a request is closed
 * @param readTimeout for a request's body
 * @param writeTimeout for an answer to be taken
 * @param scrapeInterval between two looks at all metrics; until then the answer is the same
 */
public record AdminConfig(
    int port,
    String host,
    @Nullable Path tokenFile,
    int metricsPort,
    String metricsHost,
    int maxConnections,
    Duration idleTimeout,
    Duration readTimeout,
    Duration writeTimeout,
    Duration scrapeInterval,
    ExplainConfig explain) {
  /** Where there is no port. */
  public static final int NO_PORT = -1;

  private static final String ANYWHERE = "0.0.0.0";
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  static AdminConfig read(Section section) {
    boolean hasToken = section.isSet("tokenFile");
    int port = section.get("port", Types.integer(0, 65_535)).or(8081);
    String host =
        section
            .get("host", Types.TEXT)
            .or(hasToken ? ANYWHERE : "localhost", "localhost, 0.0.0.0 with a token");
    if (!hasToken && !Addresses.isLoopback(host)) {
      section.problem(
          "host",
          "localhost or another address of this machine alone, unless there is an admin.tokenFile");
    }
    return new AdminConfig(
        port,
        host,
        section.pathOrNull("tokenFile"),
        section.get("metricsPort", Types.integer(0, 65_535)).or(NO_PORT, ""),
        section.get("metricsHost", Types.TEXT).or(ANYWHERE),
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
