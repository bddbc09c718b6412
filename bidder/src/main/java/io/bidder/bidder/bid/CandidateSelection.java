package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.campaign.index.Selector;
import io.bidder.bidder.campaign.rules.TransparencyRules;
import io.bidder.bidder.nobid.NoBidReason;
import io.bidder.bidder.openrtb.Regs;
import io.bidder.bidder.pricing.CurrencyRates;
import org.agrona.concurrent.NanoClock;

/** The stage that selects the ads which are scored. One thread's. */
final class CandidateSelection {
  /** Of the time that is left, looking for ads may take half, or the bids would all be late. */
  private static final int SHARE_OF_TIME_LEFT = 2;

  private final BidLimits limits;
  private final NanoClock clock;
  private final BidObserver observer;
  private final Selector selector;
  private final CandidateCaps caps;
  private final CandidatePreRanking preRanking;

  /** Of one impression, before most are cut. */
  private Candidates found = new Candidates();

  CandidateSelection(
      Served served,
      ServedCatalogue catalogue,
      CandidateCaps caps,
      CandidatePreRanking preRanking,
      NanoClock clock,
      BidObserver observer) {
    limits = served.limits();
    this.clock = clock;
    this.observer = observer;
    this.caps = caps;
    this.preRanking = preRanking;
    selector = new Selector(catalogue.index(), served.out(), limits.selectionCap());
    preRanking.grow(catalogue.index().creativeSlotCount());
  }

  /** Selects from another catalogue from now on. */
  void use(ServedCatalogue catalogue) {
    found = new Candidates();
    selector.use(catalogue.index());
    preRanking.grow(catalogue.index().creativeSlotCount());
  }

  /** The selector with the catalogue that is bid from now. */
  Selector selector() {
    return selector;
  }

  /**
   * Selects the ads that may bid for each impression and have a price, of too many the most
   * promising.
   *
   * @param readsExposures whether a model reads how often a person was shown a campaign
   */
  void select(BidContext context, BoundModel with, boolean readsExposures) {
    context.bidCurrency = context.exchange().pricing().bidCurrency(context.request);
    if (context.bidCurrency == CurrencyRates.NO_RATE) {
      context.reason = NoBidReason.NO_CURRENCY;
      return;
    }
    int perImp = limits.candidatesPerImp(context.impCount());
    boolean some = false;
    boolean isTimeUp = false;
    long startNs = clock.nanoTime();
    long timeNs = context.deadline.remainingNs(startNs) / SHARE_OF_TIME_LEFT;
    selector.begin(context.request, context.exchange().config().label(), context.epochMillis);
    selector.share(context.impCount());
    context.categoriesUncompared = selector.leavesUncompared();
    for (int i = 0; i < context.impCount(); i++) {
      ImpContext imp = context.imp(i);
      isTimeUp = isTimeUp || (i > 0 && clock.nanoTime() - startNs > timeNs);
      if (isTimeUp) {
        imp.reason = NoBidReason.IMP_NOT_REACHED;
        continue;
      }
      select(context, imp, with, perImp);
      if (readsExposures) {
        caps.putExposures(context, imp.candidates);
      }
      some |= imp.reason == null;
    }
    if (!some) {
      context.reason = context.furthestReason();
    }
  }

  /** Keeps the ads that tell what the request wants told. */
  private static void keepTransparent(Regs regs, Candidates found) {
    int kept = 0;
    for (int i = 0; i < found.size(); i++) {
      if (TransparencyRules.allows(regs, found.get(i).campaign().advertiser())) {
        found.swap(kept++, i);
      }
    }
    found.truncate(kept);
  }

  private void select(BidContext context, ImpContext imp, BoundModel with, int atMost) {
    imp.reason = selector.select(imp.imp(), found);
    imp.selectionLimited = selector.wasLimited();
    with.keepPriced(found);
    if (imp.reason == null && found.size() == 0) {
      imp.reason = NoBidReason.UNPRICED;
    }
    keepTransparent(context.request.regs, found);
    if (imp.reason == null && found.size() == 0) {
      imp.reason = NoBidReason.NO_TRANSPARENCY;
    }
    caps.keep(context, imp, found);
    imp.candidatesCut = preRanking.order(found, atMost);
    if (imp.candidatesCut > 0) {
      observer.cut(imp, found, preRanking);
      found.truncate(atMost);
    }
    imp.candidates.take(found);
  }
}
