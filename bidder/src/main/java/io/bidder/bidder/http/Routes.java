package io.bidder.bidder.http;

import io.bidder.bidder.config.ExchangeConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The paths of the bid port. Immutable. */
final class Routes {
  private static final String ROOT = "/openrtb2/";
  private static final String BID = "/bid";

  /**
   * A path for an exchange's bid requests.
   *
   * @param probe whether what comes is no exchange's, but the server's own proof that it bids
   */
  record Bids(String exchangeName, int exchangeNumber, boolean gzip, boolean probe) {}

  private final Map<String, Bids> bids = new HashMap<>();
  private final List<Route> others;
  private final String exchangeNames;
  private final String paths;

  /**
   * The paths.
   *
   * @param probe the path for the server's own proofs that it bids, which nobody else is told;
   *     empty for none
   */
  Routes(List<ExchangeConfig> exchanges, List<Route> others, String probe) {
    for (int number = 0; number < exchanges.size(); number++) {
      ExchangeConfig exchange = exchanges.get(number);
      String path = exchange.name().isEmpty() ? ROOT + "bid" : ROOT + exchange.name() + BID;
      bids.put(path, new Bids(exchange.name(), number, exchange.gzip(), false));
    }
    if (!probe.isEmpty()) {
      bids.put(probe, new Bids("", 0, false, true));
    }
    this.others = List.copyOf(others);
    exchangeNames =
        exchanges.stream()
            .map(ExchangeConfig::name)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining(", "));
    StringJoiner expected = new StringJoiner(", ");
    expected.add("POST /openrtb2/bid").add("POST /openrtb2/{exchange}/bid");
    for (Route route : others) {
      expected.add(String.join(" or ", route.methods()) + " " + route.prefix() + "…");
    }
    paths = expected.toString();
  }

  /** The exchange that a path without its query names; null for none. */
  @Nullable Bids bids(String path) {
    return bids.get(path);
  }

  /** The route with the longest prefix that a path has; null for none. */
  @Nullable Route other(String path) {
    Route longest = null;
    for (Route route : others) {
      if (path.startsWith(route.prefix())
          && (longest == null || route.prefix().length() > longest.prefix().length())) {
        longest = route;
      }
    }
    return longest;
  }

  /** The text that answers a request for an unknown path: what was expected. */
  String explain(String path) {
    if (path.startsWith(ROOT)
        && path.endsWith(BID)
        && path.length() > ROOT.length() + BID.length()) {
      return "unknown exchange; expected one of the configuration's exchanges: "
          + (exchangeNames.isEmpty() ? "there are none, use /openrtb2/bid" : exchangeNames)
          + "\n";
    }
    return "unknown path; expected " + paths + "\n";
  }
}
