package io.bidder.bidder.campaign.index;

import io.bidder.bidder.campaign.targeting.CircleRule;
import io.bidder.bidder.campaign.targeting.CodeRule;
import io.bidder.bidder.campaign.targeting.InventoryRule;
import io.bidder.bidder.campaign.targeting.RangeRule;
import io.bidder.bidder.campaign.targeting.SystemRule;
import io.bidder.bidder.campaign.targeting.TargetedRequest;
import io.bidder.bidder.campaign.targeting.TextMatch;
import io.bidder.bidder.campaign.targeting.TextRule;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Geo;

/**
 * Narrows the eligible campaigns to those for which a request meets one rule of targeting, or which
 * lack that condition. One thread's, reused; allocates nothing.
 */
abstract class RuleMatch {
  final Eligible eligible;
  private final long[] free;

  private RuleMatch(long[] free, Eligible eligible) {
    this.free = free;
    this.eligible = eligible;
  }

  void narrow(TargetedRequest request) {
    eligible.begin(free);
    allow(request);
    eligible.end();
  }

  /** Allows the campaigns whose condition the request meets. */
  abstract void allow(TargetedRequest request);

  /** Of a rule of texts. */
  static final class OfTexts extends RuleMatch implements TextRule.Sink {
    private final TextRule rule;
    private final TextMatch match;
    private final Dimension dimension;

    OfTexts(TextRule rule, Dimension dimension, Eligible eligible) {
      super(dimension.free, eligible);
      this.rule = rule;
      this.match = rule.match();
      this.dimension = dimension;
    }

    @Override
    void allow(TargetedRequest request) {
      rule.read(request, this);
    }

    @Override
    public void text(CharSequence text, int start, int end) {
      eligible.allow(dimension.get(text, start, end));
      if (match == TextMatch.LANGUAGE) {
        int primary = Texts.primaryLanguageEnd(text, start, end);
        if (primary < end) {
          eligible.allow(dimension.get(text, start, primary));
        }
      } else if (match == TextMatch.CATEGORY) {
        // A longer start is no key.
        int most = Math.min(end, start + dimension.longestText() + 1);
        for (int i = start; i < most; i++) {
          if (text.charAt(i) == '-') {
            eligible.allow(dimension.get(text, start, i));
          }
        }
      }
    }
  }

  /** Of a rule of numbers. */
  static final class OfCodes extends RuleMatch {
    private final CodeRule rule;
    private final Dimension dimension;

    OfCodes(CodeRule rule, Dimension dimension, Eligible eligible) {
      super(dimension.free, eligible);
      this.rule = rule;
      this.dimension = dimension;
    }

    @Override
    void allow(TargetedRequest request) {
      int code = rule.read(request);
      if (code != BidRequest.NONE) {
        eligible.allow(dimension.get(code));
      }
    }
  }

  /** Of a rule of a range. */
  static final class OfRanges extends RuleMatch {
    private final RangeRule rule;
    private final Ranges ranges;

    OfRanges(RangeRule rule, long[] free, Ranges ranges, Eligible eligible) {
      super(free, eligible);
      this.rule = rule;
      this.ranges = ranges;
    }

    @Override
    void allow(TargetedRequest request) {
      int number = rule.read(request);
      if (number != BidRequest.NONE) {
        ranges.allow(number, eligible);
      }
    }
  }

  /** Of a rule of operating systems. */
  static final class OfSystems extends RuleMatch {
    private final SystemRule rule;
    private final OperatingSystems systems;

    OfSystems(SystemRule rule, long[] free, OperatingSystems systems, Eligible eligible) {
      super(free, eligible);
      this.rule = rule;
      this.systems = systems;
    }

    @Override
    void allow(TargetedRequest request) {
      systems.allow(rule.name(request), rule.version(request), eligible);
    }
  }

  /** Of a rule of circles. */
  static final class OfCircles extends RuleMatch {
    private final CircleRule rule;
    private final Circles circles;

    OfCircles(CircleRule rule, long[] free, Circles circles, Eligible eligible) {
      super(free, eligible);
      this.rule = rule;
      this.circles = circles;
    }

    @Override
    void allow(TargetedRequest request) {
      Geo place = rule.place(request);
      if (!Double.isNaN(place.lat) && !Double.isNaN(place.lon)) {
        circles.allow(place.lat, place.lon, eligible);
      }
    }
  }

  /** Of a rule of sites and apps. */
  static final class OfInventory extends RuleMatch {
    private final InventoryRule rule;
    private final Dimension domains;
    private final Dimension bundles;

    OfInventory(InventoryRule rule, Dimension domains, Dimension bundles, Eligible eligible) {
      super(domains.free, eligible);
      this.rule = rule;
      this.domains = domains;
      this.bundles = bundles;
    }

    @Override
    void narrow(TargetedRequest request) {
      if (rule.isExcluding()) {
        meet(request);
      } else {
        super.narrow(request);
      }
    }

    @Override
    void allow(TargetedRequest request) {
      meet(request);
    }

    /** Allows, or removes, the campaigns that list the request's domain, a parent or its app. */
    private void meet(TargetedRequest request) {
      Text domain = rule.host(request);
      for (int from = firstSuffix(domain); from >= 0; from = nextSuffix(domain, from)) {
        take(domains, domain, from);
      }
      take(bundles, rule.app(request), 0);
      take(bundles, rule.storeApp(request), 0);
    }

    private void take(Dimension dimension, Text text, int from) {
      Postings postings = dimension.get(text, from, text.length());
      if (rule.isExcluding()) {
        eligible.remove(postings);
      } else {
        eligible.allow(postings);
      }
    }

    /** The start of the domain, or of its longest parent that could be a key; -1 for none. */
    private int firstSuffix(Text domain) {
      int excess = domain.length() - domains.longestText();
      return excess <= 0 ? (domain.length() == 0 ? -1 : 0) : nextSuffix(domain, excess - 1);
    }

    private static int nextSuffix(Text domain, int from) {
      for (int i = from; i < domain.length(); i++) {
        if (domain.charAt(i) == '.') {
          return i + 1;
        }
      }
      return -1;
    }
  }
}
