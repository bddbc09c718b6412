package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.pricing.AuctionType;
import io.bidder.bidder.privacy.Permissions;
import io.bidder.bidder.response.WinningBids;
import io.bidder.bidder.serve.DemoStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.ValueSink;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.Lease;
import io.bidder.modelstore.serving.ServedModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is recorded of a bid is all that is needed to be paid for it and to learn from it. */
class BidRecorderTest {
  /** A Tuesday, 10:30 UTC. */
  private static final long EPOCH_MILLIS = 1_764_671_400_000L;

  /** Two impressions, the second of them with a deal, of a person in Berlin. */
  private static final String REQUEST =
      """
      {"id": "example-1", "at": 1, "cur": ["USD"],
       "imp": [{"id": "open", "banner": {"w": 300, "h": 250}, "bidfloor": 0.01},
               {"id": "dealt", "banner": {"w": 320, "h": 50},
                "pmp": {"private_auction": 1, "deals": [
                  {"id": "AB-Agency1-0001", "bidfloor": 2.5, "at": 3, "wseat": ["Agency1"]}]}}],
       "site": {"domain": "daily-paper.org"},
       "user": {"id": "u1", "data": [{"segment": [{"id": "travel"}, {"id": "cars"}]}]},
       "device": {"ua": "Mozilla/5.0", "geo": {"country": "DEU", "utcoffset": 60}%s}}
      """;

  private final Map<String, Bid> bids = new TreeMap<>();
  private final List<String> answers = new ArrayList<>();
  private final ServedModel model = served();

  /** A bid, copied while it could be. */
  private record Bid(
      String bidId,
      String exchange,
      String request,
      long epochMillis,
      Permissions permissions,
      String campaign,
      String creative,
      String deal,
      int campaignSlot,
      String model,
      float pCtr,
      float pCvr,
      float pCtcvr,
      long valueCpmMicros,
      long floorCpmMicros,
      long bidCpmMicros,
      String currency,
      AuctionType auctionType,
      Map<String, List<Object>> features) {}

