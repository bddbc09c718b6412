package io.bidder.market.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an ad has a browser, a player or an app load.
 *
 * @param shown loaded when the ad is shown
 * @param clicked loaded when it is clicked; the last is where the person goes
 */
record Markup(List<String> shown, List<String> clicked) {
  private static final Pattern SOURCE = Pattern.compile("<img[^>]*\\ssrc=\"(https?://[^\"]*)\"");
  private static final Pattern LINK = Pattern.compile("<a[^>]*\\shref=\"([^\"]*)\"");
  private static final Pattern VAST_IMPRESSION = vast("Impression");
  private static final Pattern VAST_CLICK = vast("ClickTracking");
  private static final Pattern VAST_THROUGH = vast("ClickThrough");
  private static final int EVENT_IMPRESSION = 1;
  private static final int METHOD_IMAGE = 1;

  static Markup of(Media media, String text) {
    return switch (media) {
      case BANNER -> new Markup(all(SOURCE, text), all(LINK, text));
      case VIDEO -> {
        List<String> clicked = new ArrayList<>(all(VAST_CLICK, text));
        clicked.addAll(all(VAST_THROUGH, text));
        yield new Markup(all(VAST_IMPRESSION, text), clicked);
      }
      case NATIVE -> nativeAd(text);
    };
  }

  /** A native ad's answer, in its object or without. */
  private static Markup nativeAd(String text) {
    JsonNode ad;
    try {
      ad = JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      return new Markup(List.of(), List.of());
    }
    ad = ad.path("native").isObject() ? ad.path("native") : ad;
    List<String> shown = new ArrayList<>();
    for (JsonNode tracker : ad.path("imptrackers")) {
      shown.add(tracker.asString());
    }
    for (JsonNode tracker : ad.path("eventtrackers")) {
      if (tracker.path("event").asInt() == EVENT_IMPRESSION
          && tracker.path("method").asInt() == METHOD_IMAGE) {
        shown.add(tracker.path("url").asString());
      }
    }
    List<String> clicked = new ArrayList<>();
    for (JsonNode tracker : ad.path("link").path("clicktrackers")) {
      clicked.add(tracker.asString());
    }
    clicked.add(ad.path("link").path("url").asString());
    return new Markup(shown, clicked);
  }

  private static List<String> all(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    List<String> urls = new ArrayList<>();
    while (found.find()) {
      urls.add(found.group(1).replace("&amp;", "&").strip());
    }
    return urls;
  }

  private static Pattern vast(String element) {
    return Pattern.compile(
        "<" + element + "(?:\\s[^>]*)?>\\s*(?:<!\\[CDATA\\[)?([^<\\]]*)(?:\\]\\]>)?\\s*</");
  }
}
