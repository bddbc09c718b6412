package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.budget.Claims;
import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Cap;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.config.ServerConfig;
import io.bidder.bidder.exposure.Caps;
import io.bidder.bidder.exposure.Exposures;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.response.WinningBids;
import io.bidder.bidder.serve.DemoStore;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bid path without sockets and threads, with time that passes when a test says so. */
class BidPipelineTest {
  private static final long EPOCH_MILLIS = 1_764_583_200_000L;
  private static final long LONG_NS = 20_000_000_000L;
  private static final Economics ECONOMICS =
      new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE);

  @TempDir private Path directory = Path.of("");

  private final CampaignsOut out = new CampaignsOut();
  private final Told told = new Told();
  private Catalogue catalogue = OneAdEach.catalogue(ECONOMICS, "<p>ad</p>");
  private final Caps caps =
      new Caps(new Exposures(ServerConfig.defaults().caps(), () -> {}), _ -> {});
  private Claims claims = Claims.NONE;
  private BidLimits limits = BidLimits.of(64, 8);
  private boolean noBidBody;
  private long nowNs;

  /** Time that passes whenever somebody looks at the clock. */
  private long tickNs;

  private @Nullable ServedModel model;

  @AfterEach
  void close() {
    if (model != null) {
      model.close();
    }
  }

  @Test
  void requestShouldGetABidWhenNothingStandsInItsWay() {
    bid(pipeline(BidObserver.NONE, null), request("r", ""));
    JsonNode bid = told.bid("r");
    assertEquals("1", bid.get("impid").asString());
    assertTrue(bid.get("price").asDouble() > 0);
  }

  @Test
  void nextBestAdShouldBidWhenTheBestIsMoreThanWhatIsLeftOfItsBudget() {
    catalogue = OneAdEach.catalogue(2, ECONOMICS, "<p>ad</p>");
    bid(pipeline(BidObserver.NONE, null), request("r", ""));
    String best = told.bid("r").get("cid").asString();
    int[] refused = {-1};
    List<String> made = new ArrayList<>();
    claims =
        new Claims() {
          @Override
          public boolean claim(int campaignSlot, long cpmMicros, int currency) {
            boolean first = refused[0] == -1;
            refused[0] = first ? campaignSlot : refused[0];
            return !first;
          }

          @Override
          public void made(int campaignSlot, long idHigh, long idLow, long epochMillis) {
            made.add("%d %016x%016x".formatted(campaignSlot, idHigh, idLow));
          }
        };

    bid(pipeline(BidObserver.NONE, null), request("q", ""));

    JsonNode next = told.bid("q");
    assertNotEquals(best, next.get("cid").asString());
    assertEquals(1, made.size());
    assertTrue(made.getFirst().endsWith(" " + next.get("id").asString()), made::toString);
    assertFalse(made.getFirst().startsWith(refused[0] + " "), made::toString);
  }

  @Test
  void requestShouldBeMalformedWhenItCannotBeRead() {
    bid(pipeline(BidObserver.NONE, null), "{\"id\": \"r\"}");
    assertEquals("malformed", told.outcomes.getFirst());
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      // Those before and after: SheddingTest, BidderServerTest and LateBidTest have them. Beside
      // what
      // an ad may not stand, that is a bid: PodsTest.
      names = {"OVERLOADED", "QUEUE_FULL", "DRAINING", "LATE_BEFORE_WRITE", "NOT_BESIDE"})
  void everyReasonShouldBeReached(NoBidReason reason) throws Exception {
    BidObserver observer = BidObserver.NONE;
    BidRecorder recorder = null;
    String request = request("r", "");
    switch (reason) {
      case LATE_BEFORE_DECODE -> nowNs = LONG_NS;
      case LATE_BEFORE_ENCODE -> observer = after(Stage.PERMIT, (_, _) -> nowNs += LONG_NS);
      case LATE_BEFORE_SCORE -> observer = after(Stage.ENCODE, (_, _) -> nowNs += LONG_NS);
      case LATE_AFTER_SCORE -> observer = after(Stage.PRICE, (_, _) -> nowNs += LONG_NS);
      case REQUEST_TOO_LARGE -> limits = new BidLimits(100_000, 64, 8, 1 << 20, 1_000, 1 << 20);
      case NOT_RECORDED -> recorder = new NothingTaken();
      case NO_CURRENCY -> request = request("r", ", \"cur\": [\"XTS\"]");
      case NO_ELIGIBLE_AD -> request = request("r", ", \"badv\": [\"acme.example\"]");
      case TOO_MANY_ADS -> limits = new BidLimits(0, 64, 8, 1_000_000, 1 << 20, 1 << 20);
      case IMP_NOT_REACHED -> {
        tickNs = LONG_NS / 10;
        request = imps("r", "\"native\": {}", "\"banner\": {\"w\": 300, \"h\": 250}");
      }
      case CAMPAIGNS_OUT -> out.replace(BitSet.valueOf(new long[] {-1}));
      case UNPRICED -> {
        ModelStore store = new DirectoryModelStore(directory);
        store.promote(DemoStore.publishWithHead(store, Head.CTR));
        serve(store);
      }
      case NO_TRANSPARENCY -> request = request("r", ", \"regs\": {\"dsa\": {\"dsarequired\": 2}}");
      case CAPPED ->
          catalogue =
              OneAdEach.capped(
                  new Cap(1, Cap.Per.HOUR, Cap.Window.SLIDING, Cap.WithoutId.NO_BID),
                  ECONOMICS,
                  "ad");
      case INVALID_PREDICTION -> {
        ModelStore store = new DirectoryModelStore(directory);
        store.promote(DemoStore.publishNotANumber(store));
        serve(store);
      }
      case NO_RATE -> request = request("r", "", ", \"bidfloor\": 1, \"bidfloorcur\": \"XTS\"");
      case NO_VALUE ->
          catalogue = OneAdEach.catalogue(new Economics("USD", 0, 1, 0, Long.MAX_VALUE), "ad");
      case BELOW_MINIMUM ->
          catalogue =
              OneAdEach.catalogue(
                  new Economics("USD", 1_000_000, 1, 900_000_000_000L, Long.MAX_VALUE), "ad");
      case BELOW_FLOOR -> request = request("r", "", ", \"bidfloor\": 900000");
      case OUT_OF_BUDGET -> claims = (_, _, _) -> false;
      case ANSWER_TOO_LARGE -> limits = new BidLimits(100_000, 64, 8, 100, 1 << 20, 1 << 20);
      case INTERNAL_ERROR ->
          observer =
              after(
                  Stage.ENCODE,
                  (_, _) -> {
                    throw new IllegalStateException("a bug");
                  });
      case OVERLOADED, QUEUE_FULL, DRAINING, LATE_BEFORE_WRITE, NOT_BESIDE ->
          throw new AssertionError("not the pipeline's");
    }
    bid(pipeline(observer, recorder), request);
    assertEquals(List.of("r " + reason), told.outcomes);
    noBidBody = true;
    nowNs = reason == NoBidReason.LATE_BEFORE_DECODE ? LONG_NS : 0;
    told.outcomes.clear();
    bid(pipeline(observer, recorder), request);
    assertEquals(List.of("r " + reason), told.outcomes);
    if (reason == NoBidReason.LATE_BEFORE_DECODE) {
      assertEquals(List.of(), told.json, "a body needs the id of the request, which was not read");
    } else {
      assertEquals(
          reason.nbr(), JsonMapper.shared().readTree(told.json.getLast()).get("nbr").asInt());
    }
  }

  /** Keeps nothing for now, and must. */
  private static final class NothingTaken implements BidRecorder {
    @Override
    public void onBid(MadeBid bid) {
      throw new AssertionError("a bid that was not allowed");
    }

    @Override
    public boolean allowsBids() {
      return false;
    }
  }

  @Test
  void impsThatAreReachedInTimeShouldGetBidsWhenOthersAreNot() {
    String[] imps = new String[64];
    Arrays.fill(imps, "\"banner\": {\"w\": 300, \"h\": 250}");
    tickNs = LONG_NS / 60;
    bid(pipeline(BidObserver.NONE, null), imps("r", imps));
    JsonNode bids =
        JsonMapper.shared().readTree(told.json.getFirst()).get("seatbid").get(0).get("bid");
    assertTrue(bids.size() > 5 && bids.size() < 30, bids.size() + " bids");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SCORE")
  void othersOfABatchShouldGetTheirBidsWhenAStageFailsForOne(Stage stage) {
    IllegalStateException bug = new IllegalStateException("a bug");
    BidObserver failing =
        after(
            stage,
            (context, _) -> {
              if (context.request.id.contentEquals("b")) {
                throw bug;
              }
            });
    String[] requests = {request("a", ""), request("b", ""), request("c", "")};
    bid(pipeline(BidObserver.NONE, _ -> {}), requests);
    double expectedA = told.bid("a").get("price").asDouble();
    double expectedC = told.bid("c").get("price").asDouble();
    told.clear();
    bid(pipeline(failing, _ -> {}), requests);
    assertEquals(List.of("a bid", "b INTERNAL_ERROR", "c bid"), told.outcomes);
    assertSame(bug, told.failures.getFirst());
    assertEquals(expectedA, told.bid("a").get("price").asDouble(), 1e-6);
    assertEquals(expectedC, told.bid("c").get("price").asDouble(), 1e-6);
  }

  @Test
  void othersOfABatchShouldGetTheirBidsWhenEncodingOneFailsHalfWay() {
    // Room for 64 rows: two requests of 30 ads each, and not quite for a third.
    limits = BidLimits.of(64, 1);
    catalogue = OneAdEach.catalogue(30, ECONOMICS, "<p>ad</p>");
    bid(pipeline(BidObserver.NONE, null), request("a", ""), request("b", ""), request("c", ""));
    assertEquals(List.of("a bid", "b bid", "c INTERNAL_ERROR"), told.outcomes);
    assertEquals(1, told.failures.size());
  }

  @Test
  void wholeBatchShouldGetNoBidWhenScoringFails() {
    // Rows without impressions are none that can be scored.
    BidObserver failing = after(Stage.ENCODE, (_, with) -> with.imps.clear());
    bid(pipeline(failing, null), request("a", ""), request("b", ""));
    assertEquals(List.of("a INTERNAL_ERROR", "b INTERNAL_ERROR"), told.outcomes);
    told.clear();
    bid(pipeline(BidObserver.NONE, null), request("a", ""));
    assertEquals(List.of("a bid"), told.outcomes);
  }

  @Test
  void nothingShouldBeLeftOfTheRequestBeforeWhenOneIsTooLateToBeRead() {
    BidPipeline pipeline = pipeline(BidObserver.NONE, null);
    BidContext[] batch = begin(request("r", ", \"tmax\": [1]"));
    pipeline.bid(batch, 1, told);
    assertEquals(1, batch[0].request.ignoredFields);
    nowNs = LONG_NS;
    batch[0].begin(TestExchange.of(false), batch[0].body(), batch[0].bodyLength(), 0, EPOCH_MILLIS);
    pipeline.bid(batch, 1, told);
    assertEquals(NoBidReason.LATE_BEFORE_DECODE, batch[0].reason);
    assertEquals(0, batch[0].request.ignoredFields);
    assertEquals("", batch[0].request.id.toString());
  }

  @Test
  void campaignShouldBidAgainWhenItIsNoLongerOut() {
    BidPipeline pipeline = pipeline(BidObserver.NONE, null);
    out.replace(BitSet.valueOf(new long[] {1}));
    bid(pipeline, request("r", ""));
    out.replace(new BitSet());
    bid(pipeline, request("r", ""));
    assertEquals(List.of("r CAMPAIGNS_OUT", "r bid"), told.outcomes);
  }

  @Test
  void bidThatTheAnswerHasNoRoomForShouldNeitherBeSentNorRecorded() {
    catalogue = OneAdEach.catalogue(ECONOMICS, "x".repeat(1_000));
    limits = new BidLimits(100_000, 64, 8, 2_000, 1 << 20, 1 << 20);
    List<String> recorded = new ArrayList<>();
    bid(
        pipeline(BidObserver.NONE, bid -> recorded.add(bid.imp().id.toString())),
        """
        {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}},
                            {"id": "2", "banner": {"w": 300, "h": 250}}]}
        """);
    assertEquals("1", told.bid("r").get("impid").asString());
    assertEquals(List.of("1"), recorded);
  }

  @Test
  void recordingShouldAllocateNothingOfItsOwn() {
    long[] seen = new long[1];
    long without = allocatedByARequest(null);
    long with =
        allocatedByARequest(
            bid -> seen[0] += bid.price().bidCpmMicros + (long) (1e9 * bid.pCtcvr()));
    assertTrue(seen[0] > 0);
    assertTrue(with <= without, with + " bytes with a recorder, " + without + " without");
  }

  private long allocatedByARequest(@Nullable BidRecorder recorder) {
    BidPipeline pipeline = pipeline(BidObserver.NONE, recorder);
    BidContext[] batch = {new BidContext(0, limits)};
    byte[] json = request("r", "").getBytes(StandardCharsets.UTF_8);
    Exchange exchange = TestExchange.of(false);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] bytes = new long[10];
    for (int round = 0; round < bytes.length; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < 500; call++) {
        batch[0].begin(exchange, json, json.length, nowNs, EPOCH_MILLIS);
        pipeline.bid(batch, 1, Silent.INSTANCE);
      }
      bytes[round] = (threads.getCurrentThreadAllocatedBytes() - before) / 500;
    }
    return Arrays.stream(bytes).min().orElseThrow();
  }

  private BidPipeline pipeline(BidObserver observer, @Nullable BidRecorder recorder) {
    if (model == null) {
      serve(new DirectoryModelStore(DemoStore.DEMO));
    }
    NanoClock clock = () -> nowNs += tickNs;
    ServedCatalogue served =
        ServedCatalogue.of(new CampaignIndex(catalogue), () -> "https://bid.example", false);
    caps.use(served.index());
    ServedModel serving = model;
    assertNotNull(serving);
    return new BidPipeline(
        new Served(serving, () -> served, out, caps, claims, limits, () -> null),
        clock,
        observer,
        recorder);
  }

  private void serve(ModelStore store) {
    model =
        new ServedModel(
            ScoringModel.open(
                store.open(store.currentId().orElseThrow()), ScoringOptions.defaults()),
            1);
  }

  private void bid(BidPipeline pipeline, String... requests) {
    pipeline.bid(begin(requests), requests.length, told);
  }

  private BidContext[] begin(String... requests) {
    Exchange exchange = TestExchange.of(noBidBody);
    BidContext[] batch = new BidContext[requests.length];
    for (int i = 0; i < requests.length; i++) {
      byte[] json = requests[i].getBytes(StandardCharsets.UTF_8);
      batch[i] = new BidContext(i, limits);
      batch[i].begin(exchange, json, json.length, 0, EPOCH_MILLIS);
    }
    return batch;
  }

  private static BidObserver after(Stage stage, BiConsumer<BidContext, BoundModel> then) {
    return new BidObserver() {
      @Override
      public void passed(Stage passed, BidContext context, BoundModel with, long nanos) {
        if (passed == stage) {
          then.accept(context, with);
        }
      }
    };
  }

  private static String request(String id, String more) {
    return request(id, more, "");
  }

  private static String request(String id, String more, String ofImp) {
    return """
    {"id": "%s", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}%s}],
     "site": {"domain": "daily-paper.org"}%s}
    """
        .formatted(id, ofImp, more);
  }

  private static String imps(String id, String... contents) {
    StringBuilder imps = new StringBuilder();
    for (int i = 0; i < contents.length; i++) {
      imps.append(i == 0 ? "" : ", ").append("{\"id\": \"").append(i).append("\", ");
      imps.append(contents[i]).append('}');
    }
    return "{\"id\": \"" + id + "\", \"imp\": [" + imps + "]}";
  }

  /** Keeps what it is told. */
  private static final class Told implements Answers {
    final List<String> outcomes = new ArrayList<>();
    final List<String> json = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();

    void clear() {
      outcomes.clear();
      json.clear();
      failures.clear();
    }

    /** The only bid that a request was answered with. */
    JsonNode bid(String requestId) {
      for (String answer : json) {
        JsonNode response = JsonMapper.shared().readTree(answer);
        if (response.get("id").asString().equals(requestId)) {
          assertEquals(1, response.get("seatbid").size());
          return response.get("seatbid").get(0).get("bid").get(0);
        }
      }
      throw new AssertionError(requestId + " got no bid: " + outcomes);
    }

    @Override
    public void bid(BidContext context, WinningBids bids, byte[] bytes, int length) {
      assertNull(context.failure);
      assertFalse(bids.isEmpty());
      outcomes.add(context.request.id + " bid");
      json.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason) {
      // A request that was too late was not read.
      outcomes.add((context.request.id.isEmpty() ? "r" : context.request.id) + " " + reason);
      if (context.failure != null) {
        failures.add(context.failure);
      }
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason, byte[] bytes, int length) {
      noBid(context, reason);
      json.add(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    @Override
    public void malformed(BidContext context) {
      outcomes.add("malformed");
    }
  }
}
