package io.bidder.eventlog.join;

import io.bidder.eventlog.event.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What counts as an outcome of a bid, and when its row is told.
 *
 * @param shownBy kinds of events that show that the ad was shown, of impression, billed and win;
 *     the earliest is the impression
 * @param impressionWindow from a bid to what shows that it was shown
 * @param settleAfter from the impression to the row's first telling
 * @param clickWindow from the impression to a click that counts
 * @param conversionWindow from the click to a conversion that counts
 * @param viewWindow from the impression to a conversion that counts without a click; zero if none
 *     does
 * @param maxReportingDelay for an outcome to be taken into the log, after the last of these windows
 * @param maxArrivalDelay for an event to come here, after it was taken into the log
 */
public record JoinRules(
    Set<Kind> shownBy,
    Duration impressionWindow,
    Duration settleAfter,
    Duration clickWindow,
    Duration conversionWindow,
    Duration viewWindow,
    Duration maxReportingDelay,
    Duration maxArrivalDelay) {
  public JoinRules {
    if (shownBy.isEmpty()
        || !EnumSet.of(Kind.IMPRESSION, Kind.BILLED, Kind.WIN).containsAll(shownBy)) {
      throw new IllegalArgumentException(
          "shown by " + shownBy + ", expected some of impression, billed, win");
    }
    shownBy = Set.copyOf(shownBy);
  }

  /**
   * An ad is shown when its pixel or the exchange's billing notice says so within an hour of the
   * bid, and told after 10 minutes. Clicks count for an hour, and their conversions for 7 days, if
   * told within another. Events come within 10 minutes.
   */
  public static JoinRules defaults() {
    return new JoinRules(
        Set.of(Kind.IMPRESSION, Kind.BILLED),
        Duration.ofHours(1),
        Duration.ofMinutes(10),
        Duration.ofHours(1),
        Duration.ofDays(7),
        Duration.ZERO,
        Duration.ofDays(1),
        Duration.ofMinutes(10));
  }

  /** The time from an impression after which an outcome that is told counts no more. */
  long horizonMillis() {
    long windows = Math.max(clickWindow.plus(conversionWindow).toMillis(), viewWindow.toMillis());
    return windows + maxReportingDelay.toMillis();
  }
}
