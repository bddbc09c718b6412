package io.bidder.bidder.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.testing.Cases;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextMapTest {
  @Test
  void everyKeyShouldBeFoundAndNothingElse() {
    Cases.forAll(
        7,
        300,
        draw -> {
          Map<String, Integer> entries = new HashMap<>();
          int count = draw.intBetween(0, 300);
          for (int i = 0; i < count; i++) {
            entries.put(Integer.toString(draw.intBetween(0, 1_000), 3), i);
          }
          TextMap<Integer> map = TextMap.of(entries, false);
          assertEquals(entries.isEmpty(), map.isEmpty());
          for (int i = 0; i <= 1_000; i++) {
            String text = Integer.toString(i, 3);
            assertEquals(entries.get(text), map.get(text), text);
            assertEquals(entries.get(text), map.get("<" + text + ">", 1, 1 + text.length()), text);
          }
        });
  }

  @Test
  void caseShouldMakeNoDifferenceWhenFolded() {
    TextMap<Integer> map = TextMap.of(Map.of("köln", 1), true);
    assertEquals(1, map.get("KÖLN"));
    assertNull(TextMap.of(Map.of("köln", 1), false).get("KÖLN"));
  }

  @Test
  void lookUpShouldTakeFewProbesWhateverTheKeysAre() {
    for (String prefix : new String[] {"", "segment-", "AaBB"}) {
      Map<String, Integer> entries = new LinkedHashMap<>();
      for (int i = 0; i < 200_000; i++) {
        entries.put(prefix + i, i);
      }
      assertTrue(TextMap.of(entries, false).probes() <= TextMap.MAX_PROBES);
    }
    // Texts of the same String.hashCode, and so of the same slot wherever that is the hash.
    Map<String, Integer> colliding = new LinkedHashMap<>();
    for (int i = 0; i < 1 << 14; i++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < 14; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      colliding.put(key.toString(), i);
    }
    TextMap<Integer> map = TextMap.of(colliding, false);
    assertTrue(map.probes() <= TextMap.MAX_PROBES);
    colliding.forEach((key, value) -> assertEquals(value, map.get(key)));
  }
}
