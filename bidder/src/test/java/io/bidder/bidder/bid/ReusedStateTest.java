package io.bidder.bidder.bid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CampaignsOut;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.bidder.campaign.Economics;
import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.WorstRequests;
import io.bidder.bidder.response.WinningBids;
import io.bidder.bidder.serve.DemoStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers hold nothing of the requests before: with everything that is used again poisoned, they
 * are the same as where nothing was used before.
 */
class ReusedStateTest {
  private static final long EPOCH_MILLIS = 1_764_583_200_000L;
  private static final long LONG_NS = 20_000_000_000L;
  private static final String OTHERS =
      """
      {"id": "another", "imp": [{"id": "another-1", "banner": {"w": 300, "h": 250},
       "pmp": {"deals": [{"id": "their-deal", "wseat": ["theirs"]}]}},
       {"id": "another-2", "native": {"request": "{\\"ver\\":\\"1.2\\",\\"assets\\":[{\\"id\\":1}]}"}},
       {"id": "another-3", "video": {"mimes": ["video/mp4"]}}],
       "site": {"domain": "theirs.example", "keywords": "a,b"}, "bcat": ["IAB1"],
       "user": {"id": "them", "data": [{"segment": [{"id": "their-segment"}]}]},
       "device": {"ua": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_4) Safari/604.1", "ip": "203.0.113.7"}}
      """;

  private static final ServedModel MODEL = model();

  private final CampaignsOut out = new CampaignsOut();
  private final Told told = new Told();
  private BidLimits limits = BidLimits.of(64, 3);
  private Catalogue catalogue = CatalogueReader.read(Path.of("demo/campaigns.yaml"));
  private long nowNs;
  private Stage failing = Stage.RECORD;
  private Stage late = Stage.RECORD;

  private static ServedModel model() {
    DirectoryModelStore store = new DirectoryModelStore(DemoStore.DEMO);
    return new ServedModel(
        ScoringModel.open(store.open(store.currentId().orElseThrow()), ScoringOptions.defaults()),
        1);
  }

  @AfterAll
  static void close() {
    MODEL.close();
  }

  /** The ways that a request can take. */
  enum Way {
    BID,
    BIDS,
    NATIVE,
    MINIMAL,
    MALFORMED,
    NO_UTF8,
    EMPTY,
    CUT_SHORT,
    NO_CURRENCY,
    NO_ELIGIBLE_AD,
    CAMPAIGNS_OUT,
    NO_RATE,
    BELOW_FLOOR,
    REQUEST_TOO_LARGE,
    ANSWER_TOO_LARGE,
    LATE_BEFORE_DECODE,
    LATE_BEFORE_ENCODE,
    LATE_BEFORE_SCORE,
    LATE_AFTER_SCORE,
    FAILS_AFTER_DECODE,
    FAILS_AFTER_PERMIT,
    FAILS_AFTER_SELECT,
    FAILS_AFTER_ENCODE,
    FAILS_AFTER_PRICE,
    FAILS_AFTER_RESPOND;

    private String json() {
      return switch (this) {
        case BIDS ->
            """
            {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}},
             {"id": "2", "bidfloor": 0.01, "banner": {"format": [{"w": 728, "h": 90}]}},
             {"id": "3", "pmp": {"deals": [{"id": "d"}]}, "banner": {"w": 300, "h": 250}}],
             "app": {"bundle": "com.example", "content": {"keywords": "c"}},
             "device": {"geo": {"country": "USA", "lat": 1, "lon": 2}, "os": "iOS"},
             "user": {"yob": 1984}, "regs": {"gdpr": 1}}
            """;
        case NATIVE ->
            """
            {"id": "r", "imp": [{"id": "1", "native": {"request":
             "{\\"ver\\":\\"1.2\\",\\"assets\\":[{\\"id\\":1,\\"title\\":{\\"len\\":90}},{\\"id\\":2,\\"img\\":{\\"type\\":3,\\"wmin\\":1,\\"hmin\\":1}}]}"}}],
             "site": {"domain": "daily-paper.org"}}
            """;
        case MINIMAL -> "{\"id\":\"r\",\"imp\":[{\"id\":\"1\"}]}";
        case MALFORMED -> "{\"id\": \"r\"}";
        case NO_UTF8 -> "{\"id\": \"\u00ff\"}";
        case EMPTY -> "";
        case CUT_SHORT -> "{\"id\": \"r\", \"imp\": [{\"id\": \"1\", \"banner\": {\"w\": 300";
        case NO_CURRENCY -> banner("", ", \"cur\": [\"XTS\"]");
        case NO_ELIGIBLE_AD -> banner(", \"secure\": 1", ", \"wseat\": [\"nobody\"]");
        case NO_RATE -> banner(", \"bidfloor\": 1, \"bidfloorcur\": \"XTS\"", "");
        case BELOW_FLOOR -> banner(", \"bidfloor\": 900000", "");
        case REQUEST_TOO_LARGE -> new String(WorstRequests.fattest(), StandardCharsets.ISO_8859_1);
        default -> banner("", "");
      };
    }

    private static String banner(String ofImp, String more) {
      return """
      {"id": "r", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}%s}],
       "site": {"domain": "daily-paper.org"}%s}
      """
          .formatted(ofImp, more);
    }

