package io.bidder.bidder.serve;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.modelstore.schema.Head;
import io.bidder.settings.Counts;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Knows the served campaigns whose value is made of what the served model does not predict: those
 * bid nothing until another model or catalogue takes over. Thread-safe.
 */
final class Unpriced {
  private static final Logger LOG = System.getLogger(Unpriced.class.getName());

  /** Campaigns that the log names. */
  private static final int NAMED = 20;

  private final IntConsumer count;
  private String model = "";
  private List<Head> heads = List.of();
  private @Nullable List<Campaign> campaigns;
  private volatile @Nullable String nothingPriced;
  private boolean someUnpriced;

  /**
   * Knows of nothing that is served yet.
   *
   * @param count is told how many campaigns have no price
   */
  Unpriced(IntConsumer count) {
    this.count = count;
  }

  /** A model is served from now on. */
  synchronized void model(String id, List<Head> newHeads) {
    model = id;
    heads = newHeads;
    look();
  }

  /** Campaigns are served from now on. */
  synchronized void campaigns(List<Campaign> served) {
    campaigns = served;
    look();
  }

  /** What the served model predicts. */
  synchronized List<Head> heads() {
    return heads;
  }

  /** The reason why no campaign can bid; null if one can, or if there is none. */
  @Nullable String nothingPriced() {
    return nothingPriced;
  }

  private void look() {
    List<Campaign> served = campaigns;
    if (served == null || heads.isEmpty()) {
      return;
    }
    List<String> unpriced =
        served.stream()
            .filter(campaign -> !heads.contains(campaign.economics().pricedBy()))
            .map(Campaign::id)
            .toList();
    count.accept(unpriced.size());
    // A model that predicts both prices everything.
    String missing = heads.contains(Head.CTR) ? "orders" : "clicks";
    String which =
        (heads.contains(Head.CTR) ? "without" : "with") + " clickValue or conversionRate";
    nothingPriced =
        !unpriced.isEmpty() && unpriced.size() == served.size()
            ? "no campaign can be priced: model version %s predicts no %s, and all are %s"
                .formatted(model, missing, which)
            : null;
    if (unpriced.isEmpty() && someUnpriced) {
      LOG.log(Level.INFO, "every campaign can be priced again");
    }
    someUnpriced = !unpriced.isEmpty();
    if (someUnpriced) {
      LOG.log(
          Level.WARNING,
          "model version {0} predicts no {1}: {2} of {3}, {4}, cannot bid: {5}{6}",
          model,
          missing,
          unpriced.size(),
          Counts.of(served.size(), "campaign"),
          which,
          String.join(", ", unpriced.subList(0, Math.min(NAMED, unpriced.size()))),
          unpriced.size() > NAMED ? ", ..." : "");
    }
  }
}
