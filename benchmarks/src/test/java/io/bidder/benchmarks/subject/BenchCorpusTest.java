package io.bidder.benchmarks.subject;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.bidder.privacy.PrivacyRules;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCorpusTest {
  private static final long NOW_MILLIS = 1_767_225_600_000L;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 32, 128})
  void everyImpressionShouldHaveTheCandidatesAskedForWhenRequestsAreGenerated(int candidates)
      throws IOException {
    FeatureSchema schema = BenchSchema.of(100_000);
    FeatureInputs inputs = new FeatureInputs(schema);
    FeatureEncoder encoder = new FeatureEncoder(schema);
    RawValues values = new RawValues(schema);
    EncodedRows rows = new EncodedRows(schema, 1);
    Path file = Files.writeString(directory.resolve("c.yaml"), BenchCorpus.catalogue(candidates));
    Catalogue catalogue = CatalogueReader.read(file);
    Selector selector = new Selector(new CampaignIndex(catalogue));
    BidRequestReader reader = new BidRequestReader();
    BidRequest request = new BidRequest();
    Candidates found = new Candidates();
    for (BenchCorpus.Request one : BenchCorpus.generated(100, 5).requests()) {
      byte[] body = one.body();
      assertTrue(body.length > 1000 && body.length < 3000, body.length + " bytes");
      assertNull(reader.read(body, 0, body.length, inputs.extraPaths(), request));
      assertTrue(PrivacyRules.permit(request, inputs.extraPaths()).mayUseIds());
      assertEquals(BenchCorpus.TMAX_MILLIS, request.tmaxMillis);
      assertEquals(one.imps(), request.imps.size());
      for (int i = 0; i < request.imps.size(); i++) {
        selector.select(request, request.imps.get(i), NOW_MILLIS, found);
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
        Arrays.toString(BenchCorpus.generated(20, 9).bodies().getLast()),
        Arrays.toString(BenchCorpus.generated(20, 9).bodies().getLast()));
  }

  @Test
  void recordedRequestsShouldFollowTheGeneratedOnesWhenADirectoryIsGiven() throws IOException {
    Files.writeString(directory.resolve("b.json"), "{\"id\":\"b\"}");
    Files.writeString(directory.resolve("a.json"), "{\"id\":\"a\"}");
    Files.writeString(directory.resolve("README.md"), "not a request");

    BenchCorpus corpus = BenchCorpus.generated(3, 1).withRecorded(directory);

    assertEquals(5, corpus.requests().size());
    assertEquals("{\"id\":\"a\"}", new String(corpus.bodies().get(3), UTF_8));
  }
}
