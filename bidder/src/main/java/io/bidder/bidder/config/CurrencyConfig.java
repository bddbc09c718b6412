package io.bidder.bidder.config;

import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What currencies are worth; the keys below {@code currency}.
 *
 * @param date that the rates are of, to be told to people
 * @param usdPerUnit US dollars for one unit, by ISO 4217 code, ordered; USD itself need not be
 *     there
 */
public record CurrencyConfig(String date, Map<String, BigDecimal> usdPerUnit) {
  /** An ISO 4217 code. */
  static final Type<String> CODE =
      Type.texts("an ISO 4217 code of three capital letters", text -> text.matches("[A-Z]{3}"));

  private static final BigDecimal MAX_USD_PER_UNIT = new BigDecimal(1_000_000);

  /** Digits after the point that a rate may have; the smallest rate is one of the last. */
  private static final int RATE_DECIMALS = 12;

  /** The European Central Bank's reference rates of that day, in US dollars. */
  private static final LocalDate DEFAULT_DATE = LocalDate.parse("2024-12-31");

  private static final Map<String, String> DEFAULT_RATES = defaultRates();

  public CurrencyConfig {
    usdPerUnit = Collections.unmodifiableMap(new TreeMap<>(usdPerUnit));
  }

  static CurrencyConfig read(Section section) {
    String date = section.get("date", Types.DATE).or(DEFAULT_DATE).toString();
    Map<String, BigDecimal> rates = section.map("rates", CurrencyConfig::rates);
    // A table is of one day: a rate that is set does not stand beside one of another day.
    if (section.isSet("rates") && !section.isSet("date")) {
      section.problem("date", "the date that currency.rates are of");
    }
    return new CurrencyConfig(date, rates);
  }

  private static Map<String, BigDecimal> rates(Section section) {
    Map<String, BigDecimal> rates = new TreeMap<>();
    if (section.keys().isEmpty()) {
      DEFAULT_RATES.forEach(
          (code, rate) -> rates.put(code, section.get(code, rate(code)).or(new BigDecimal(rate))));
    }
    for (String code : section.keys()) {
      if (CODE.parse(code).isEmpty()) {
        section.remark(code, "expected " + CODE.expected());
      }
      rates.put(code, section.get(code, rate(code)).required());
    }
    return rates;
  }

  private static Type<BigDecimal> rate(String code) {
    return code.equals("USD")
        ? Types.decimal("1, or no rate of USD", rate -> rate.compareTo(BigDecimal.ONE) == 0)
        : Types.decimal(
            "US dollars for one %s, above 0, at most %s, to %d decimals"
                .formatted(code, MAX_USD_PER_UNIT, RATE_DECIMALS),
            rate ->
                rate.signum() > 0
                    && rate.compareTo(MAX_USD_PER_UNIT) <= 0
                    && rate.scale() <= RATE_DECIMALS);
  }

  private static Map<String, String> defaultRates() {
    Map<String, String> rates = new LinkedHashMap<>();
    rates.put("AUD", "0.61943");
    rates.put("BRL", "0.16169");
    rates.put("CAD", "0.69501");
    rates.put("CHF", "1.10380");
    rates.put("CNY", "0.13700");
    rates.put("EUR", "1.03890");
    rates.put("GBP", "1.25292");
    rates.put("INR", "0.011682");
    rates.put("JPY", "0.0063713");
    rates.put("MXN", "0.048208");
    rates.put("PLN", "0.24302");
    rates.put("SEK", "0.090662");
    rates.put("USD", "1");
    return rates;
  }
}
