package io.bidder.bidder.campaign;

import java.util.Locale;

/**
 * A limit on how often one person is shown what it belongs to. Immutable.
 *
 * @param impressions at most so many
 * @param per within this time
 * @param window of which times; of no meaning for a flight, which is one
 * @param withoutId what holds for a person who is not known
 */
public record Cap(int impressions, Per per, Window window, WithoutId withoutId) {
  /** The most that may be shown. */
  public static final int MAX_IMPRESSIONS = 200;

  /** A time within which impressions are counted, from the shortest. */
  public enum Per {
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    FLIGHT;

    /** The time as files and metrics name it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The times that count. */
  public enum Window {
    /** Any such time. */
    SLIDING,
    /** Those of the calendar: minutes and hours of UTC, days and weeks of the advertiser. */
    CALENDAR
  }

  /** What a cap says of a person without an id that may be used. */
  public enum WithoutId {
    BID,
    NO_BID
  }

  /** Tells whether this cap can never stop what another one lets pass. */
  public boolean isPointlessBeside(Cap other) {
    if (per.compareTo(other.per) > 0) {
      return false;
    }
    // Two days of a calendar meet within one that slides.
    boolean straddles =
        window == Window.SLIDING && other.window == Window.CALENDAR && other.per != Per.FLIGHT;
    return other.impressions * (straddles ? 2 : 1) <= impressions;
  }

  /** The cap in words, such as {@code 3 impressions per sliding day}. */
  public String words() {
    return impressions
        + (impressions == 1 ? " impression per " : " impressions per ")
        + (per == Per.FLIGHT ? "" : window.name().toLowerCase(Locale.ROOT) + " ")
        + per.label();
  }
}
