package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Cap;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the frequency caps of advertisers, campaigns and creatives. */
final class CapParser {
  private static final String KEY = "caps";
  private static final String IMPRESSIONS = "impressions";
  private static final int MAX_CAPS = 10;
  private static final Type<Integer> COUNT = Types.integer(1, Cap.MAX_IMPRESSIONS);
  private static final Type<Cap.Per> PER = Types.choice(Cap.Per.class);
  private static final Type<Cap.Window> WINDOW = Types.choice(Cap.Window.class);
  private static final Type<Cap.WithoutId> WITHOUT_ID =
      Types.choice(new TreeMap<>(Map.of("bid", Cap.WithoutId.BID, "noBid", Cap.WithoutId.NO_BID)));

  private final boolean isLogged;

  /**
   * A parser.
   *
   * @param isLogged whether there is a log that tells what was shown
   */
  CapParser(boolean isLogged) {
    this.isLogged = isLogged;
  }

  /**
   * Reads the caps of something.
   *
   * @param hasFlight whether it is shown in a campaign's flight only
   */
  List<Cap> caps(Section owner, boolean hasFlight) {
    if (!owner.isSet(KEY)) {
      return List.of();
    }
    if (!isLogged) {
      owner.remark(
          KEY, "expected none without events.dir: only the event log tells what was shown");
    }
    List<Cap> before = new ArrayList<>();
    return owner.maps(KEY, 1, MAX_CAPS, section -> cap(section, hasFlight, before)).required();
  }

  private static Cap cap(Section section, boolean hasFlight, List<Cap> before) {
    int impressions = section.get(IMPRESSIONS, COUNT).required();
    Cap.Per per = section.get("per", PER).required();
    boolean ofFlight = per == Cap.Per.FLIGHT;
    if (ofFlight && !hasFlight) {
      section.problem("per", "minute, hour, day or week, for an advertiser has no flight");
    }
    if (ofFlight && section.isSet("window")) {
      section.remark("window", "expected none per flight, which is one window");
    }
    Cap cap =
        new Cap(
            impressions,
            per,
            section.get("window", WINDOW).or(Cap.Window.SLIDING),
            section.get("withoutId", WITHOUT_ID).or(Cap.WithoutId.BID));
    for (Cap other : before) {
      if (cap.per() == other.per() && cap.window() == other.window()) {
        section.remark("per", "expected one cap of a kind, there is another: " + other.words());
      } else if (cap.isPointlessBeside(other)) {
        pointless(section, cap, other);
      } else if (other.isPointlessBeside(cap)) {
        pointless(section, other, cap);
      }
    }
    before.add(cap);
    return cap;
  }

  private static void pointless(Section section, Cap cap, Cap beside) {
    section.remark(
        IMPRESSIONS,
        "expected no cap that never stops anything, as "
            + cap.words()
            + " beside "
            + beside.words());
  }
}
