package io.bidder.bidder.config;

import io.bidder.settings.InvalidYamlException;
import io.bidder.settings.YamlMap;
import io.bidder.settings.YamlProblems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
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
    List<ExchangeConfig> exchanges) {

  /**
   * System property with the directory that default paths are relative to; the working directory
   * where it is not set.
   */
  public static final String HOME_PROPERTY = "bidder.home";

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
   * @throws InvalidYamlException if a key or value is wrong: one line for each problem, with file
   *     and line or option, key, value and what was expected
   * @throws UncheckedIOException if the file cannot be read
   */
  public static ServerConfig load(@Nullable Path file, List<String> sets) {
    return load(file, sets, Path.of(System.getProperty(HOME_PROPERTY, ""))).config;
  }

  /** A configuration with the keys that were read for it. */
  record Loaded(ServerConfig config, List<Section.Key> keys) {}

  static Loaded load(@Nullable Path file, List<String> sets, Path home) {
    YamlProblems problems = new YamlProblems(file == null ? "configuration" : file.toString());
    List<Section.Layer> layers = new ArrayList<>();
    if (file != null) {
      Path directory = file.toAbsolutePath().getParent();
      YamlMap map = YamlMap.parse(text(file, problems), problems);
      layers.add(new Section.Layer(map, directory == null ? Path.of("") : directory));
    }
    for (String set : sets) {
      YamlMap map = SetOption.parse(set, problems);
      if (map != null) {
        layers.add(new Section.Layer(map, Path.of("")));
      }
    }
    Section root = new Section(layers, home.toAbsolutePath());
    ServerConfig config = read(root);
    problems.throwIfAny();
    return new Loaded(config, root.read());
  }

  private static ServerConfig read(Section root) {
    Section http = root.section("http");
    HttpConfig httpConfig = HttpConfig.read(http);
    http.end();
    Section admin = root.section("admin");
    AdminConfig adminConfig = AdminConfig.read(admin);
    admin.end();
    Section model = root.section("model");
    ModelConfig modelConfig = ModelConfig.read(model);
    model.end();
    Section catalogue = root.section("catalogue");
    CatalogueConfig catalogueConfig = CatalogueConfig.read(catalogue);
    catalogue.end();
    Section bid = root.section("bid");
    BidConfig bidConfig = BidConfig.read(bid);
    bid.end();
    Section currency = root.section("currency");
    CurrencyConfig currencyConfig = CurrencyConfig.read(currency);
    currency.end();
    List<ExchangeConfig> exchanges = exchanges(root.section("exchanges"), bidConfig);
    root.end();
    return new ServerConfig(
        httpConfig,
        adminConfig,
        modelConfig,
        catalogueConfig,
        bidConfig,
        currencyConfig,
        exchanges);
  }

  private static List<ExchangeConfig> exchanges(Section section, BidConfig bid) {
    List<ExchangeConfig> exchanges = new ArrayList<>();
    Section defaults = section.section(ExchangeConfig.DEFAULT);
    ExchangeConfig base = ExchangeConfig.readDefault(defaults, bid);
    defaults.end();
    exchanges.add(base);
    Set<String> names = new TreeSet<>(section.names());
    names.remove(ExchangeConfig.DEFAULT);
    for (String name : names) {
      if (!name.matches(EXCHANGE_NAME)) {
        section.remark(name, "expected a name of 1 to 40 letters, digits, - and _");
      }
      Section own = section.section(name);
      exchanges.add(ExchangeConfig.read(name, own, base));
      own.end();
    }
    return exchanges;
  }

  private static String text(Path file, YamlProblems problems) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      problems.add(1, "not UTF-8");
      problems.throwIfAny();
      throw new AssertionError("unreachable", e);
    } catch (IOException e) {
      throw new UncheckedIOException("configuration " + file + " cannot be read: " + e, e);
    }
  }
}
