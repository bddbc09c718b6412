package io.bidder.bidder.response;

import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Macro;
import io.bidder.bidder.json.Utf8Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ads that are delivered as answers to win notices (OpenRTB 2.6, 4.3): with all macros filled
 * in, the auction's from what the exchange put into the notice's URL. Immutable and thread-safe.
 */
public final class WonAds {
  /** The start of the path of a notice's URL; the ad's id, percent-encoded, follows. */
  public static final String PATH = "/ad/";

  private static final String UNFILLED = "${AUCTION_";

  /** The parameter of the query that says which bid it is for. */
  public static final String TOKEN = "t";

  private final BidTemplates templates;
  private final @Nullable OutcomeUrls urls;

  /**
   * The ads of a catalogue.
   *
   * @param urls by which outcomes come back, this thread's for now; null if they do not
   */
  public WonAds(BidTemplates templates, @Nullable OutcomeUrls urls) {
    this.templates = templates;
    this.urls = urls;
  }

  /**
   * The answer to a win notice.
   *
   * @param contentType for the header of that name
   * @param body to be sent as UTF-8
   */
  public record Ad(String contentType, String body) {}

  /**
   * Makes the answer to a win notice.
   *
   * @param creativeId decoded
   * @param query of the URL as it stands there, without the question mark
   * @return null if no such ad is delivered this way, or the query is not of a notice URL of the
   *     bidder
   */
  public @Nullable Ad serve(String creativeId, String query) {
    BidTemplate bid = templates.onNotice(creativeId);
    Map<String, String> parameters = parameters(query);
    if (bid == null || parameters == null) {
      return null;
    }
    Values values = new Values(parameters, urls);
    Utf8Buffer out = new Utf8Buffer(4096);
    Template markup = bid.markup;
    NativeTemplate nativeAd = bid.nativeAd;
    if (markup != null) {
      markup.write(out, values);
    } else if (nativeAd != null && bid.creative.content() instanceof CreativeContent.Native ad) {
      NativeChoice choice = new NativeChoice();
      if (!choice.read(parameters.getOrDefault(NativeChoice.PARAMETER, ""), ad)) {
        return null;
      }
      nativeAd.write(out, choice, values);
    }
    return new Ad(contentType(bid.creative.content()), out.toString());
  }

  private static String contentType(CreativeContent content) {
    return switch (content) {
      case CreativeContent.Banner _ -> "text/html; charset=utf-8";
      case CreativeContent.Vast _ -> "application/xml; charset=utf-8";
      case CreativeContent.Native _ -> "application/json; charset=utf-8";
    };
  }

  /** The query's parameters, of one that comes twice the first; null if an escape is broken. */
  private static @Nullable Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    try {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.putIfAbsent(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    } catch (IllegalArgumentException _) {
      return null;
    }
    return parameters;
  }

  /** The values of the macros; empty where the exchange did not fill one in. */
  private static final class Values implements MacroValues {
    private final EnumMap<Macro, String> byMacro = new EnumMap<>(Macro.class);
    private final @Nullable OutcomeUrls urls;

    Values(Map<String, String> parameters, @Nullable OutcomeUrls urls) {
      this.urls = urls;
      for (Macro macro : Macro.values()) {
        String value = parameters.getOrDefault(NoticeUrl.parameter(macro), "");
        byMacro.put(macro, value.startsWith(UNFILLED) ? "" : value);
      }
    }

    @Override
    public void writeSigned(Macro macro, Utf8Buffer out) {
      if (urls != null) {
        urls.write(macro, value(Macro.AUCTION_PRICE), out);
      }
    }

    @Override
    public CharSequence value(Macro macro) {
      return byMacro.getOrDefault(macro, "");
    }
  }
}
