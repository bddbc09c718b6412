package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Macro;
import io.bidder.bidder.config.ExchangeConfig;
import io.bidder.bidder.config.NoticeConfig;
import io.bidder.bidder.json.Utf8Buffer;
import io.bidder.bidder.notice.Token;
import io.bidder.bidder.notice.TokenKind;
import io.bidder.bidder.notice.TokenWriter;
import io.bidder.eventlog.event.Subject;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the URLs by which others tell what became of a bid:
 *
 * <pre>
 *   {publicUrl}/n/{kind}/{token}[?price=${AUCTION_PRICE}…]
 * </pre>
 *
 * Of characters that stand as they are in HTML, XML, JSON and scripts, but for the ampersands of
 * notices, which only JSON has. Reused; allocates nothing. One thread's.
 */
public final class OutcomeUrls {
  /** The start of the path. */
  public static final String PATH = "/n/";

  private static final byte[] PRICE = ascii("?price=${AUCTION_PRICE}");
  private static final byte[] PRICE_FILLED = ascii("?price=");
  private static final byte[] PAID = ascii("?price=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}");
  private static final byte[] LOST =
      ascii("?loss=${AUCTION_LOSS}&price=${AUCTION_PRICE}&cur=${AUCTION_CURRENCY}");
  private static final byte[] MINIMUM = ascii("&min=${AUCTION_MIN_TO_WIN}");

  private final Supplier<String> publicUrl;
  private final TokenWriter tokens;
  private final Map<TokenKind, byte[]> starts = new EnumMap<>(TokenKind.class);

  /** The click URL's beginning, percent-encoded so often. */
  private final byte[] @Nullable [] clicks = new byte[3][];

  private NoticeConfig notices = NoticeConfig.defaults();
  private String exchange = "";
  private String currency = "";
  private String model = "";
  private byte[] person = {};
  private long bidEpochMillis;

  /**
   * URLs of a server.
   *
   * @param publicUrl the address at which it is reached, such as {@code https://bid.example.com};
   *     asked for when the first is written
   */
  public OutcomeUrls(Supplier<String> publicUrl, TokenWriter tokens) {
    this.publicUrl = publicUrl;
    this.tokens = tokens;
  }

  /**
   * Begins with a request's bids.
   *
   * @param salted of the person, empty where nobody must know; valid as long as the bids
   */
  public void begin(
      ExchangeConfig of, String ofCurrency, String modelId, byte[] salted, long epochMillis) {
    notices = of.notices();
    exchange = of.label();
    currency = ofCurrency;
    model = modelId;
    person = salted;
    bidEpochMillis = epochMillis;
  }

  /** Goes to a bid. */
  void begin(WinningBid bid) {
    tokens.begin(
        bid.idHigh,
        bid.idLow,
        bidEpochMillis,
        exchange,
        bid.campaign().advertiser().id(),
        bid.campaign().id(),
        bid.creative().id(),
        bid.priceCpmMicros(),
        currency,
        model,
        bid.pCtr,
        bid.pCtcvr,
        person);
  }

  /** Goes to the bid of a token. */
  public void begin(Token token, NoticeConfig ofExchange) {
    Subject of = token.subject();
    notices = ofExchange;
    tokens.begin(
        token.bidId().high(),
        token.bidId().low(),
        token.bidEpochMillis(),
        of.exchange(),
        of.advertiserId(),
        of.campaignId(),
        of.creativeId(),
        of.bidCpmMicros(),
        of.currency(),
        of.modelVersion(),
        of.pCtr(),
        of.pCtcvr(),
        HexFormat.of().parseHex(of.person()));
  }

  NoticeConfig notices() {
    return notices;
  }

  /** Writes the URL of a notice, for the exchange to fill in. */
  void writeNotice(TokenKind kind, Utf8Buffer out) {
    out.raw(start(kind));
    tokens.write(kind, out);
    out.raw(kind == TokenKind.LOSS ? LOST : PAID);
    if (notices.minToWin() && kind != TokenKind.BILLED) {
      out.raw(MINIMUM);
    }
  }

  /** Writes a token alone. */
  void writeToken(TokenKind kind, Utf8Buffer out) {
    tokens.write(kind, out);
  }

  /**
   * Writes what a macro stands for.
   *
   * @param price paid, where that is known; null for the exchange to fill in
   */
  void write(Macro macro, @Nullable CharSequence price, Utf8Buffer out) {
    switch (macro) {
      case BIDDER_IMPRESSION_URL -> {
        out.raw(start(TokenKind.IMPRESSION));
        tokens.write(TokenKind.IMPRESSION, out);
        if (price == null) {
          out.raw(PRICE);
        } else {
          out.raw(PRICE_FILLED);
          out.percentEncoded(price);
        }
      }
      case BIDDER_CLICK_URL -> {
        boolean behind = !notices.clickMacro().isEmpty();
        if (behind) {
          writeAscii(notices.clickMacro(), out);
        }
        out.raw(click(behind ? notices.clickEncoding() : 0));
        tokens.write(TokenKind.CLICK, out);
      }
      default -> tokens.write(TokenKind.CLICK, out);
    }
  }

  private byte[] start(TokenKind kind) {
    byte[] start = starts.get(kind);
    if (start == null) {
      start = ascii(url(kind));
      starts.put(kind, start);
    }
    return start;
  }

  private byte[] click(int timesEncoded) {
    byte[] start = clicks[timesEncoded];
    if (start == null) {
      String url = url(TokenKind.CLICK);
      for (int i = 0; i < timesEncoded; i++) {
        url = Template.percentEncoded(url);
      }
      start = ascii(url);
      clicks[timesEncoded] = start;
    }
    return start;
  }

  /** The start of the URLs of a kind. */
  private String url(TokenKind kind) {
    String base = publicUrl.get();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
        + PATH
        + kind.letter()
        + "/";
  }

  private static void writeAscii(String text, Utf8Buffer out) {
    for (int i = 0; i < text.length(); i++) {
      out.ascii(text.charAt(i));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
