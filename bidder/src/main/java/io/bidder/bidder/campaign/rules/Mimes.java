package io.bidder.bidder.campaign.rules;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.TextList;
import java.util.List;

/** MIME types that a slot accepts. Case makes no difference, nor does jpg for jpeg. */
public final class Mimes {
  public static final String JPEG = "image/jpeg";
  public static final String JPG = "image/jpg";

  private Mimes() {}

  /** Tells whether a slot, for which no list means any, accepts all of these. */
  static boolean acceptsAll(TextList accepted, List<String> mimes) {
    if (accepted.isEmpty()) {
      return true;
    }
    for (int i = 0; i < mimes.size(); i++) {
      if (!contains(accepted, mimes.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether a slot, for which no list means any, accepts one of these. */
  static boolean acceptsAny(TextList accepted, List<String> mimes) {
    if (accepted.isEmpty()) {
      return true;
    }
    for (int i = 0; i < mimes.size(); i++) {
      if (contains(accepted, mimes.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a slot, for which no list means any, accepts this. */
  static boolean accepts(TextList accepted, String mime) {
    return accepted.isEmpty() || contains(accepted, mime);
  }

  private static boolean contains(TextList accepted, String mime) {
    for (int i = 0; i < accepted.size(); i++) {
      Text text = accepted.get(i);
      if (Texts.equalIgnoringCase(text, mime)
          || (isJpeg(mime)
              && (Texts.equalIgnoringCase(text, JPEG) || Texts.equalIgnoringCase(text, JPG)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isJpeg(String mime) {
    return Texts.equalIgnoringCase(mime, JPEG) || Texts.equalIgnoringCase(mime, JPG);
  }
}