    private byte[] body() {
      return json()
          .getBytes(this == NO_UTF8 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
  }

  static Stream<Arguments> ways() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(Arguments.of(way, false), Arguments.of(way, true)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void answerShouldHoldNothingOfTheRequestsBefore(Way way, boolean noBidBody) {
    prepare(way);
    BidPipeline fresh = pipeline();
    String expected = answer(fresh, contexts(), way, noBidBody);
    assertTrue(!expected.contains("poison") && !expected.contains("another"), expected);

    BidPipeline used = pipeline();
    BidContext[] contexts = contexts();
    for (int round = 0; round < 2; round++) {
      nowNs = 0;
      others(used, contexts);
      int poisoned = Poison.pour(used, contexts);
      assertTrue(poisoned > 300, () -> poisoned + " fields");
      assertEquals(expected, answer(used, contexts, way, noBidBody), "round " + round);
    }
  }

  private void prepare(Way way) {
    switch (way) {
      case CAMPAIGNS_OUT -> out.replace(BitSet.valueOf(new long[] {-1}));
      case ANSWER_TOO_LARGE -> limits = new BidLimits(100_000, 64, 3, 100, 4 << 20, 1 << 20);
      case LATE_BEFORE_ENCODE -> late = Stage.PERMIT;
      case LATE_BEFORE_SCORE -> late = Stage.ENCODE;
      case LATE_AFTER_SCORE -> late = Stage.PRICE;
      case FAILS_AFTER_DECODE -> failing = Stage.DECODE;
      case FAILS_AFTER_PERMIT -> failing = Stage.PERMIT;
      case FAILS_AFTER_SELECT -> failing = Stage.SELECT;
      case FAILS_AFTER_ENCODE -> failing = Stage.ENCODE;
      case FAILS_AFTER_PRICE -> failing = Stage.PRICE;
      case FAILS_AFTER_RESPOND -> failing = Stage.RESPOND;
      default -> {}
    }
    if (way == Way.BIDS) {
      catalogue =
          OneAdEach.catalogue(
              3,
              new Economics("USD", 80_000_000, 0.25, 0, Long.MAX_VALUE),
              "<p>${BIDDER_IMP} ${BIDDER_DEAL}</p>");
    }
  }

  private BidContext[] contexts() {
    return new BidContext[] {
      new BidContext(0, limits), new BidContext(1, limits), new BidContext(2, limits)
    };
  }

  private BidPipeline pipeline() {
    ServedCatalogue served =
        ServedCatalogue.of(new CampaignIndex(catalogue), () -> "https://bid.example", false);
    BidObserver observer =
        new BidObserver() {
          @Override
          public void passed(Stage stage, BidContext context, BoundModel with, long nanos) {
            if (context.request.id.contentEquals("another")) {
              return;
            }
            if (stage == late) {
              nowNs += LONG_NS;
            }
            if (stage == failing && stage != Stage.RECORD) {
              throw new IllegalStateException("a bug");
            }
          }
        };
    return new BidPipeline(
        new Served(MODEL, () -> served, out, limits), () -> nowNs, observer, _ -> {});
  }

  private void others(BidPipeline pipeline, BidContext[] contexts) {
    byte[] body = OTHERS.getBytes(StandardCharsets.UTF_8);
    for (BidContext context : contexts) {
      context.begin(TestExchange.of(true), body, body.length, 0, EPOCH_MILLIS + 1);
    }
    pipeline.bid(contexts, contexts.length, told);
    for (BidContext context : contexts) {
      context.end();
    }
  }

  /** All that is told of a request, which is the second of its batch. */
  private String answer(BidPipeline pipeline, BidContext[] contexts, Way way, boolean noBidBody) {
    byte[] body = way.body();
    Exchange exchange = TestExchange.of(noBidBody);
    nowNs = way == Way.LATE_BEFORE_DECODE ? LONG_NS : 0;
    byte[] other = OTHERS.getBytes(StandardCharsets.UTF_8);
    contexts[0].begin(exchange, other, other.length, nowNs, EPOCH_MILLIS);
    contexts[1].begin(exchange, body, body.length, 0, EPOCH_MILLIS);
    told.answer = "";
    pipeline.bid(contexts, 2, told);
    BidContext context = contexts[1];
    String all =
        told.answer
            + " id '%s' ignored %d left out %d malformed %s failure %s"
                .formatted(
                    context.request.id,
                    context.request.ignoredFields,
                    context.request.elementsLeftOut,
                    context.malformed,
                    context.failure);
    context.end();
    contexts[0].end();
    assertFalse(told.answer.isEmpty());
    // The ids of bids are the only thing that differs from answer to answer.
    return all.replaceAll("[0-9a-f]{32}", "ID");
  }

  private static final class Told implements Answers {
    private String answer = "";

    @Override
    public void bid(BidContext context, WinningBids bids, byte[] json, int length) {
      tell(context, "bid", json, length);
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason) {
      tell(context, reason.name(), new byte[0], 0);
    }

    @Override
    public void noBid(BidContext context, NoBidReason reason, byte[] json, int length) {
      tell(context, reason.name(), json, length);
    }

    @Override
    public void malformed(BidContext context) {
      tell(context, "malformed", new byte[0], 0);
    }

    private void tell(BidContext context, String outcome, byte[] json, int length) {
      if (context.position == 1) {
        answer = outcome + " " + new String(json, 0, length, StandardCharsets.UTF_8);
      }
    }
  }
}
