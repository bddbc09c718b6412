package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What holds for the requests of one exchange; the keys below {@code exchanges.NAME}.
 *
 * @param name as in its path, {@code /openrtb2/NAME/bid}; empty for {@code /openrtb2/bid}, whose
 *     settings are those of {@code exchanges.default}
 * @param auctionType 1 first price, 2 second price, or {@link #AS_REQUESTED}: the request's {@code
 *     at}
 * @param networkReserve what of the deadline the network needs
 * @param deadline from a request's first byte, {@code networkReserve} included
 * @param currency to bid in, an ISO 4217 code, where the request's {@code cur} allows it
 * @param noBidBody whether a request without a bid gets a body with {@code nbr}, not 204
 * @param gzip whether answers are zipped for who accepts that
 * @param notices how it tells what became of a bid
 */
public record ExchangeConfig(
    String name,
    int auctionType,
    Duration networkReserve,
    Duration deadline,
    String currency,
    boolean noBidBody,
    boolean gzip,
    NoticeConfig notices) {

  /** The auction type is the request's. */
  public static final int AS_REQUESTED = 0;

  /** The settings of {@code /openrtb2/bid}, which other exchanges start from. */
  static final String DEFAULT = "default";

  private static final Type<Integer> AUCTION_TYPE = auctionTypes();
  private static final Type<Boolean> NO_BID_BODY =
      Types.choice(Types.names("empty", false, "body", true));

  /** The exchange's name in metrics and messages. */
  public String label() {
    return name.isEmpty() ? DEFAULT : name;
  }

  /** The settings of exchanges where {@code exchanges.default} does not say otherwise. */
  static ExchangeConfig defaults(BidConfig bid) {
    return new ExchangeConfig(
        "",
        AS_REQUESTED,
        Duration.ofMillis(10),
        bid.deadline(),
        "USD",
        false,
        true,
        NoticeConfig.defaults());
  }

  /**
   * Reads the settings of an exchange.
   *
   * @param base holds where they do not say otherwise
   */
  static ExchangeConfig read(String name, Section section, ExchangeConfig base) {
    ExchangeConfig config =
        new ExchangeConfig(
            name,
            section.get("auctionType", AUCTION_TYPE).or(base.auctionType),
            section
                .get("networkReserve", Types.duration(Duration.ZERO, Duration.ofSeconds(10)))
                .or(base.networkReserve),
            section
                .get("deadline", Types.duration(Duration.ofMillis(1), Duration.ofSeconds(10)))
                .or(base.deadline, "bid.deadline"),
            section.get("currency", CurrencyConfig.CODE).or(base.currency),
            section.get("noBid", NO_BID_BODY).or(base.noBidBody),
            section.get("gzip", Types.FLAG).or(base.gzip),
            section.map("notices", own -> NoticeConfig.read(own, base.notices)));
    if (config.networkReserve.compareTo(config.deadline) >= 0) {
      section.problem("networkReserve", "less than the deadline, " + Types.show(config.deadline));
    }
    return config;
  }

  private static Type<Integer> auctionTypes() {
    Map<String, Integer> types = new LinkedHashMap<>();
    types.put("request", AS_REQUESTED);
    types.put("1", 1);
    types.put("2", 2);
    return Types.choice(types);
  }
}
