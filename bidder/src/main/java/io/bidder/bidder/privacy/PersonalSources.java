package io.bidder.bidder.privacy;

import io.bidder.modelstore.schema.SourcePaths;
import java.util.Set;

/**
 * The uses that it is to read the sources of features. What is below {@code user.} or {@code
 * device.} and not known to be about something else is taken for the person's: nobody knows what an
 * exchange puts into an extension.
 */
final class PersonalSources {
  private static final String[] IDS = {
    "user.id",
    "user.buyeruid",
    "user.eids",
    "device.ifa",
    "device.didsha1",
    "device.didmd5",
    "device.dpidsha1",
    "device.dpidmd5",
    "device.macsha1",
    "device.macmd5",
  };

  private static final String[] SEGMENTS = {
    "user.yob", "user.gender", "user.keywords", "user.kwarray", "user.customdata", "user.data",
  };

  private static final String[] PRECISE_PLACE = {
    "user.geo.lat",
    "user.geo.lon",
    "user.geo.zip",
    "device.geo.lat",
    "device.geo.lon",
    "device.geo.zip",
  };

  /** What a device is, where it is by and large, and what was said of privacy. */
  private static final Set<String> NOT_PERSONAL =
      Set.of(
          "device.ua",
          "device.ip",
          "device.ipv6",
          "device.devicetype",
          "device.make",
          "device.model",
          "device.os",
          "device.osv",
          "device.browser",
          "device.hwv",
          "device.w",
          "device.h",
          "device.language",
          "device.langb",
          "device.carrier",
          "device.mccmnc",
          "device.connectiontype",
          "device.lmt",
          "device.dnt",
          "device.ext.atts",
          "device.js",
          "device.geo.type",
          "device.geo.country",
          "device.geo.region",
          "device.geo.metro",
          "device.geo.city",
          "device.geo.utcoffset",
          "user.geo.type",
          "user.geo.country",
          "user.geo.region",
          "user.geo.metro",
          "user.geo.city",
          "user.geo.utcoffset",
          "user.consent");

  private static final int NONE = 0;
  private static final int ANY = Use.IDS.bit() | Use.SEGMENTS.bit() | Use.PRECISE_PLACE.bit();

  private PersonalSources() {}

  /** Bits of the uses that reading a source is; none where it tells nothing of a person. */
  static int uses(String source) {
    if (source.equals(SourcePaths.EXPOSURES)) {
      return Use.PROFILE.bit();
    }
    if (!source.startsWith("user.") && !source.startsWith("device.")) {
      return NONE;
    }
    if (NOT_PERSONAL.contains(source)) {
      return NONE;
    }
    if (isOf(IDS, source)) {
      return Use.IDS.bit();
    }
    if (isOf(SEGMENTS, source)) {
      return Use.SEGMENTS.bit();
    }
    return isOf(PRECISE_PLACE, source) ? Use.PRECISE_PLACE.bit() : ANY;
  }

  /** Tells whether a source is one of some paths, or below one. */
  private static boolean isOf(String[] paths, String source) {
    for (String path : paths) {
      if (source.startsWith(path)
          && (source.length() == path.length() || source.charAt(path.length()) == '.')) {
        return true;
      }
    }
    return false;
  }
}
