package io.bidder.benchmarks.pacing;

import io.bidder.market.pacing.Minute;
import io.bidder.market.pacing.Pacing;
import io.bidder.market.pacing.PacingResult;
import io.bidder.market.pacing.PacingWorld;
import java.util.ArrayList;
import java.util.List;

/**
 * One multiplier a campaign for all days, found by playing the same days again and again: next to
 * the best that multipliers can do in a world that is the same every day.
 */
final class Hindsight {
  private static final int ROUNDS = 20;

  private final List<Fixed> campaigns = new ArrayList<>();
  private int next;

  /** The result of the last round. */
  static PacingResult in(PacingWorld world) {
    Hindsight all = new Hindsight();
    PacingResult result = all.play(world);
    for (int round = 1; round < ROUNDS; round++) {
      double gain = round < ROUNDS / 2 ? 0.5 : 0.25;
      all.campaigns.forEach(campaign -> campaign.learn(gain));
      result = all.play(world);
    }
    return result;
  }

  private PacingResult play(PacingWorld world) {
    next = 0;
    return world.run(() -> {
      if (next == campaigns.size()) {
        campaigns.add(new Fixed());
      }
      return campaigns.get(next++);
    });
  }

  private static final class Fixed implements Pacing {
    private double multiplier = OurPacing.START;

    /** Sum over days of by how much spend was too much, as a logarithm. */
    private double excess;

    private int days;
    private int minutesInBudget;

    @Override
    public void turn(Minute minute) {
      if (minute.spentTodayUsd() < 0.998 * minute.budgetUsd()) {
        minutesInBudget++;
      }
      if (minute.endsDay()) {
        excess +=
            Math.log(
                minutesInBudget < PacingWorld.MINUTES
                    ? PacingWorld.MINUTES / (minutesInBudget + 1.0)
                    : minute.spentTodayUsd() / minute.budgetUsd());
        days++;
        minutesInBudget = 0;
      }
    }

    void learn(double gain) {
      multiplier = Math.min(1, multiplier * Math.exp(-gain * Math.max(-1, excess / days)));
      excess = 0;
      days = 0;
    }

    @Override
    public double multiplier() {
      return multiplier;
    }
  }
}
