package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Markup;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the bidder's own trackers into a VAST document (2.0 to 4.3): an {@code Impression} into each
 * ad, and a {@code ClickTracking} wherever there is something to click. Which of the elements that
 * may stand at a place comes first depends on the version, so each is put where all of them allow
 * it.
 */
final class VastTracking {
  private static final String URL = "<![CDATA[${BIDDER_%s_URL}]]>";
  private static final String IMPRESSION =
      "<Impression>" + URL.formatted("IMPRESSION") + "</Impression>";
  private static final String CLICK =
      "<ClickTracking>" + URL.formatted("CLICK") + "</ClickTracking>";
  private static final String NON_LINEAR_CLICK =
      "<NonLinearClickTracking>" + URL.formatted("CLICK") + "</NonLinearClickTracking>";

  /**
   * A comment or CDATA, within which nothing is an element; or a tag: its slash, its name, its end.
   */
  private static final Pattern PIECE =
      Pattern.compile(
          "<!--.*?-->|<!\\[CDATA\\[.*?]]>|<(/?)([A-Za-z]\\w*)(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*?(/?)>",
          Pattern.DOTALL);

  private static final Pattern VERSION_4 =
      Pattern.compile("<VAST\\b[^>]*\\bversion\\s*=\\s*[\"']4");

  private VastTracking() {}

  /** The document with trackers. */
  static Markup added(Markup document) {
    String text = document.toString();
    boolean isFour = VERSION_4.matcher(text).find();
    StringBuilder out = new StringBuilder();
    int copied = 0;
    boolean inAd = false;
    Matcher piece = PIECE.matcher(text);
    while (piece.find()) {
      String name = piece.group(2);
      if (name == null) {
        continue;
      }
      boolean isEnd = !piece.group(1).isEmpty();
      boolean isEmpty = !piece.group(3).isEmpty();
      int at = -1;
      String added = "";
      switch (name) {
        case "InLine", "Wrapper" -> inAd = !isEnd;
        case "Impression", "Creatives" -> {
          // The first of an ad's impressions, or where they would have ended.
          if (inAd && !isEnd) {
            at = piece.start();
            added = IMPRESSION;
            inAd = false;
          }
        }
        case "VideoClicks" -> {
          // Before a ClickThrough since 4.0, behind it until then.
          if (!isEmpty && isEnd != isFour) {
            at = isEnd ? behindClickThrough(text, piece.start()) : piece.end();
            added = CLICK;
          }
        }
        case "NonLinearClickThrough" -> {
          if (isEnd) {
            at = piece.end();
            added = NON_LINEAR_CLICK;
          }
        }
        default -> {
          // Stays as it is.
        }
      }
      if (at >= copied && !added.isEmpty()) {
        out.append(text, copied, at).append(added);
        copied = at;
      }
    }
    return Markup.of(out.append(text, copied, text.length()).toString());
  }

  /** The place behind the click-through of the element that ends at {@code end}, or its start. */
  private static int behindClickThrough(String text, int end) {
    String close = "</ClickThrough>";
    int start = text.lastIndexOf("<VideoClicks", end);
    int through = text.lastIndexOf(close, end);
    return through > start ? through + close.length() : text.indexOf('>', start) + 1;
  }
}
