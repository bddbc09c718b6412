package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Pooling;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.SourcePaths;
import io.bidder.modelstore.schema.Transform;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdRowsTest {
  private static final Feature SITE =
      new Feature.Categorical("site", "site.domain", Side.REQUEST, 1000);
  private static final Feature AD =
      new Feature.Categorical("ad", "creative.id", Side.CANDIDATE, 1000);
  private static final Feature KIND =
      new Feature.Bag("kind", "creative.kind", Side.CANDIDATE, 1000, 3, Pooling.SUM);
  private static final Feature PRICE =
      new Feature.Numeric("price", "campaign.price", Side.CANDIDATE, Transform.LOG1P, 0, 1, 10, -1);
  private static final Feature SHOWN =
      new Feature.Numeric(
          "shown", SourcePaths.EXPOSURES, Side.CANDIDATE, Transform.LOG1P, 0, 1, 10, -1);
  private static final Feature BOTH =
      new Feature.Cross("site-ad", "site", "ad", Side.CANDIDATE, 1000);

  /**
   * Ads come back under other requests and to persons who were shown more or less of them, their
   * campaigns change, and some take turns at a kept row.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsShouldBeThoseOfEncodingEveryAdAfresh(boolean crossed) {
    FeatureSchema schema =
        FeatureSchema.of(
            crossed
                ? List.of(SITE, AD, KIND, PRICE, SHOWN, BOTH)
                : List.of(SITE, AD, KIND, PRICE, SHOWN));
    FeatureInputs inputs = new FeatureInputs(schema);
    FeatureEncoder encoder = new FeatureEncoder(schema);
    AdRows ads = new AdRows(inputs, encoder);
    EncodedRows rows = new EncodedRows(schema, 2);
    EncodedRows expected = new EncodedRows(schema, 2);
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      RawValues values = new RawValues(schema);
      values.putText(values.source("site.domain"), "site-" + random.nextInt(5));
      int slot = random.nextInt(4) + (random.nextBoolean() ? AdRows.MAX_KEPT : 0);
      Candidate candidate = candidate(slot, random.nextInt(3));
      candidate.exposures = random.nextInt(4) - 1;
      int row = i % 2;
      ads.encode(candidate, values, rows, row);
      encoder.encodeRequest(values, rows, row);

      values.clearCandidate();
      inputs.putCandidate(candidate, values);
      encoder.encode(values, expected, row);
      assertArrayEquals(expected.ids(), rows.ids());
      assertArrayEquals(expected.numerics(), rows.numerics());
    }
  }

  /** An ad by its slot, in a revision of its campaign; 0 for one that is not known. */
  private static Candidate candidate(int slot, int revision) {
    int index = slot + 5 * revision;
    Creative creative =
        new Creative(
            "creative-" + index,
            "ad-" + index,
            new CreativeContent.Banner(300, 250, 2, List.of(), Markup.of("<p>")),
            List.of(),
            List.of(),
            List.of(),
            "com.shop",
            true,
            null,
            Creative.Delivery.ADM,
            index % 2 == 0 ? Map.of() : Map.of("kind", "k" + index % 3));
    Campaign campaign =
        new Campaign(
            "campaign-" + index,
            new Advertiser("a", "shop.example", List.of(), 1, "seat-1"),
            null,
            null,
            new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE),
            Targeting.everywhere(),
            List.of(),
            true,
            index % 3 == 0 ? Map.of() : Map.of("price", Integer.toString(index % 7)),
            List.of(creative));
    Candidate candidate = new Candidate();
    candidate.set(0, 0, slot, campaign, creative);
    candidate.campaignRevision = revision;
    return candidate;
  }
}
