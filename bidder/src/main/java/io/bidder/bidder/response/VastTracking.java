package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Markup;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the bidder's own trackers into a VAST document (2.0 to 4.3): an {@code Impression} into each
 * ad, and a {@code ClickTracking} into each spot and wherever else there is something to click.
 * Which of the elements that may stand at a place comes first depends on the version (the IAB Tech
 * Lab's XML schemas of 2.0.1, 3.0, 4.0, 4.1 and 4.2), so each is put where it allows it.
 */
final class VastTracking {
  private static final String URL = "<![CDATA[${BIDDER_%s_URL}]]>";
  private static final String IMPRESSION =
      "<Impression>" + URL.formatted("IMPRESSION") + "</Impression>";
  private static final String CLICK =
      "<ClickTracking>" + URL.formatted("CLICK") + "</ClickTracking>";
  private static final String CLICKS = "<VideoClicks>" + CLICK + "</VideoClicks>";
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

  private final String text;
  private final boolean isFour;
  private final StringBuilder out = new StringBuilder();

  /** The end of what was copied from the text. */
  private int copied;

  /** True in an ad that has no impression yet. */
  private boolean inAd;

  /** Tells whether the spot at hand has an element of clicks. */
  private boolean hasClicks;

  /** The start of the spot's media files; negative if there are none. */
  private int mediaFiles;

  private VastTracking(String text) {
    this.text = text;
    isFour = VERSION_4.matcher(text).find();
  }

  /** The document with trackers. */
  static Markup added(Markup document) {
    return Markup.of(new VastTracking(document.toString()).added());
  }

  private String added() {
    Matcher piece = PIECE.matcher(text);
    while (piece.find()) {
      String name = piece.group(2);
      if (name == null) {
        continue;
      }
      boolean isEnd = !piece.group(1).isEmpty();
      boolean isEmpty = !piece.group(3).isEmpty();
      switch (name) {
        case "InLine", "Wrapper" -> inAd = !isEnd;
        case "Impression", "Creatives" -> {
          // The first of an ad's impressions, or where they would have ended.
          if (inAd && !isEnd) {
            insert(piece.start(), IMPRESSION);
            inAd = false;
          }
        }
        case "Linear" -> linear(piece, isEnd, isEmpty);
        case "MediaFiles" -> mediaFiles = isEnd ? mediaFiles : piece.start();
        case "VideoClicks" -> clicks(piece, isEnd, isEmpty);
        case "NonLinearClickThrough" -> {
          if (isEnd) {
            insert(piece.end(), NON_LINEAR_CLICK);
          }
        }
        default -> {
          // Stays as it is.
        }
      }
    }
    return out.append(text, copied, text.length()).toString();
  }

  private void linear(Matcher piece, boolean isEnd, boolean isEmpty) {
    if (isEmpty) {
      insert(piece.start(3), ">" + CLICKS + "</Linear>");
      copied = piece.end();
    } else if (!isEnd) {
      hasClicks = false;
      mediaFiles = -1;
    } else if (!hasClicks) {
      // Behind everything else since 4.0, before the media files until then.
      insert(isFour || mediaFiles < 0 ? piece.start() : mediaFiles, CLICKS);
    }
  }

  private void clicks(Matcher piece, boolean isEnd, boolean isEmpty) {
    hasClicks = true;
    if (isEmpty) {
      insert(piece.start(), CLICKS);
      copied = piece.end();
    } else if (isEnd != isFour) {
      // Before a ClickThrough since 4.0, behind it until then.
      insert(isEnd ? behindClickThrough(piece.start()) : piece.end(), CLICK);
    }
  }

  private void insert(int at, String added) {
    out.append(text, copied, at).append(added);
    copied = at;
  }

  /** The place behind the click-through of the element that ends at {@code end}, or its start. */
  private int behindClickThrough(int end) {
    String close = "</ClickThrough>";
    int start = text.lastIndexOf("<VideoClicks", end);
    int through = text.lastIndexOf(close, end);
    return through > start ? through + close.length() : text.indexOf('>', start) + 1;
  }
}
