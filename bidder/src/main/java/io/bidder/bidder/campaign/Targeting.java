package io.bidder.bidder.campaign;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The conditions under which a campaign bids, all of which must hold, each with what the campaign
 * wants of a request. A condition on what a request does not say does not hold. Immutable.
 */
public final class Targeting {
  private static final Targeting EVERYWHERE = new Targeting(Map.of());

  private final Map<Condition<?>, Object> wanted;

  private Targeting(Map<Condition<?>, Object> wanted) {
    this.wanted = Map.copyOf(wanted);
  }

  /**
   * A condition that a campaign may have on a request.
   *
   * @param <V> what a campaign wants, such as a list of countries; immutable
   */
  public interface Condition<V> {
    /** The rule that a request breaks which does not meet it. */
    Rule rule();
  }

  /** No condition at all. */
  public static Targeting everywhere() {
    return EVERYWHERE;
  }

  /** These conditions, with one more or with another value of one. */
  public <V> Targeting with(Condition<V> condition, V value) {
    Map<Condition<?>, Object> more = new HashMap<>(wanted);
    more.put(condition, value);
    return new Targeting(more);
  }

  /** The value that is wanted; null where the campaign lacks the condition. */
  @SuppressWarnings("unchecked") // with() puts a condition's own values only.
  public <V> @Nullable V get(Condition<V> condition) {
    return (V) wanted.get(condition);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Targeting targeting && wanted.equals(targeting.wanted);
  }

  @Override
  public int hashCode() {
    return wanted.hashCode();
  }

  @Override
  public String toString() {
    return wanted.toString();
  }
}
