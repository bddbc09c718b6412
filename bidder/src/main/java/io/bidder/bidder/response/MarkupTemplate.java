package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Markup split once, when its catalogue is loaded, into constant bytes and the macros between them:
 *
 * <pre>
 *   pieces[0] slots[0] pieces[1] slots[1] … pieces[n]
 * </pre>
 *
 * The constant bytes are escaped for where they will stand, and what depends on campaign and ad
 * alone is already among them, so that writing is copying. Every value is percent-encoded: as such
 * it may stand in a URL, in HTML, in XML and in a script's string alike. Immutable and thread-safe.
 */
final class MarkupTemplate {
  private static final Pattern MACRO =
      Pattern.compile("\\$\\{((?:BIDDER|AUCTION)_\\w+)(:\\w*)?\\}");
  private static final String BASE64 = ":B64";

  private final byte[][] pieces;
  private final Macro[] slots;
  private final boolean[] isBase64;

  /** Where markup stands, which says how it is escaped and whose macros are filled in. */
  enum Place {
    /** In a string of the bid response. */
    BID,
    /** Answered to a win notice, as it is. */
    NOTICE
  }

  private MarkupTemplate(List<byte[]> pieces, List<Macro> slots, List<Boolean> isBase64) {
    this.pieces = pieces.toArray(new byte[0][]);
    this.slots = slots.toArray(new Macro[0]);
    this.isBase64 = new boolean[isBase64.size()];
    for (int i = 0; i < this.isBase64.length; i++) {
      this.isBase64[i] = isBase64.get(i);
    }
  }

  /**
   * Splits markup.
   *
   * @throws InvalidMarkupException if it has a macro of ours that there is not
   */
  static MarkupTemplate compile(String markup, Place place, Campaign campaign, Creative creative) {
    int depth = place == Place.BID ? 1 : 0;
    List<byte[]> pieces = new ArrayList<>();
    List<Macro> slots = new ArrayList<>();
    List<Boolean> isBase64 = new ArrayList<>();
    StringBuilder constant = new StringBuilder();
    Matcher matcher = MACRO.matcher(markup);
    int end = 0;
    while (matcher.find()) {
      constant.append(markup, end, matcher.start());
      end = matcher.end();
      String name = matcher.group(1);
      @Nullable String suffix = matcher.group(2);
      Macro macro = Macro.named(name);
      boolean base64 = BASE64.equals(suffix);
      if (name.startsWith("BIDDER_") && (macro == null || suffix != null)) {
        throw new InvalidMarkupException(
            "macro '" + matcher.group() + "': expected one of " + ownMacros());
      }
      if (macro == null
          || (suffix != null && !base64)
          || (macro.isAuction() && place == Place.BID)) {
        constant.append(matcher.group());
        continue;
      }
      String known = known(macro, campaign, creative);
      if (known != null) {
        constant.append(percentEncoded(base64 ? base64(known) : known));
      } else {
        pieces.add(Json.nested(constant.toString(), depth).getBytes(StandardCharsets.UTF_8));
        constant.setLength(0);
        slots.add(macro);
        isBase64.add(base64);
      }
    }
    constant.append(markup, end, markup.length());
    pieces.add(Json.nested(constant.toString(), depth).getBytes(StandardCharsets.UTF_8));
    return new MarkupTemplate(pieces, slots, isBase64);
  }

  void write(Utf8Buffer out, MacroValues values) {
    out.raw(pieces[0]);
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == Macro.BIDDER_CACHEBUSTER) {
        out.number(cachebuster(values.value(Macro.BIDDER_BID)));
      } else {
        CharSequence value = values.value(slots[i]);
        out.percentEncoded(isBase64[i] ? base64(value) : value);
      }
      out.raw(pieces[i + 1]);
    }
  }

  static String percentEncoded(String value) {
    Utf8Buffer out = new Utf8Buffer(16);
    out.percentEncoded(value);
    return out.toString();
  }

  /** What is the same in every bid of an ad. */
  private static @Nullable String known(Macro macro, Campaign campaign, Creative creative) {
    return switch (macro) {
      case BIDDER_CAMPAIGN -> campaign.id();
      case BIDDER_CREATIVE -> creative.id();
      case BIDDER_ADVERTISER -> campaign.advertiser().id();
      case AUCTION_SEAT_ID -> campaign.advertiser().seat();
      case AUCTION_AD_ID -> creative.adId();
      default -> null;
    };
  }

  /** A number that differs from bid to bid, and is one and the same throughout a bid. */
  private static long cachebuster(CharSequence bidId) {
    long hash = 0xCBF29CE484222325L; // FNV-1a.
    for (int i = 0; i < bidId.length(); i++) {
      hash = (hash ^ bidId.charAt(i)) * 0x100000001B3L;
    }
    return hash >>> 1;
  }

  /** Of the standard alphabet, RFC 4648, section 4. Only win notices come here. */
  private static String base64(CharSequence value) {
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(value));
    byte[] bytes = new byte[utf8.remaining()];
    utf8.get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String ownMacros() {
    StringBuilder names = new StringBuilder();
    for (Macro macro : Macro.values()) {
      if (!macro.isAuction()) {
        names.append(names.isEmpty() ? "" : ", ").append("${").append(macro).append('}');
      }
    }
    return names.toString();
  }
}
