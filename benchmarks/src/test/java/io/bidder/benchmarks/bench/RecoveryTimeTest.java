package io.bidder.benchmarks.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.market.load.LoadResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryTimeTest {
  /** Twenty tenths of a second, of which the first ten are overload. */
  private static List<LoadResult.Slice> slices(int normalFrom) {
    List<LoadResult.Slice> slices = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      boolean normal = i >= normalFrom;
      slices.add(
          new LoadResult.Slice(
              i / 10.0, 0.1, 100, normal ? 90 : 50, normal ? 2_000_000 : 90_000_000));
    }
    return slices;
  }

  private static double seconds(List<LoadResult.Slice> slices) {
    return RecoveryTime.seconds(slices, 1, Made.run(0, "", 1, 2_000));
  }

  @Test
  void recoveryShouldCountFromWhenTheLoadFell() {
    assertEquals(0, seconds(slices(10)), 1e-9);
    assertEquals(0.4, seconds(slices(14)), 1e-9);
  }

  @Test
  void recoveryShouldBeUnknownWhenItWasNotSeen() {
    assertEquals(Double.NaN, seconds(slices(19)));
  }

  @Test
  void oneGoodSliceShouldBeNoRecovery() {
    List<LoadResult.Slice> slices = slices(15);
    slices.set(11, slices.get(19));

    assertEquals(0.5, seconds(slices), 1e-9);
  }
}
