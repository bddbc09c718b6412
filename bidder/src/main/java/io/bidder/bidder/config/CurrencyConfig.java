package io.bidder.bidder.config;

import java.math.BigDecimal;
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
  private static final BigDecimal MAX_USD_PER_UNIT = new BigDecimal(1_000_000);

  /** Digits after the point that a rate may have; the smallest rate is one of the last. */
  private static final int RATE_DECIMALS = 12;

  /** The European Central Bank's reference rates of that day, in US dollars. */
  private static final String DEFAULT_DATE = "2024-12-31";

  private static final Map<String, String> DEFAULT_RATES = defaultRates();

  public CurrencyConfig {
    usdPerUnit = Collections.unmodifiableMap(new TreeMap<>(usdPerUnit));
  }

  static CurrencyConfig read(Section section) {
    Section rates = section.section("rates");
    // A table is of one day: a rate that is set does not stand beside one of another day.
    boolean own = !rates.names().isEmpty();
    String date = section.date("date", DEFAULT_DATE);
    if (own && !section.has("date")) {
      section.problem("date", "the date that currency.rates are of");
    }
    Map<String, BigDecimal> table = new TreeMap<>();
    if (own) {
      for (String code : rates.names()) {
        table.put(code, rate(rates, code));
      }
    } else {
      DEFAULT_RATES.forEach((code, value) -> {
        rates.listed(code, value);
        table.put(code, new BigDecimal(value));
      });
    }
    return new CurrencyConfig(date, table);
  }

  private static BigDecimal rate(Section rates, String code) {
    if (!code.matches("[A-Z]{3}")) {
      rates.remark(code, "expected an ISO 4217 code of three capital letters");
    }
    BigDecimal rate = rates.decimal(code);
    boolean possible =
        rate.signum() > 0 && rate.compareTo(MAX_USD_PER_UNIT) <= 0 && rate.scale() <= RATE_DECIMALS;
    boolean right = code.equals("USD") ? rate.compareTo(BigDecimal.ONE) == 0 : possible;
    if (!right) {
      rates.problem(
          code,
          code.equals("USD")
              ? "1, or no rate of USD"
              : "US dollars for one "
                  + code
                  + ", above 0, at most "
                  + MAX_USD_PER_UNIT
                  + ", to "
                  + RATE_DECIMALS
                  + " decimals");
      return BigDecimal.ONE;
    }
    return rate;
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
