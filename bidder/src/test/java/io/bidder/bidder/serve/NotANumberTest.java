package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelStore;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A model that gives no numbers never becomes a price. */
class NotANumberTest {
  private static final String REQUEST =
      """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 320, "h": 50}}]}
      """;

  @TempDir private Path directory = Path.of("");

  @Test
  void requestShouldGetNoBidWhenThePredictionIsNoNumber() throws Exception {
    ModelStore store = DemoStore.in(directory);
    store.promote(DemoStore.publishNotANumber(store));
    try (RunningBidder bidder = new RunningBidder("model.store=" + directory)) {
      HttpResponse<String> answer = bidder.bid(REQUEST);
      assertEquals(204, answer.statusCode());
      assertEquals("INVALID_PREDICTION", answer.headers().firstValue("x-bidder-nobid").orElse(""));
      assertTrue(bidder.metric("bidder_predictions_invalid_total") > 0);
      JsonNode told = bidder.explain(REQUEST);
      assertEquals("INVALID_PREDICTION", told.get("noBid").get("reason").asString());
    }
  }
}
