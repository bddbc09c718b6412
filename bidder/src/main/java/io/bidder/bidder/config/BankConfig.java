package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the bank that a fleet leases its budgets from; some of the keys below {@code
 * budget}.
 *
 * @param redis URL; empty if this server has its budgets for itself
 * @param passwordFile which holds its password; null if it is in the URL, or there is none
 * @param caFile certificates of those who sign Redis's, as PEM; null for the JVM's trust store
 * @param sync the time between two calls of the bank
 * @param lease the time for which a lease may be spent
 */
public record BankConfig(
    String redis,
    @Nullable Path passwordFile,
    @Nullable Path caFile,
    Duration sync,
    Duration lease) {
  private static final String EXPECTED =
      "a URL such as redis://USER:PASSWORD@HOST:6379/0, or with rediss for TLS";

  static BankConfig read(Section section) {
    BankConfig config =
        new BankConfig(
            section
                .get("redis", Type.texts(EXPECTED, text -> isRedis(text) || hasPassword(text)))
                .or(""),
            section.pathOrNull("redisPasswordFile"),
            section.pathOrNull("redisCaFile"),
            section
                .get("sync", Types.duration(Duration.ofMillis(50), Duration.ofMinutes(1)))
                .or(Duration.ofSeconds(1)),
            section
                .get("lease", Types.duration(Duration.ofSeconds(1), Duration.ofMinutes(10)))
                .or(Duration.ofSeconds(30)));
    if (config.isShared() && !isRedis(config.redis)) {
      section.remark("redis", "expected " + EXPECTED);
    }
    if (config.caFile != null && config.redis.startsWith("redis:")) {
      section.remark("redisCaFile", "expected none without TLS, a budget.redis of rediss://…");
    }
    if (config.lease.compareTo(config.sync.multipliedBy(2)) < 0) {
      section.problem("lease", "at least two times budget.sync");
    }
    return config;
  }

  /** Tells whether there may be a password in it: then a problem does not repeat it. */
  private static boolean hasPassword(String text) {
    return text.contains("@");
  }

  private static boolean isRedis(String text) {
    try {
      URI uri = new URI(text);
      return List.of("redis", "rediss").contains(uri.getScheme())
          && uri.getHost() != null
          && uri.getPath().matches("(/\\d{0,4})?")
          && uri.getQuery() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Tells whether budgets are leased. */
  public boolean isShared() {
    return !redis.isEmpty();
  }

  /** Without the URL, which may hold a password. */
  @Override
  public String toString() {
    return "BankConfig[sync=" + sync + ", lease=" + lease + "]";
  }
}
