package io.bidder.modelstore.testing;

import org.opentest4j.TestAbortedException;

/**
 * A property checked on many random cases. Every case has a seed of its own, and a failure names it
 * with what was drawn, so that the case can be repeated alone:
 *
 * <pre>{@code
 * Cases.forAll(
 *     20261123,
 *     1000,
 *     draw -> {
 *       int value = draw.intBetween(1, 50);
 *       assertEquals(value, read(write(value)));
 *     });
 * }</pre>
 */
public final class Cases {
  /** Far apart and odd, so that the seeds of all cases differ. */
  private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

  private Cases() {}

  /** A check of one case, which throws where the property does not hold. */
  @FunctionalInterface
  public interface Property {
    void check(Draw draw) throws Exception;
  }

  /** Checks {@code property} on {@code tries} cases, of which the first has {@code seed} itself. */
  public static void forAll(long seed, int tries, Property property) {
    for (int i = 0; i < tries; i++) {
      long seedOfCase = seed + i * SEED_STEP;
      Draw draw = new Draw(seedOfCase);
      try {
        property.check(draw);
      } catch (TestAbortedException aborted) {
        throw aborted;
      } catch (Exception | AssertionError failure) {
        throw new AssertionError(
            "case %d of %d, alone again by forAll(%dL, 1, ...), drew %s: %s"
                .formatted(i + 1, tries, seedOfCase, draw, failure.getMessage()),
            failure);
      }
    }
  }
}
