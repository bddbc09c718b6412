package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.rules.Words;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Numbers of which a request must have one. */
public final class CodeRule extends TargetingRule<List<Integer>> {
  private final Function<Section, List<Integer>> values;
  private final IntFunction<String> shown;
  private final ToIntFunction<TargetedRequest> reader;

  /**
   * A rule.
   *
   * @param values of a campaign's targeting
   * @param shown a code as people know it
   * @param reader of the request's, which is {@link BidRequest#NONE} where it has none
   */
  CodeRule(
      Rule rule,
      Function<Section, List<Integer>> values,
      IntFunction<String> shown,
      ToIntFunction<TargetedRequest> reader) {
    super(rule);
    this.values = values;
    this.shown = shown;
    this.reader = reader;
  }

  /** The request's number; {@link BidRequest#NONE} where it has none. Allocates nothing. */
  public int read(TargetedRequest request) {
    return reader.applyAsInt(request);
  }

  @Override
  @Nullable List<Integer> read(Section section, Type<String> exchange) {
    List<Integer> codes = values.apply(section);
    return codes.isEmpty() ? null : List.copyOf(codes);
  }

  @Override
  boolean isMet(List<Integer> wanted, TargetedRequest request) {
    int code = read(request);
    return code != BidRequest.NONE && wanted.contains(code);
  }

  @Override
  String why(List<Integer> wanted, TargetedRequest request) {
    int code = read(request);
    return Words.unmet(
        code == BidRequest.NONE ? List.of() : List.of(shown.apply(code)),
        wanted.stream().map(shown::apply).toList());
  }
}
