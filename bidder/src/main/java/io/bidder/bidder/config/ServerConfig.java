package io.bidder.bidder.config;

import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.Problems;
import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a server is told. docs/reference/configuration.md lists the keys. Immutable.
 *
 * @param exchanges settings by exchange: first those of {@code /openrtb2/bid}, whose name is empty,
 *     then the others ordered by name. An exchange's place in this list is its number wherever
 *     exchanges are numbered
 */
public record ServerConfig(
    HttpConfig http,
    AdminConfig admin,
    ModelConfig model,
    CatalogueConfig catalogue,
    BidConfig bid,
    CurrencyConfig currency,
    BudgetConfig budget,
    CapsConfig caps,
    PrivacyConfig privacy,
    EventsConfig events,
    OutcomesConfig outcomes,
    Clock clock,
    List<ExchangeConfig> exchanges) {

  /** A clock that bids and what becomes of them go by. */
  public enum Clock {
    /** The machine's. */
    SYSTEM,
    /** The exchange's, as its requests tell it: one that plays, faster than time passes. */
    EXCHANGE
  }

  /**
   * System property with the directory that default paths are relative to; the working directory
   * where it is not set.
   */
  public static final String HOME_PROPERTY = "bidder.home";

  private static final long MAX_FILE_BYTES = 16 << 20;

  /** A path's part that names an exchange, and a metric's label. */
  private static final String EXCHANGE_NAME = "[A-Za-z0-9_-]{1,40}";

  public ServerConfig {
    exchanges = List.copyOf(exchanges);
  }

  /** The defaults: the demo. */
  public static ServerConfig defaults() {
    return load(null, List.of());
  }

  /**
   * Reads a configuration.
   *
   * @param file YAML, in which paths are relative to its directory; null for the defaults
   * @param sets {@code key=value} such as {@code http.port=0}, which hold against the file, later
   *     ones against earlier ones; paths in them are relative to the working directory
   * @throws InvalidInputException if the file cannot be read or a key or value is wrong: one line
   *     for each problem, with file and line or option, key, value and what was expected
   */
  public static ServerConfig load(@Nullable Path file, List<String> sets) {
    return load(file, sets, Path.of(System.getProperty(HOME_PROPERTY, ""))).config;
  }

  /** A configuration with the keys that were read for it. */
  record Loaded(ServerConfig config, List<Section.Key> keys) {}

  static Loaded load(@Nullable Path file, List<String> sets, Path home) {
    Problems problems = new Problems();
    Document document =
        file == null
            ? Document.empty("configuration", problems)
            : Document.yaml(file, MAX_FILE_BYTES, problems);
    for (String set : sets) {
      document = document.under(Document.assignment("--set", set, problems));
    }
    List<Section.Key> keys = new ArrayList<>();
    return new Loaded(document.read(root -> read(root, home.toAbsolutePath()), keys), keys);
  }

  private static ServerConfig read(Section root, Path home) {
    HttpConfig http = root.map("http", HttpConfig::read);
    AdminConfig admin = root.map("admin", AdminConfig::read);
    ModelConfig model = root.map("model", section -> ModelConfig.read(section, home));
    CatalogueConfig catalogue =
        root.map("catalogue", section -> CatalogueConfig.read(section, home));
    BidConfig bid = root.map("bid", BidConfig::read);
    CurrencyConfig currency = root.map("currency", CurrencyConfig::read);
    BudgetConfig budget = root.map("budget", BudgetConfig::read);
    CapsConfig caps = root.map("caps", CapsConfig::read);
    PrivacyConfig privacy = root.map("privacy", PrivacyConfig::read);
    EventsConfig events = root.map("events", EventsConfig::read);
    OutcomesConfig outcomes = root.map("outcomes", OutcomesConfig::read);
    Clock clock = root.get("clock", Types.choice(Clock.class)).or(Clock.SYSTEM);
    if (clock == Clock.EXCHANGE && !Addresses.isLoopback(http.host())) {
      root.problem(
          "clock",
          "system unless http.host is a loopback address such as 127.0.0.1, for whoever reaches the"
              + " port sets this clock");
    }
    List<ExchangeConfig> exchanges =
        root.map("exchanges", section -> exchanges(section, ExchangeConfig.defaults(bid)));
    return new ServerConfig(
        http, admin, model, catalogue, bid, currency, budget, caps, privacy, events, outcomes,
        clock, exchanges);
  }

  private static List<ExchangeConfig> exchanges(Section section, ExchangeConfig defaults) {
    List<ExchangeConfig> exchanges = new ArrayList<>();
    ExchangeConfig base =
        section.map(ExchangeConfig.DEFAULT, own -> ExchangeConfig.read("", own, defaults));
    exchanges.add(base);
    Set<String> names = new TreeSet<>(section.keys());
    names.remove(ExchangeConfig.DEFAULT);
    for (String name : names) {
      if (!name.matches(EXCHANGE_NAME)) {
        section.remark(name, "expected a name of 1 to 40 letters, digits, - and _");
      }
      exchanges.add(section.map(name, own -> ExchangeConfig.read(name, own, base)));
    }
    return exchanges;
  }
}
