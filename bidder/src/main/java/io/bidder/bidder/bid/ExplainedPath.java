package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.campaign.rules.TransparencyRules;
import io.bidder.bidder.exposure.AdCap;
import io.bidder.bidder.metrics.Stage;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import io.bidder.bidder.openrtb.reader.PassedOver;
import io.bidder.bidder.privacy.Signal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A way down the bid path that is explained: a pipeline with one request at a time, how far it has
 * come, and how candidates were ranked where there were too many. One thread's.
 */
final class ExplainedPath implements BidObserver {
  private final Set<Stage> passed = EnumSet.noneOf(Stage.class);
  private final Map<ImpContext, Map<Integer, PreRank>> preRanks = new HashMap<>();

  /** By impression and creative, why an ad may not be shown to the person any more. */
  private final Map<ImpContext, Map<Integer, String>> capped = new HashMap<>();

  /** What the server's pipelines know of ads; what this one begins with, each time. */
  private final RecentScores known;

  private final RecentScores scores;
  private final BidPipeline pipeline;
  private final BidRequestReader reader = new BidRequestReader();
  private final BatchContexts own;
  private @Nullable BoundModel bound;

  /**
   * Where a candidate stood among all of its impression.
   *
   * @param rank from 1; of equals some are before others
   * @param expectedCpmMicros what it was ranked by, as {@link CandidatePreRanking} says
   */
  record PreRank(int rank, double expectedCpmMicros) {}

  /**
   * A way of its own, which leaves nothing behind.
   *
   * @param recording of the pipelines that are explained
   */
  ExplainedPath(Served served, Recording recording) {
    known = served.scores();
    Served apart = served.apart();
    scores = apart.scores();
    own = new BatchContexts(apart.limits());
    pipeline = new BidPipeline(apart, () -> 0, this, recording.withoutKeeping());
  }

  /**
   * Takes a request to its answer, when what the stages made of it is still there.
   *
   * @param exchange that it comes from
   */
  void bid(Exchange exchange, long epochMillis, byte[] body, Answers answers) {
    passed.clear();
    preRanks.clear();
    capped.clear();
    scores.become(known);
    own.contexts[0].begin(exchange, body, body.length, 0, epochMillis);
    pipeline.bid(own.contexts, 1, answers);
    own.end(1);
  }

  @Override
  public void passed(Stage stage, BidContext context, BoundModel with, long nanos) {
    bound = with;
    passed.add(stage);
  }

  @Override
  public void cut(ImpContext imp, Candidates ordered, CandidatePreRanking by) {
    int kept = ordered.size() - imp.candidatesCut;
    Integer[] places = IntStream.range(0, ordered.size()).boxed().toArray(Integer[]::new);
    Comparator<Integer> highestFirst = Comparator.comparingDouble(by::expectedCpmMicros).reversed();
    Arrays.sort(places, 0, kept, highestFirst);
    Arrays.sort(places, kept, places.length, highestFirst);
    Map<Integer, PreRank> ranks = new HashMap<>();
    for (int i = 0; i < places.length; i++) {
      ranks.put(
          ordered.get(places[i]).creativeIndex,
          new PreRank(i + 1, by.expectedCpmMicros(places[i])));
    }
    preRanks.put(imp, ranks);
  }

  @Override
  public void capped(ImpContext imp, Candidate ad, AdCap cap, int count) {
    String why =
        count == CandidateCaps.UNKNOWN
            ? "; the person has no id that may be used, and withoutId is noBid"
            : "; the person has had " + count;
    capped.computeIfAbsent(imp, _ -> new HashMap<>()).put(ad.creativeIndex, cap.words() + why);
  }

  /** Says which cap keeps an ad from the person; null if none does. */
  @Nullable String capped(ImpContext imp, int creativeIndex) {
    return capped.getOrDefault(imp, Map.of()).get(creativeIndex);
  }

  /** Says what lowers a campaign's bids from their value; empty for nothing. */
  String pacedWhy(int campaignSlot) {
    return own.contexts[0].exchange().pricing().pacedWhy(campaignSlot);
  }

  /** Tells whether the request has passed a stage. */
  boolean hasPassed(Stage stage) {
    return passed.contains(stage);
  }

  /** Where an ad stood among its impression's candidates; null if they were not too many. */
  @Nullable PreRank preRank(ImpContext imp, int creativeIndex) {
    return preRanks.getOrDefault(imp, Map.of()).get(creativeIndex);
  }

  /** The model of a request that has passed a stage. */
  BoundModel bound() {
    return Objects.requireNonNull(bound);
  }

  /** The fields of a request, which has been decoded, that decoding passed over. */
  PassedOver passedOver(BidContext context) {
    return reader.passedOver(context.body(), bound().inputs.extraPaths());
  }

  /** Tells whether an ad tells what the request wants told. */
  boolean isTransparent(Candidate ad) {
    return TransparencyRules.allows(own.contexts[0].request.regs, ad.campaign().advertiser());
  }

  /** The signals of a request, against uses of what it says of a person. */
  List<Signal> signals(BidContext context) {
    return pipeline.privacy().signals(context.request);
  }

  /** The selector that the request was selected for with. */
  Selector selector() {
    return pipeline.selector();
  }
}
