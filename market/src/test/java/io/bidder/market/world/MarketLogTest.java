package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MarketLogTest {
  private static final int ROWS = 60_000;
  private static final int DAYS = 28;
  private static final int CLICK = MarketLog.COLUMNS.indexOf("click");
  private static final int CONVERSION = MarketLog.COLUMNS.indexOf("conversion");
  private static final int ORDER_VALUE = MarketLog.COLUMNS.indexOf("order_value");
  private static final int PCTR = MarketLog.COLUMNS.indexOf(MarketLog.TRUE_PCTR);
  private static final int PCTCVR = MarketLog.COLUMNS.indexOf(MarketLog.TRUE_PCTCVR);

  private static final World WORLD = World.of(World.DEFAULT_SEED);
  private static List<String[]> rows = List.of();

  @BeforeAll
  static void writeLog() throws IOException {
    rows = text(WORLD, 5, ROWS).lines().skip(1).map(line -> line.split(",", -1)).toList();
  }

  @Test
  void sameSeedShouldGiveTheSameTextOnEveryMachine() throws IOException, NoSuchAlgorithmException {
    String log = text(World.of(World.DEFAULT_SEED), 1, 1000);
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(log.getBytes(StandardCharsets.US_ASCII));
    // The demo model was trained from this log: whoever changes the world trains it anew.
    assertEquals(
        "356743acb4723e2251dbc2cffa1b7f669b78292dc6a2b363c00aa64bf70afd75",
        HexFormat.of().formatHex(digest));
  }

  @Test
  void otherSeedsShouldGiveOtherLogsOfTheSameWorld() throws IOException {
    String one = text(WORLD, 1, 100);
    String two = text(WORLD, 2, 100);
    assertNotEquals(one, two);
    assertNotEquals(one, text(World.of(2), 1, 100));
  }

  @Test
  void everyRowShouldHaveEveryColumnAndAscendingTime() {
    assertEquals(ROWS, rows.size());
    long before = MarketClock.START_MILLIS;
    for (String[] row : rows) {
      assertEquals(MarketLog.COLUMNS.size(), row.length);
      long timestamp = Long.parseLong(row[0]);
      assertTrue(timestamp >= before, () -> "goes back to " + timestamp);
      before = timestamp;
    }
    assertTrue(before < MarketClock.START_MILLIS + DAYS * MarketClock.DAY_MILLIS);
  }

  @Test
  void clicksAndConversionsShouldBeAsManyAsTheWorldSays() {
    double clicks = sum(rows, CLICK);
    assertEquals(World.CLICK_RATE, clicks / ROWS, 0.0015);
    assertEquals(World.CONVERSION_RATE, sum(rows, CONVERSION) / clicks, 0.03);
  }

  @Test
  void labelsShouldHappenAsOftenAsTheTruthSays() {
    assertCalibrated(rows, CLICK, PCTR);
    assertCalibrated(rows, CONVERSION, PCTCVR);
    List<String[]> ranked =
        rows.stream().sorted(Comparator.comparing(row -> Double.valueOf(row[PCTR]))).toList();
    for (int fifth = 0; fifth < 5; fifth++) {
      assertCalibrated(ranked.subList(fifth * ROWS / 5, (fifth + 1) * ROWS / 5), CLICK, PCTR);
    }
  }

  @Test
  void ordersShouldHaveAValueWhereThereIsAConversionOnly() {
    for (String[] row : rows) {
      boolean conversion = row[CONVERSION].equals("1");
      assertEquals(!conversion, row[ORDER_VALUE].isEmpty());
      if (conversion) {
        assertEquals("1", row[CLICK]);
        assertTrue(Double.parseDouble(row[ORDER_VALUE]) > 0);
      }
    }
  }

  @Test
  void everyCreativeAndSiteShouldBeSeenOftenEnoughToLearn() {
    for (String column : List.of("creative", "site_domain", "app_bundle", "region")) {
      int index = MarketLog.COLUMNS.indexOf(column);
      rows.stream()
          .filter(row -> !row[index].isEmpty())
          .collect(Collectors.groupingBy(row -> row[index], Collectors.counting()))
          .forEach((value, count) -> assertTrue(count >= ROWS / 2000, value + ": " + count));
    }
  }

  @Test
  void clickRateShouldHoldInEveryWorld() {
    for (long seed = 2; seed < 5; seed++) {
      World world = World.of(seed);
      RandomStream random = new RandomStream(seed);
      double clicks = 0;
      double conversions = 0;
      int count = 20_000;
      for (int i = 0; i < count; i++) {
        Impression impression =
            world.traffic().impression(MarketClock.at((i + 0.5) / count, 7), random);
        double click = world.clickProbability(impression);
        clicks += click;
        conversions += click * world.conversionProbability(impression);
      }
      assertEquals(World.CLICK_RATE, clicks / count, 0.1 * World.CLICK_RATE);
      assertEquals(World.CONVERSION_RATE, conversions / clicks, 0.15 * World.CONVERSION_RATE);
    }
  }

  @Test
  void creativesShouldFitTheirSlots() {
    Set<String> sizes = new HashSet<>();
    for (Creative creative : WORLD.creatives()) {
      sizes.add(creative.width() + "x" + creative.height());
    }
    assertEquals(Names.WIDTHS.size(), sizes.size());
    int width = MarketLog.COLUMNS.indexOf("slot_width");
    int height = MarketLog.COLUMNS.indexOf("slot_height");
    int player = MarketLog.COLUMNS.indexOf("video_position");
    int size = MarketLog.COLUMNS.indexOf("creative_size");
    for (String[] row : rows) {
      String slot = row[player].isEmpty() ? row[width] + "x" + row[height] : "1280x720";
      assertEquals(slot, row[size]);
    }
  }

  private static String text(World world, long seed, long count) throws IOException {
    StringBuilder text = new StringBuilder();
    MarketLog.write(world, seed, DAYS, count, text);
    return text.toString();
  }

  private static double sum(List<String[]> of, int column) {
    return of.stream().mapToDouble(row -> Double.parseDouble(row[column])).sum();
  }

  /** Within four standard deviations of a sum of independent labels. */
  private static void assertCalibrated(List<String[]> of, int label, int truth) {
    double variance =
        of.stream().mapToDouble(row -> Double.parseDouble(row[truth])).map(p -> p * (1 - p)).sum();
    assertEquals(sum(of, truth), sum(of, label), 4 * Math.sqrt(variance));
  }
}
