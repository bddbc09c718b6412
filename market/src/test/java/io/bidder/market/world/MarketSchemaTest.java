package io.bidder.market.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class MarketSchemaTest {
  @Test
  void schemaShouldReadColumnsThatTheLogHasAndNeverTheTruth() throws IOException {
    Map<?, ?> schema = schema();
    Map<?, ?> log = (Map<?, ?>) schema.get("log");
    assertNotNull(log);
    assertEquals(List.of(MarketLog.TRUE_PCTR, MarketLog.TRUE_PCTCVR), log.get("never"));
    List<?> features = (List<?>) schema.get("features");
    assertNotNull(features);
    for (Object each : features) {
      Map<?, ?> feature = (Map<?, ?>) each;
      assertNotEquals("cross", feature.get("kind"));
      String source = String.valueOf(feature.get("source"));
      String column =
          String.valueOf(
              feature.containsKey("column") ? feature.get("column") : feature.get("name"));
      assertTrue(
          source.startsWith("time.") || MarketLog.COLUMNS.contains(column),
          () -> "the log has no column " + column);
      boolean candidate = source.startsWith("campaign.") || source.startsWith("creative.");
      assertEquals(candidate, "candidate".equals(feature.get("side")), source);
    }
  }

  private static Map<?, ?> schema() throws IOException {
    // Tests run in the module's directory.
    Path file = Path.of("schema.yaml");
    Object schema = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    return (Map<?, ?>) schema;
  }
}
