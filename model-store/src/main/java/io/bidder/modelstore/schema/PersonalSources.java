package io.bidder.modelstore.schema;

import java.util.Set;

/**
 * What the sources of features tell of a person. Whatever is below {@code user.} or {@code device.}
 * and not known to be about something else is taken for the person's: nobody knows what an exchange
 * puts into an extension.
 */
public final class PersonalSources {
  /** The kinds of what there is to know. */
  public enum Kind {
    /** Nothing of a person. */
    NONE,
    /** Who it is. */
    ID,
    /** What it is like: age, gender, interests. */
    SEGMENT,
    /** Where exactly it is. */
    PRECISE_PLACE,
    /** What it was shown before. */
    PROFILE,
    /** Any of these but what it was shown: what nobody here knows. */
    ANY
  }

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

  private PersonalSources() {}

  /** The kind of what a source tells. */
  public static Kind kind(String source) {
    if (source.equals(SourcePaths.EXPOSURES)) {
      return Kind.PROFILE;
    }
    String path = SourcePaths.canonical(source);
    if ((!path.startsWith("user.") && !path.startsWith("device.")) || NOT_PERSONAL.contains(path)) {
      return Kind.NONE;
    }
    if (isOf(IDS, path)) {
      return Kind.ID;
    }
    if (isOf(SEGMENTS, path)) {
      return Kind.SEGMENT;
    }
    return isOf(PRECISE_PLACE, path) ? Kind.PRECISE_PLACE : Kind.ANY;
  }

  /** Tells whether a source tells anything of a person. */
  public static boolean isPersonal(String source) {
    return kind(source) != Kind.NONE;
  }

  /** Tells whether a path is one of some, or below one. */
  private static boolean isOf(String[] paths, String path) {
    for (String each : paths) {
      if (path.startsWith(each)
          && (path.length() == each.length() || path.charAt(each.length()) == '.')) {
        return true;
      }
    }
    return false;
  }
}
