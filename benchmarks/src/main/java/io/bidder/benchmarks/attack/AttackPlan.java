package io.bidder.benchmarks.attack;

/**
 * How long things take, in seconds.
 *
 * @param warm the good load before anything is measured: the server's code is new then
 * @param alone the good load before the attack
 * @param beside the attack with the good load
 * @param after the good load after it
 * @param goodPerSecond requests of the good load
 */
record AttackPlan(double warm, double alone, double beside, double after, double goodPerSecond) {
  static AttackPlan of(boolean quick, double beside, double goodPerSecond) {
    return quick
        ? new AttackPlan(2, 3, beside, 2, goodPerSecond)
        : new AttackPlan(4, 6, beside, 4, goodPerSecond);
  }
}
