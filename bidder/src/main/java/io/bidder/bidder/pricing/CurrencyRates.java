package io.bidder.bidder.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rates of currencies: ISO 4217 codes with their value in US dollars, and exact conversion of
 * micros between them. Immutable and thread-safe; nothing allocates after {@link #of}.
 *
 * <p>Currencies are looked up once by code and then meant by number: see {@link #numberOf}.
 */
public final class CurrencyRates {
  /** The number of a currency that has no rate. */
  public static final int NO_RATE = -1;

  /** Digits of a rate that count: enough for seven significant ones of the cheapest currency. */
  static final int RATE_DECIMALS = 12;

  static final BigDecimal MAX_USD_PER_UNIT = new BigDecimal(1_000_000);

  private static final int NO_CODE = 0;

  /** Which way an amount that is no whole number of micros goes. */
  public enum Rounding {
    DOWN,
    /** Halves up. */
    NEAREST,
    UP
  }

  private final int[] packedCodes;
  private final String[] codes;
  private final long[] usdPicosPerUnit;
  private final int usd;

  private CurrencyRates(SortedMap<Integer, String> codeByPacked, Map<String, Long> usdPicos) {
    packedCodes = new int[codeByPacked.size()];
    codes = new String[codeByPacked.size()];
    usdPicosPerUnit = new long[codeByPacked.size()];
    int number = 0;
    for (Map.Entry<Integer, String> code : codeByPacked.entrySet()) {
      packedCodes[number] = code.getKey();
      codes[number] = code.getValue();
      usdPicosPerUnit[number] = usdPicos.getOrDefault(code.getValue(), 0L);
      number++;
    }
    usd = Arrays.binarySearch(packedCodes, pack("USD"));
  }

  /** US dollars alone. */
  public static CurrencyRates usdOnly() {
    return of(Map.of());
  }

  /**
   * Rates by ISO 4217 code: US dollars for one unit, to {@value #RATE_DECIMALS} decimals. USD need
   * not be among them.
   *
   * @throws IllegalArgumentException naming every code or rate that cannot be, one a line
   */
  public static CurrencyRates of(Map<String, BigDecimal> usdPerUnit) {
    TreeMap<Integer, String> codeByPacked = new TreeMap<>();
    TreeMap<String, Long> usdPicos = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    codeByPacked.put(pack("USD"), "USD");
    usdPicos.put("USD", BigDecimal.ONE.movePointRight(RATE_DECIMALS).longValueExact());
    for (Map.Entry<String, BigDecimal> rate : new TreeMap<>(usdPerUnit).entrySet()) {
      String code = rate.getKey();
      BigDecimal value = rate.getValue();
      BigDecimal rounded = value.setScale(RATE_DECIMALS, RoundingMode.HALF_EVEN);
      int packed = pack(code);
      if (packed == NO_CODE || !code.equals(unpack(packed))) {
        problems.add("currency '" + code + "': expected an ISO 4217 code of three capital letters");
      } else if (rounded.signum() <= 0 || rounded.compareTo(MAX_USD_PER_UNIT) > 0) {
        problems.add(
            "rate of "
                + code
                + ": "
                + value.toPlainString()
                + "; expected US dollars for one unit, above 0 and at most "
                + MAX_USD_PER_UNIT);
      } else if (code.equals("USD") && rounded.compareTo(BigDecimal.ONE) != 0) {
        problems.add("rate of USD: " + value.toPlainString() + "; expected 1 or none");
      } else {
        codeByPacked.put(packed, code);
        usdPicos.put(code, rounded.movePointRight(RATE_DECIMALS).longValueExact());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new CurrencyRates(codeByPacked, usdPicos);
  }

  /**
   * The number that a code has here, whatever its case; of nothing it is that of USD, which is what
   * OpenRTB means by nothing. {@link #NO_RATE} if there is none.
   */
  public int numberOf(CharSequence code) {
    if (code.isEmpty()) {
      return usd;
    }
    int packed = pack(code);
    int number = packed == NO_CODE ? NO_RATE : Arrays.binarySearch(packedCodes, packed);
    return number < 0 ? NO_RATE : number;
  }

  /** How many currencies there are, which are numbered from 0 on. */
  int count() {
    return codes.length;
  }

  /** The number of USD, which always has a rate. */
  public int usd() {
    return usd;
  }

  /** The code of a number that {@link #numberOf} gave. */
  public String code(int number) {
    return codes[number];
  }

  /**
   * An amount in another currency, exact before it is rounded; {@link Long#MAX_VALUE} if it is more
   * than that.
   *
   * @param amountMicros not negative
   * @param from a number that {@link #numberOf} gave, as is {@code to}
   */
  public long convertMicros(long amountMicros, int from, int to, Rounding rounding) {
    if (amountMicros < 0) {
      throw new IllegalArgumentException(amountMicros + " micros: expected 0 or more");
    }
    if (from == to) {
      return amountMicros;
    }
    long multiplier = usdPicosPerUnit[from];
    long divisor = usdPicosPerUnit[to];
    long high = Math.multiplyHigh(amountMicros, multiplier);
    if (high >= divisor) {
      return Long.MAX_VALUE;
    }
    long low = amountMicros * multiplier;
    long quotient = 0;
    long rest;
    if (high == 0) {
      quotient = Long.divideUnsigned(low, divisor);
      rest = Long.remainderUnsigned(low, divisor);
    } else {
      // Long division, bit by bit. The divisor has 63 bits, so the doubled rest fits 64.
      rest = high;
      for (int bit = Long.SIZE - 1; bit >= 0; bit--) {
        rest = rest << 1 | (low >>> bit & 1);
        quotient <<= 1;
        if (Long.compareUnsigned(rest, divisor) >= 0) {
          rest -= divisor;
          quotient |= 1;
        }
      }
    }
    boolean up =
        switch (rounding) {
          case DOWN -> false;
          case NEAREST -> rest >= divisor - rest;
          case UP -> rest > 0;
        };
    if (quotient < 0 || (up && quotient == Long.MAX_VALUE)) {
      return Long.MAX_VALUE;
    }
    return up ? quotient + 1 : quotient;
  }

  /** Three letters as one number in the codes' order, or {@link #NO_CODE}. */
  private static int pack(CharSequence code) {
    if (code.length() != 3) {
      return NO_CODE;
    }
    int packed = 0;
    for (int i = 0; i < 3; i++) {
      char c = code.charAt(i);
      char upper = c >= 'a' && c <= 'z' ? (char) (c - ('a' - 'A')) : c;
      if (upper < 'A' || upper > 'Z') {
        return NO_CODE;
      }
      packed = packed << 8 | upper;
    }
    return packed;
  }

  private static String unpack(int packed) {
    return new String(
        new char[] {(char) (packed >> 16), (char) (packed >> 8 & 0xFF), (char) (packed & 0xFF)});
  }
}
