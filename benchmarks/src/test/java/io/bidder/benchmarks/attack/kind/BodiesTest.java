package io.bidder.benchmarks.attack.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.market.traffic.MadeRequests;
import io.bidder.market.traffic.RequestMix;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BodiesTest {
  private static final byte[] GOOD = MadeRequests.bodies(RequestMix.REPORT, 1, 1).getFirst();

  private static JsonNode read(byte[] body) {
    return JsonMapper.shared().readTree(body);
  }

  @Test
  void namesShouldAllFallIntoOneSlotOfATableWithoutASecret() {
    List<String> names = CollidingNames.inOneSlot(1_000);
    assertEquals(1_000, new HashSet<>(names).size());
    for (String name : names) {
      int hash = name.hashCode();
      assertEquals(0, (hash ^ (hash >>> 12)) & 4095, name);
    }
  }

  @Test
  void moreNamesThanThereAreShouldBeRefused() {
    assertThrows(IllegalArgumentException.class, () -> CollidingNames.inOneBucket(1_000_000, 12));
  }

  @Test
  void heavyRequestsShouldBeValidAndAsLargeAsIsRead() {
    List<UnaryOperator<byte[]>> full =
        List.of(
            Bodies::collidingNames,
            Bodies::newNames,
            Bodies::keywords,
            Bodies::keywordList,
            Bodies::segments,
            Bodies::sameIds,
            Bodies::deep,
            Bodies::escapes,
            good -> Bodies.memoryGrower(70));
    for (UnaryOperator<byte[]> each : full) {
      byte[] body = each.apply(GOOD);
      assertTrue(body.length <= Bodies.MOST_BYTES, body.length + " bytes");
      assertTrue(body.length > Bodies.MOST_BYTES - 20_000, body.length + " bytes");
      assertTrue(read(body).path("id").isString());
    }
  }

  @Test
  void worstRequestShouldHaveAsManyImpressionsAndDealsAsAreRead() {
    JsonNode request = read(Bodies.manyImpsAndDeals(GOOD));
    assertEquals(64, request.path("imp").size());
    assertEquals(64, request.path("imp").get(63).path("pmp").path("deals").size());
    assertEquals(read(GOOD).path("site"), request.path("site"));
  }

  @Test
  void memoryGrowersShouldGrowAnotherPartEachTime() {
    HashSet<String> parts = new HashSet<>();
    for (int n = 0; n < 64 * 32; n += 31) {
      JsonNode imps = read(Bodies.memoryGrower(n)).path("imp");
      JsonNode deals = imps.get(imps.size() - 1).path("pmp").path("deals");
      assertTrue(imps.size() <= 64 && deals.size() <= 64, String.valueOf(n));
      assertTrue(deals.get(deals.size() - 1).path("wseat").size() > 50, String.valueOf(n));
      parts.add(imps.size() + " " + deals.size());
    }
    assertEquals(67, parts.size());
  }
}
