package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.time.Duration;

/**
 * The look at whether a bid can be made; the keys below {@code bid.watchdog}.
 *
 * @param interval between looks
 * @param timeout for the bid that a look has made
 * @param failures looks in a row that find something wrong before the server is not ready
 * @param endAfter for which something is wrong before the process ends; zero for never
 */
public record WatchdogConfig(Duration interval, Duration timeout, int failures, Duration endAfter) {
  static WatchdogConfig read(Section section) {
    return new WatchdogConfig(
        section
            .get("interval", Types.duration(Duration.ofMillis(10), Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(1)),
        section
            .get("timeout", Types.duration(Duration.ofMillis(500), Duration.ofMinutes(10)))
            .or(Duration.ofSeconds(2)),
        section.get("failures", Types.integer(1, 1_000)).or(3),
        section
            .get("endAfter", Types.duration(Duration.ZERO, Duration.ofDays(1)))
            .or(Duration.ofSeconds(60)));
  }
}
