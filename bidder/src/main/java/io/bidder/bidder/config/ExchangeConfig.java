package io.bidder.bidder.config;

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
 */
public record ExchangeConfig(
    String name,
    int auctionType,
    Duration networkReserve,
    Duration deadline,
    String currency,
    boolean noBidBody,
    boolean gzip) {

  /** The auction type is the request's. */
  public static final int AS_REQUESTED = 0;

  /** The settings of {@code /openrtb2/bid}, which other exchanges start from. */
  static final String DEFAULT = "default";

  private static final Map<String, Integer> AUCTION_TYPES = auctionTypes();
  private static final Map<String, Boolean> NO_BIDS = noBids();

  /** The exchange's name in metrics and messages. */
  public String label() {
    return name.isEmpty() ? DEFAULT : name;
  }

  static ExchangeConfig readDefault(Section section, BidConfig bid) {
    ExchangeConfig config =
        new ExchangeConfig(
            "",
            section.choice("auctionType", "request", AUCTION_TYPES),
            section.duration("networkReserve", "10ms", Duration.ZERO, Duration.ofSeconds(10)),
            section.durationOr(
                "deadline",
                bid.deadline(),
                "bid.deadline",
                Duration.ofMillis(1),
                Duration.ofSeconds(10)),
            section.currency("currency", "USD"),
            section.choice("noBid", "empty", NO_BIDS),
            section.flag("gzip", "true"));
    config.check(section);
    return config;
  }

  static ExchangeConfig read(String name, Section section, ExchangeConfig base) {
    ExchangeConfig config =
        new ExchangeConfig(
            name,
            section.has("auctionType")
                ? section.choice("auctionType", "request", AUCTION_TYPES)
                : base.auctionType,
            section.durationOr(
                "networkReserve", base.networkReserve, "", Duration.ZERO, Duration.ofSeconds(10)),
            section.durationOr(
                "deadline", base.deadline, "", Duration.ofMillis(1), Duration.ofSeconds(10)),
            section.has("currency") ? section.currency("currency", "USD") : base.currency,
            section.has("noBid") ? section.choice("noBid", "empty", NO_BIDS) : base.noBidBody,
            section.has("gzip") ? section.flag("gzip", "true") : base.gzip);
    section.known("auctionType", "currency", "noBid", "gzip");
    config.check(section);
    return config;
  }

  private void check(Section section) {
    if (networkReserve.compareTo(deadline) >= 0) {
      section.problem("networkReserve", "less than the deadline, " + Durations.show(deadline));
    }
  }

  private static Map<String, Integer> auctionTypes() {
    Map<String, Integer> types = new LinkedHashMap<>();
    types.put("request", AS_REQUESTED);
    types.put("1", 1);
    types.put("2", 2);
    return types;
  }

  private static Map<String, Boolean> noBids() {
    Map<String, Boolean> noBids = new LinkedHashMap<>();
    noBids.put("empty", false);
    noBids.put("body", true);
    return noBids;
  }
}
