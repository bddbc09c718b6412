package io.bidder.benchmarks.subject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.bidder.privacy.PrivacyRules;
import io.bidder.market.traffic.MadeCatalogue;
import io.bidder.market.traffic.MadeRequests;
import io.bidder.market.traffic.RequestMix;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTrafficTest {
  private static final long NOW_MILLIS = 1_767_225_600_000L;

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 32, 128})
  void everyImpressionShouldHaveTheCandidatesAskedForWhenRequestsAreMade(int candidates) {
    FeatureSchema schema = BenchSchema.of(100_000);
    FeatureInputs inputs = new FeatureInputs(schema);
    FeatureEncoder encoder = new FeatureEncoder(schema);
    RawValues values = new RawValues(schema);
    EncodedRows rows = new EncodedRows(schema, 1);
    Catalogue catalogue = Catalogues.read(MadeCatalogue.forAll(candidates, 100));
    Selector selector = new Selector(new CampaignIndex(catalogue));
    BidRequestReader reader = new BidRequestReader();
    PrivacyRules privacy = new PrivacyRules(PrivacyConfig.defaults());
    BidRequest request = new BidRequest();
    Candidates found = new Candidates();
    for (byte[] body : MadeRequests.bodies(RequestMix.REPORT, 200, 5)) {
      assertTrue(body.length > 1000 && body.length < 3000, body.length + " bytes");
      assertNull(reader.read(body, 0, body.length, inputs.extraPaths(), request));
      assertTrue(privacy.permit(request, inputs.extraPaths()).allowsEverything());
      assertEquals(100, request.tmaxMillis);
      assertTrue(request.imps.size() >= 1 && request.imps.size() <= 4);
      selector.begin(request, "default", NOW_MILLIS);
      for (int i = 0; i < request.imps.size(); i++) {
        selector.select(request.imps.get(i), found);
        assertEquals(candidates, found.size());
        Set<String> rowsSeen = new HashSet<>();
        for (int c = 0; c < found.size(); c++) {
          values.clear();
          inputs.putRequest(request, request.imps.get(i), NOW_MILLIS, values);
          inputs.putCandidate(found.get(c), values);
          encoder.encode(values, rows, 0);
          assertTrue(Arrays.stream(rows.ids()).allMatch(id -> id > 0), "a feature is missing");
          for (float number : rows.numerics()) {
            assertNotEquals(0f, number, "a number is missing");
          }
          rowsSeen.add(Arrays.toString(rows.ids()));
        }
        assertEquals(candidates, rowsSeen.size());
      }
    }
  }

  @Test
  void requestsShouldBeTheSameWhenTheSeedIs() {
    assertEquals(
        Arrays.toString(MadeRequests.bodies(RequestMix.EXCHANGE, 20, 9).getLast()),
        Arrays.toString(MadeRequests.bodies(RequestMix.EXCHANGE, 20, 9).getLast()));
  }

  @Test
  void everyCampaignShouldHaveABudgetAndCapsWhenThereIsMoney() {
    Catalogue catalogue = Catalogues.read(MadeCatalogue.withMoney(MadeCatalogue.forAll(8, 4)));

    for (Campaign campaign : catalogue.campaigns()) {
      assertEquals(1_000_000_000_000_000L, campaign.budget().dailyMicros());
      assertEquals(3, campaign.caps().size());
    }
  }
}
