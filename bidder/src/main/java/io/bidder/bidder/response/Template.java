package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.Macro;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Markup.Part;
import io.bidder.bidder.json.JsonStrings;
import io.bidder.bidder.json.Utf8Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text of an ad as constant bytes and the macros between them, made when its catalogue is loaded:
 *
 * <pre>
 *   constants[0] macros[0] constants[1] macros[1] … constants[n]
 * </pre>
 *
 * The constant bytes are escaped for their place, and hold already what depends on campaign and ad
 * alone, so that writing is copying. Every value is percent-encoded, or of such characters that it
 * need not be: as such it may stand in a URL, in HTML, in XML and in a script's string alike.
 * Immutable and thread-safe.
 */
final class Template {
  /** The shortest URL that loads nothing. */
  private static final String EMPTY_PAGE = "data:,";

  private final byte[][] constants;
  private final Part.Placeholder[] macros;

  /** The place of an ad's text: it decides the escapes, and which macros are filled in. */
  enum Place {
    /** In a string of the bid response: the auction's macros are left to the exchange. */
    BID(1),
    /** The body that answers a win notice: all macros are filled in. */
    NOTICE(0);

    /** The number of JSON strings that it stands in. */
    final int depth;

    Place(int depth) {
      this.depth = depth;
    }
  }

  private Template(List<byte[]> constants, List<Part.Placeholder> macros) {
    this.constants = constants.toArray(new byte[0][]);
    this.macros = macros.toArray(new Part.Placeholder[0]);
  }

  /** Joins constant text and markup to a template of one ad. */
  static final class Builder {
    private final Place place;
    private final Campaign campaign;
    private final Creative creative;
    private final boolean outcomes;
    private final List<byte[]> constants = new ArrayList<>();
    private final List<Part.Placeholder> macros = new ArrayList<>();
    private final StringBuilder constant = new StringBuilder();

    /**
     * A builder.
     *
     * @param outcomes whether there are URLs that count impressions and clicks
     */
    Builder(Place place, Campaign campaign, Creative creative, boolean outcomes) {
      this.place = place;
      this.outcomes = outcomes;
      this.campaign = campaign;
      this.creative = creative;
    }

    Builder constant(String text) {
      constant.append(JsonStrings.nested(text, place.depth));
      return this;
    }

    Builder markup(Markup markup) {
      return markup(markup, place.depth);
    }

    /** Adds markup as a JSON string with its quotes. */
    Builder jsonString(Markup markup) {
      return constant("\"").markup(markup, place.depth + 1).constant("\"");
    }

    Builder macro(Macro macro) {
      return add(new Part.Placeholder(macro, false));
    }

    Template build() {
      List<byte[]> all = new ArrayList<>(constants);
      all.add(constant.toString().getBytes(StandardCharsets.UTF_8));
      return new Template(all, macros);
    }

    private Builder markup(Markup markup, int depth) {
      for (Part part : markup.parts()) {
        switch (part) {
          case Part.Constant(String text) -> constant.append(JsonStrings.nested(text, depth));
          case Part.Placeholder placeholder -> {
            if (outcomes || !placeholder.macro().isSigned()) {
              add(placeholder);
            } else {
              uncounted(placeholder.macro(), depth);
            }
          }
        }
      }
      return this;
    }

    /** Puts what does as well where nobody counts. */
    private void uncounted(Macro macro, int depth) {
      Markup landing = creative.landing();
      switch (macro) {
        case BIDDER_IMPRESSION_URL -> constant.append(EMPTY_PAGE);
        case BIDDER_CLICK_URL -> {
          if (landing == null) {
            constant.append(EMPTY_PAGE);
          } else {
            markup(landing, depth);
          }
        }
        default -> {
          // No click has an id.
        }
      }
    }

    private Builder add(Part.Placeholder placeholder) {
      Macro macro = placeholder.macro();
      String known = known(macro);
      if (macro.isAuction() && place == Place.BID) {
        constant.append(placeholder);
      } else if (known != null) {
        constant.append(percentEncoded(placeholder.base64() ? base64(known) : known));
      } else {
        constants.add(constant.toString().getBytes(StandardCharsets.UTF_8));
        constant.setLength(0);
        macros.add(placeholder);
      }
      return this;
    }

    /** The value that is the same in every bid of the ad; null if there is none. */
    private @Nullable String known(Macro macro) {
      return switch (macro) {
        case BIDDER_CAMPAIGN -> campaign.id();
        case BIDDER_CREATIVE -> creative.id();
        case BIDDER_ADVERTISER -> campaign.advertiser().id();
        case AUCTION_AD_ID -> creative.adId();
        default -> null;
      };
    }
  }

  void write(Utf8Buffer out, MacroValues values) {
    out.raw(constants[0]);
    for (int i = 0; i < macros.length; i++) {
      Macro macro = macros[i].macro();
      if (macro.isSigned()) {
        values.writeSigned(macro, out);
      } else if (macro == Macro.BIDDER_CACHEBUSTER) {
        out.number(cachebuster(values.value(Macro.BIDDER_BID)));
      } else {
        CharSequence value = values.value(macro);
        out.percentEncoded(macros[i].base64() ? base64(value) : value);
      }
      out.raw(constants[i + 1]);
    }
  }

  static String percentEncoded(String value) {
    Utf8Buffer out = new Utf8Buffer(16);
    out.percentEncoded(value);
    return out.toString();
  }

  /** A number that differs from bid to bid, and is one and the same throughout a bid. */
  private static long cachebuster(CharSequence bidId) {
    long hash = 0xCBF29CE484222325L; // FNV-1a.
    for (int i = 0; i < bidId.length(); i++) {
      hash = (hash ^ bidId.charAt(i)) * 0x100000001B3L;
    }
    return hash >>> 1;
  }

  /** Encodes with the standard alphabet, RFC 4648, section 4. Only win notices need it. */
  private static String base64(CharSequence value) {
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(value));
    byte[] bytes = new byte[utf8.remaining()];
    utf8.get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
