package io.bidder.bidder.response;

import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.rules.NativeAssets;
import io.bidder.bidder.json.Utf8Buffer;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.NativeRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The assets of a native ad that answer a slot, and the form of the answer: all that the markup
 * depends on. It comes from the slot, or from the win notice's query that an earlier one was
 * written to. Reused. Not thread-safe.
 */
final class NativeChoice {
  static final String PARAMETER = "native";

  static final char TITLE = 't';
  static final char IMAGE = 'i';
  static final char DATA = 'd';

  /** Of a choice with as many assets as a slot may have, each with the longest numbers. */
  private static final int MAX_CHARS = 4 + 16 * NativeRequest.MAX_ASSETS;

  private static final String ASSET = "\\.(-?\\d{1,9})([tid])(\\d{1,4})";

  /** Possessive, as matching would otherwise recurse for each asset. */
  private static final Pattern QUERY = Pattern.compile("(0|11|12)([wn])(e?)((?:" + ASSET + ")++)");

  private static final Pattern ASSETS = Pattern.compile(ASSET);

  /** The version of the answer, 11 or 12; 0 if the slot does not say. */
  int version;

  /** The answer stands inside a {@code native} object. */
  boolean wrapped;

  /** Impressions are tracked as events, which only a slot that says so takes. */
  boolean events;

  int size;
  final int[] ids = new int[NativeRequest.MAX_ASSETS];
  final char[] kinds = new char[NativeRequest.MAX_ASSETS];
  final int[] answers = new int[NativeRequest.MAX_ASSETS];

  void choose(CreativeContent.Native ad, NativeRequest slot) {
    version = version(slot.ver);
    wrapped = slot.wrapped;
    events = slot.impressionImageTracker;
    size = 0;
    for (int i = 0; i < slot.assets.size(); i++) {
      NativeAsset asset = slot.assets.get(i);
      int answer = NativeAssets.answer(ad, asset);
      if (answer != NativeAssets.UNANSWERED) {
        ids[size] = asset.id;
        kinds[size] = kind(asset);
        answers[size] = answer;
        size++;
      }
    }
  }

  /** Writes the choice as a query's value, in unreserved characters. */
  void write(Utf8Buffer out) {
    out.number(version);
    out.ascii(wrapped ? 'w' : 'n');
    if (events) {
      out.ascii('e');
    }
    for (int i = 0; i < size; i++) {
      out.ascii('.');
      out.number(ids[i]);
      out.ascii(kinds[i]);
      out.number(answers[i]);
    }
  }

  /** Reads what {@link #write} wrote; false if {@code value} is no such text for this ad. */
  boolean read(String value, CreativeContent.Native ad) {
    Matcher query = QUERY.matcher(value);
    if (value.length() > MAX_CHARS || !query.matches()) {
      return false;
    }
    version = Integer.parseInt(query.group(1));
    wrapped = query.group(2).equals("w");
    events = query.group(3).equals("e");
    size = 0;
    Matcher asset = ASSETS.matcher(query.group(4));
    while (asset.find()) {
      char kind = asset.group(2).charAt(0);
      int answer = Integer.parseInt(asset.group(3));
      int count =
          switch (kind) {
            case TITLE -> 1;
            case IMAGE -> ad.images().size();
            default -> ad.data().size();
          };
      if (size == ids.length || answer >= count) {
        return false;
      }
      ids[size] = Integer.parseInt(asset.group(1));
      kinds[size] = kind;
      answers[size] = answer;
      size++;
    }
    return true;
  }

  private static char kind(NativeAsset asset) {
    return switch (asset.kind) {
      case TITLE -> TITLE;
      case IMAGE -> IMAGE;
      case DATA -> DATA;
      case VIDEO, UNKNOWN -> throw new IllegalStateException("an answer to " + asset.kind);
    };
  }

  /** Answers of version 1.0 have none, or a number instead of a text: they are left without. */
  private static int version(CharSequence version) {
    boolean isOnePoint =
        version.length() >= 3 && version.charAt(0) == '1' && version.charAt(1) == '.';
    if (isOnePoint) {
      char minor = version.charAt(2);
      return minor == '1' && version.length() == 3 ? 11 : minor >= '1' && minor <= '9' ? 12 : 0;
    }
    return !version.isEmpty() && version.charAt(0) >= '2' && version.charAt(0) <= '9' ? 12 : 0;
  }
}
