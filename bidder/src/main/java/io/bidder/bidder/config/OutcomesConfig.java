package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of bids; the keys below {@code outcomes}.
 *
 * @param conversionTokens file with the tokens of advertisers' servers; null for none
 * @param maxNotices that are remembered, so that none counts twice
 * @param winExpiry from a bid, until when it may win or lose
 * @param impressionExpiry from a bid, until when its ad may be shown and billed
 * @param clickExpiry from a bid, until when its ad may be clicked
 * @param orderExpiry from a bid, until when an order may come of it
 * @param personWindow from a click, until when an order of its person may come of it; zero if an
 *     order needs a click
 */
public record OutcomesConfig(
    @Nullable Path conversionTokens,
    int maxNotices,
    Duration winExpiry,
    Duration impressionExpiry,
    Duration clickExpiry,
    Duration orderExpiry,
    Duration personWindow) {
  private static final Duration MAX_EXPIRY = Duration.ofDays(90);

  static OutcomesConfig read(Section section) {
    OutcomesConfig config =
        new OutcomesConfig(
            section.pathOrNull("conversionTokens"),
            section.get("maxNotices", Types.integer(1_000, 1_000_000_000)).or(4_000_000),
            expiry(section, "winExpiry", Duration.ofHours(1)),
            expiry(section, "impressionExpiry", Duration.ofDays(1)),
            expiry(section, "clickExpiry", Duration.ofDays(7)),
            expiry(section, "orderExpiry", Duration.ofDays(30)),
            section
                .get("personWindow", Types.duration(Duration.ZERO, MAX_EXPIRY))
                .or(Duration.ZERO));
    if (config.personWindow.compareTo(config.orderExpiry) > 0) {
      // An order that is told again would come of the same click when it is no longer remembered.
      section.problem("personWindow", "at most orderExpiry, " + Types.show(config.orderExpiry));
    }
    return config;
  }

  private static Duration expiry(Section section, String key, Duration orElse) {
    return section.get(key, Types.duration(Duration.ofMillis(1), MAX_EXPIRY)).or(orElse);
  }
}