  private static ServedModel served() {
    DirectoryModelStore store = new DirectoryModelStore(DemoStore.DEMO);
    return new ServedModel(
        ScoringModel.open(store.open(store.currentId().orElseThrow()), ScoringOptions.defaults()),
        1);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void recorderShouldBeToldEverythingOfEveryBid() throws Exception {
    bid(REQUEST.formatted(""));
    assertEquals(List.of("dealt", "open"), List.copyOf(bids.keySet()));
    JsonNode response = JsonMapper.shared().readTree(answers.getFirst());
    int inAnswer = 0;
    for (JsonNode seat : response.get("seatbid")) {
      for (JsonNode bid : seat.get("bid")) {
        Bid recorded = bids.get(bid.get("impid").asString());
        assertNotNull(recorded);
        inAnswer++;
        assertEquals(bid.get("id").asString(), recorded.bidId);
        assertEquals(bid.get("cid").asString(), recorded.campaign);
        assertEquals(bid.get("crid").asString(), recorded.creative);
        assertEquals(bid.get("price").asDouble(), recorded.bidCpmMicros / 1e6, 1e-6);
        assertEquals("acme", recorded.exchange);
        assertEquals("example-1", recorded.request);
        assertEquals(EPOCH_MILLIS, recorded.epochMillis);
        assertEquals(Permissions.Basis.NO_SIGNAL, recorded.permissions.basis());
        assertEquals(model.modelId(), recorded.model);
        assertTrue(recorded.pCtr > 0 && recorded.pCtr < 1, recorded::toString);
        assertEquals(recorded.pCtr * recorded.pCvr, recorded.pCtcvr, 1e-7);
        assertTrue(recorded.valueCpmMicros >= recorded.bidCpmMicros, recorded::toString);
        assertEquals("USD", recorded.currency);
      }
    }
    assertEquals(bids.size(), inAnswer);
    Bid open = bids.get("open");
    Bid dealt = bids.get("dealt");
    assertNotNull(open);
    assertNotNull(dealt);
    assertEquals(10_000, open.floorCpmMicros);
    assertEquals(AuctionType.FIRST_PRICE, open.auctionType);
    assertEquals("", open.deal);
    assertEquals(2_500_000, dealt.floorCpmMicros);
    assertEquals(AuctionType.FIXED_PRICE, dealt.auctionType);
    assertEquals("AB-Agency1-0001", dealt.deal);
    assertTrue(dealt.campaignSlot != open.campaignSlot);
  }

  @Test
  void featuresShouldBeTheRawValuesOfTheServedSchema() throws Exception {
    bid(REQUEST.formatted(""));
    Bid open = bids.get("open");
    assertNotNull(open);
    assertEquals(List.of("daily-paper.org"), open.features.get("site.domain"));
    assertEquals(List.of("travel", "cars"), open.features.get("user.data.segment.id"));
    assertEquals(List.of(open.campaign), open.features.get("campaign.id"));
    assertEquals(List.of(open.creative), open.features.get("creative.id"));
    assertEquals(List.of(EPOCH_MILLIS, 60L), open.features.get("time"));
  }

  @Test
  void probabilitiesShouldFollowFromTheRecordedFeatures() throws Exception {
    bid(REQUEST.formatted(""));
    for (Bid recorded : bids.values()) {
      try (Lease lease = model.acquire()) {
        var schema = lease.model().version().manifest().schema();
        RawValues values = new RawValues(schema);
        recorded.features.forEach((path, list) -> {
          if (path.equals("time")) {
            values.time((long) list.get(0), Math.toIntExact((long) list.get(1)));
            return;
          }
          for (Object value : list) {
            switch (value) {
              case Long number -> values.putLong(values.source(path), number);
              case Double number -> values.putDouble(values.source(path), number);
              default -> values.putText(values.source(path), value.toString());
            }
          }
        });
        EncodedRows rows = new EncodedRows(schema, 1);
        FeatureEncoder encoder = new FeatureEncoder(schema);
        encoder.encodeCandidate(values, rows, 0);
        encoder.encodeRequest(values, rows, 0);
        rows.size(1);
        ImpRows imps = new ImpRows(1);
        imps.add(0);
        Predictions predictions = new Predictions(1);
        lease.worker().score(rows, imps, predictions);
        assertEquals(predictions.ctr()[0], recorded.pCtr, 1e-6);
        assertEquals(predictions.ctcvr()[0], recorded.pCtcvr, 1e-6);
      }
    }
  }

  @Test
  void personShouldNotBeRecordedWhenASignalForbidsIt() throws Exception {
    bid(REQUEST.formatted(", \"lmt\": 1"));
    Bid open = bids.get("open");
    assertNotNull(open);
    assertEquals(Permissions.none(), open.permissions);
    assertNull(open.features.get("user.data.segment.id"));
    assertEquals(List.of("daily-paper.org"), open.features.get("site.domain"));
  }

  @Test
  void nothingShouldBeRecordedWhenThereIsNoBid() throws Exception {
    bid(REQUEST.formatted("").replace("USD", "XTS"));
    assertTrue(bids.isEmpty(), bids::toString);
    assertEquals(List.of("NO_CURRENCY"), answers);
  }

  private void bid(String json) throws Exception {
    ServedCatalogue catalogue =
        ServedCatalogue.of(
            new CampaignIndex(CatalogueReader.read(Path.of("demo/campaigns.yaml"))),
            () -> "https://bid.example",
            false);
    BidPipeline pipeline =
        new BidPipeline(
            new Served(model, () -> catalogue, new CampaignsOut(), BidLimits.of(64, 1)),
            () -> 0,
            BidObserver.NONE,
            bid -> bids.put(bid.imp().id.toString(), copy(bid)));
    BidContext[] batch = {new BidContext(0, BidLimits.of(64, 1))};
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    batch[0].begin(TestExchange.of(false), bytes, bytes.length, 0, EPOCH_MILLIS);
    pipeline.bid(batch, 1, new Told());
  }

  private static Bid copy(MadeBid bid) {
    Deal deal = bid.candidate().deal;
    Map<String, List<Object>> features = new TreeMap<>();
    List<String> paths = bid.schema().sources();
    ValueSink sink =
        new ValueSink() {
          private void put(int source, Object value) {
            if (source >= 0) {
              features.computeIfAbsent(paths.get(source), _ -> new ArrayList<>()).add(value);
            }
          }

          @Override
          public void putText(int source, CharSequence text) {
            if (!text.isEmpty()) {
              put(source, text.toString());
            }
          }

          @Override
          public void putLong(int source, long value) {
            put(source, value);
          }

          @Override
          public void putDouble(int source, double value) {
            put(source, value);
          }

          @Override
          public void time(long epochMillis, int utcOffsetMinutes) {
            features.put("time", List.of(epochMillis, (long) utcOffsetMinutes));
          }
        };
    bid.putRequestFeatures(sink);
    bid.putImpFeatures(sink);
    bid.putAdFeatures(sink);
    return new Bid(
        bid.bidId().toString(),
        bid.exchange().config().label(),
        bid.request().id.toString(),
        bid.epochMillis(),
        bid.permissions(),
        bid.candidate().campaign().id(),
        bid.candidate().creative().id(),
        deal == null ? "" : deal.id.toString(),
        bid.candidate().campaignSlot,
        bid.modelId(),
        bid.pCtr(),
        bid.pCvr(),
        bid.pCtcvr(),
        bid.price().valueCpmMicros,
        bid.price().floorCpmMicros,
        bid.price().bidCpmMicros,
        bid.price().currency,
        bid.price().auctionType,
        features);
  }

  private final class Told implements Answers {
    @Override
    public void bid(BidContext context, WinningBids winners, byte[] json, int length) {
      answers.add(new String(json, 0, length, StandardCharsets.UTF_8));
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason) {
      answers.add(reason.name());
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason, byte[] json, int length) {
      noBid(context, reason);
    }

    @Override
    public void malformed(BidContext context) {
      answers.add("malformed");
    }
  }
}
