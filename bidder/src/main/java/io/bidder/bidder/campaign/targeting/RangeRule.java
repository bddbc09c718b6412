package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.rules.Words;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A range that a request's number must be in. */
public final class RangeRule extends TargetingRule<RangeRule.Range> {
  private final String key;
  private final int most;
  private final ToIntFunction<TargetedRequest> reader;

  /**
   * A rule.
   *
   * @param key in the catalogue, a mapping with {@code min} and {@code max}
   * @param most that either may be
   * @param reader of the request's, which is {@link BidRequest#NONE} where it has none
   */
  RangeRule(Rule rule, String key, int most, ToIntFunction<TargetedRequest> reader) {
    super(rule);
    this.key = key;
    this.most = most;
    this.reader = reader;
  }

  /**
   * A range of numbers.
   *
   * @param min 0 for none
   * @param max the last one included; {@link Integer#MAX_VALUE} for none
   */
  public record Range(int min, int max) {
    private static final Range ANY = new Range(0, Integer.MAX_VALUE);

    /** Tells whether a number is in the range. */
    public boolean contains(int number) {
      return min <= number && number <= max;
    }

    @Override
    public String toString() {
      return max == Integer.MAX_VALUE ? "at least " + min : min + " to " + max;
    }
  }

  /** The request's number; {@link BidRequest#NONE} where it has none. Allocates nothing. */
  public int read(TargetedRequest request) {
    return reader.applyAsInt(request);
  }

  @Override
  @Nullable Range read(Section section, Type<String> exchange) {
    Range range = section.map(key, this::range);
    return range.equals(Range.ANY) ? null : range;
  }

  private Range range(Section section) {
    int min = section.get("min", Types.integer(0, most)).or(0);
    int max = section.get("max", Types.integer(0, most)).or(Integer.MAX_VALUE);
    if (max < min) {
      section.problem("max", "no less than min, " + min);
    }
    return new Range(min, max);
  }

  @Override
  boolean isMet(Range wanted, TargetedRequest request) {
    int number = read(request);
    return number != BidRequest.NONE && wanted.contains(number);
  }

  @Override
  String why(Range wanted, TargetedRequest request) {
    int number = read(request);
    return Words.unmet(
        number == BidRequest.NONE ? List.of() : List.of(Integer.toString(number)),
        List.of(wanted.toString()));
  }
}
