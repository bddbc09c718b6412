package io.bidder.modelstore.schema;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one name of a source that OpenRTB 2.5 and 2.6 keep at different places. A feature may name
 * either; raw values are put under either.
 *
 * <p>Only fields that OpenRTB 2.6 promoted from an {@code ext} object without changing their
 * meaning are listed.
 *
 * @see <a href="https://github.com/InteractiveAdvertisingBureau/openrtb2.x">OpenRTB 2.x</a>
 */
public final class SourcePaths {
  /** Hour of the day in the user's zone, 0-23. */
  public static final String LOCAL_HOUR = "time.localHour";

  /** Day of the week in the user's zone, Monday 1 to Sunday 7. */
  public static final String LOCAL_DAY_OF_WEEK = "time.localDayOfWeek";

  /** Hour of the week in the user's zone, 0 (Monday 00:00) to 167. */
  public static final String LOCAL_HOUR_OF_WEEK = "time.localHourOfWeek";

  /** How often the person was shown the ad's campaign before. */
  public static final String EXPOSURES = "campaign.exposures";

  /** 2.5 position to 2.6 position. */
  private static final Map<String, String> CANONICAL_BY_SYNONYM = synonyms();

  private SourcePaths() {}

  /** The path's 2.6 position where it is a 2.5 one, otherwise the path itself. */
  public static String canonical(String path) {
    return CANONICAL_BY_SYNONYM.getOrDefault(path, path);
  }

  /** Tells whether a path is one of a campaign or creative, whose values differ per creative. */
  public static boolean isOfCandidate(String path) {
    return path.startsWith("campaign.") || path.startsWith("creative.");
  }

  /** Tells whether a path is one of an impression, whose values differ within a request. */
  public static boolean isOfImp(String path) {
    return path.startsWith("imp.");
  }

  /** Every known 2.5 position with its 2.6 one. */
  public static Map<String, String> canonicalBySynonym() {
    return CANONICAL_BY_SYNONYM;
  }

  private static Map<String, String> synonyms() {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("source.ext.schain", "source.schain");
    paths.put("regs.ext.gdpr", "regs.gdpr");
    paths.put("regs.ext.gpc", "regs.gpc");
    paths.put("regs.ext.us_privacy", "regs.us_privacy");
    paths.put("regs.ext.gpp", "regs.gpp");
    paths.put("regs.ext.gpp_sid", "regs.gpp_sid");
    paths.put("user.ext.consent", "user.consent");
    paths.put("user.ext.eids", "user.eids");
    return Map.copyOf(paths);
  }
}
