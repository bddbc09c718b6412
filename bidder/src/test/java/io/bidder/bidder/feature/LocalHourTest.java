package io.bidder.bidder.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.Targeting;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.campaign.index.CampaignScan;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.campaign.targeting.TargetingRules;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.SourcePaths;
import io.bidder.modelstore.schema.Transform;
import io.bidder.modelstore.testing.Cases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Targeting and features have one clock: the user's. */
class LocalHourTest {
  private static final FeatureSchema SCHEMA =
      FeatureSchema.of(
          List.of(
              new Feature.Numeric(
                  "hour",
                  SourcePaths.LOCAL_HOUR_OF_WEEK,
                  Side.REQUEST,
                  Transform.IDENTITY,
                  0,
                  1,
                  1e9,
                  0)));

  /** A campaign for each hour of the week, of that number. */
  private final Selector selector =
      new Selector(
          new CampaignIndex(
              new Catalogue(IntStream.range(0, 168).mapToObj(LocalHourTest::campaign).toList())));

  private final FeatureInputs inputs = new FeatureInputs(SCHEMA);
  private final BidRequest request = new BidRequest();
  private final Imp imp = request.imps.add();

  @Test
  void targetingAndFeaturesShouldHaveTheSameHourWhateverTheRequestSaysOfTheZone() {
    imp.clear();
    imp.hasBanner = true;
    imp.banner.w = 300;
    imp.banner.h = 250;
    Cases.forAll(
        20261129,
        2000,
        draw -> {
          long epochMillis = draw.longBetween(-4_000_000_000_000L, 4_000_000_000_000L);
          request.device.geo.utcoffsetMinutes =
              draw.anyBoolean() ? BidRequest.NONE : draw.intBetween(-840, 840);
          request.user.geo.utcoffsetMinutes =
              draw.anyBoolean() ? BidRequest.NONE : draw.intBetween(-840, 840);
          RawValues values = new RawValues(SCHEMA);
          inputs.putRequest(request, imp, epochMillis, values);
          List<String> ofFeatures = List.of(Integer.toString((int) values.number(0)));
          assertEquals(ofFeatures, selected(epochMillis));
          assertEquals(ofFeatures, explained(epochMillis));
        });
  }

  private List<String> selected(long epochMillis) {
    Candidates candidates = new Candidates();
    selector.begin(request, "default", epochMillis);
    selector.select(imp, candidates);
    return IntStream.range(0, candidates.size())
        .mapToObj(i -> candidates.get(i).campaign().id())
        .toList();
  }

  private List<String> explained(long epochMillis) {
    List<String> ids = new ArrayList<>();
    CampaignScan scan = selector.scan(request, "default", epochMillis);
    for (int c = 0; c < scan.campaignCount(); c++) {
      Rule stoppedBy = scan.stoppedBy(c, imp, new Candidates());
      if (stoppedBy == null) {
        ids.add(scan.campaign(c).id());
      } else {
        assertEquals(Rule.HOUR, stoppedBy);
      }
    }
    return ids;
  }

  private static Campaign campaign(int hourOfWeek) {
    String id = Integer.toString(hourOfWeek);
    return new Campaign(
        id,
        new Advertiser("a", "a.example", List.of(), 1, "s"),
        null,
        null,
        new Economics("USD", 1, 1, 0, Long.MAX_VALUE),
        Targeting.everywhere().with(TargetingRules.HOURS_OF_WEEK, List.of(hourOfWeek)),
        List.of(),
        true,
        Map.of(),
        List.of(
            new Creative(
                id,
                id,
                new CreativeContent.Banner(300, 250, 2, List.of(), Markup.of("ad")),
                List.of(),
                List.of(),
                List.of(),
                "",
                true,
                null,
                Creative.Delivery.ADM,
                Map.of())));
  }
}
