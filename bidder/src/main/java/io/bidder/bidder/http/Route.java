package io.bidder.bidder.http;

import io.bidder.bidder.config.ExchangeConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a path leads to: the bids of an exchange. */
record Route(String exchangeName, int exchangeNumber, boolean gzip) {
  /** A prefix below which somebody answers GET. */
  record Prefix(String path, MarkupHandler handler) {}

  /** All paths that there are. Immutable. */
  static final class Table {
    private static final String ROOT = "/openrtb2/";
    private static final String BID = "/bid";

    private final Map<String, Route> bids = new HashMap<>();
    private final List<Prefix> prefixes;
    private final String exchangeNames;

    Table(List<ExchangeConfig> exchanges, Map<String, MarkupHandler> markup) {
      for (int number = 0; number < exchanges.size(); number++) {
        ExchangeConfig exchange = exchanges.get(number);
        String path = exchange.name().isEmpty() ? ROOT + "bid" : ROOT + exchange.name() + BID;
        bids.put(path, new Route(exchange.name(), number, exchange.gzip()));
      }
      prefixes =
          markup.entrySet().stream()
              .map(entry -> new Prefix(entry.getKey(), entry.getValue()))
              .toList();
      exchangeNames =
          exchanges.stream()
              .map(ExchangeConfig::name)
              .filter(name -> !name.isEmpty())
              .collect(Collectors.joining(", "));
    }

    /** The exchange that a path without its query names; null for none. */
    @Nullable Route bid(String path) {
      return bids.get(path);
    }

    /** The longest prefix that a path has; null for none. */
    @Nullable Prefix prefix(String path) {
      Prefix longest = null;
      for (Prefix prefix : prefixes) {
        if (path.startsWith(prefix.path)
            && (longest == null || prefix.path.length() > longest.path.length())) {
          longest = prefix;
        }
      }
      return longest;
    }

    /** What to tell who asks for a path that is not there. */
    String explain(String path) {
      if (path.startsWith(ROOT)
          && path.endsWith(BID)
          && path.length() > ROOT.length() + BID.length()) {
        return "unknown exchange; expected one of the configuration's exchanges: "
            + (exchangeNames.isEmpty() ? "there are none, use /openrtb2/bid" : exchangeNames)
            + "\n";
      }
      return "unknown path; expected POST /openrtb2/bid or POST /openrtb2/{exchange}/bid\n";
    }
  }
}
