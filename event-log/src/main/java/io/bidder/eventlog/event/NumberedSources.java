package io.bidder.eventlog.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sources that stand in events as numbers, those of {@code Source} in event.proto. More may be
 * added at the end; none may go or change its place.
 */
final class NumberedSources {
  /** Of a source that stands there by its name. */
  static final int NAMED = 0;

  private static final List<String> PATHS = new ArrayList<>();
  private static final Map<String, Integer> NUMBERS = new HashMap<>();

  static {
    add(
        "site.",
        "id name domain page ref search mobile cat sectioncat pagecat keywords publisher.id"
            + " publisher.name publisher.domain");
    add("site.content.", "id title genre cat len language livestream");
    add(
        "app.",
        "id name domain bundle storeurl ver cat sectioncat pagecat keywords publisher.id"
            + " publisher.name publisher.domain");
    add("app.content.", "id title genre cat len language livestream");
    add(
        "device.",
        "ua ip ipv6 ifa devicetype make model os osv hwv browser w h ppi pxratio js language langb"
            + " carrier mccmnc connectiontype lmt");
    add("device.geo.", "type lat lon country region metro city zip utcoffset");
    add("user.", "id buyeruid yob gender keywords data.id data.segment.id");
    add("imp.", "id tagid instl secure rwdd exp bidfloor bidfloorcur displaymanager");
    add("imp.banner.", "pos w h btype battr format.w format.h");
    add(
        "imp.video.",
        "pos w h minduration maxduration startdelay placement plcmt linearity skip playbackmethod");
    add("imp.pmp.", "deals.id");
    add("", "at tmax cur");
    add("campaign.", "id advertiser seat bundle exposures category");
    add("creative.", "id adid bundle w h title description");
  }

  private NumberedSources() {}

  private static void add(String under, String names) {
    for (String name : names.split(" ", -1)) {
      PATHS.add(under + name);
      NUMBERS.put(under + name, PATHS.size());
    }
  }

  /** The number of a source; {@link #NAMED} if it has none. */
  static int of(String source) {
    return NUMBERS.getOrDefault(source, NAMED);
  }

  /** Tells whether a source has the number here. */
  static boolean isKnown(long number) {
    return number > NAMED && number <= PATHS.size();
  }

  /**
   * The source of a number.
   *
   * @throws InvalidEventException if none has it here: a later version wrote it, and without its
   *     name the value would be taken for missing
   */
  static String source(long number) {
    if (!isKnown(number)) {
      throw new InvalidEventException(
          "a source of number %d, which is not known".formatted(number));
    }
    return PATHS.get((int) number - 1);
  }
}
