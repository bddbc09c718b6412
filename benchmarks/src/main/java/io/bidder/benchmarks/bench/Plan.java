package io.bidder.benchmarks.bench;

import java.util.List;

/**
 * The lengths and repeats of everything that is measured.
 *
 * @param runs repeats, of which medians are taken
 * @param candidates ads for an impression, one after the other
 * @param peers whether others than our server are measured
 * @param events whether our server is also measured while it records what happens
 * @param money whether beside that also with budgets, pacing and caps
 * @param warmUpSeconds before a process is measured: of a server on two slow cores the compiler
 *     needs most of it
 * @param recoverySeconds at 70 % after overload
 * @param firstBids how often the time to the first bid is taken
 * @param swaps of model versions; 0 for none
 * @param soakMinutes at 70 %; 0 for none
 */
record Plan(
    int runs,
    List<Integer> candidates,
    boolean peers,
    boolean events,
    boolean money,
    double warmUpSeconds,
    double closedSeconds,
    double openSeconds,
    double overloadSeconds,
    double recoverySeconds,
    int firstBids,
    int swaps,
    double soakMinutes,
    Connections connections) {
  /** The number of candidates that targets are about. */
  static final int TARGET_CANDIDATES = 32;

  /**
   * Kept-alive connections.
   *
   * @param closed each with a request outstanding at all times
   * @param open enough that a request finds one idle, in overload too: as many as a server may have
   *     in work within a deadline. With fewer the generator would wait in its place
   */
  record Connections(int closed, int open) {}

  private static final Connections CONNECTIONS = new Connections(16, 2_048);

  /** Under four minutes in all. */
  static Plan quick() {
    return new Plan(
        1, List.of(TARGET_CANDIDATES), true, false, false, 16, 5, 6, 4, 3, 3, 0, 0, CONNECTIONS);
  }

  /** The plan that targets are measured with. */
  static Plan full(int runs) {
    return new Plan(
        runs, List.of(1, 8, 32, 128), true, false, false, 20, 10, 20, 10, 5, 5, 0, 0, CONNECTIONS);
  }

  /** Returns whether what needs no server is measured; a test does not. */
  boolean inProcess() {
    return firstBids > 0;
  }

  /** Describes it for people. */
  String describe() {
    return "%d run(s); warm-up %.0f s, closed %.0f s over %d connections, open %.0f s over %d"
        .formatted(
            runs, warmUpSeconds, closedSeconds, connections.closed, openSeconds, connections.open);
  }

  /** The same with other things asked for. */
  Plan with(
      int newRuns,
      boolean newPeers,
      boolean newEvents,
      boolean newMoney,
      int newSwaps,
      double newSoakMinutes) {
    return new Plan(
        newRuns,
        candidates,
        newPeers,
        newEvents,
        newMoney,
        warmUpSeconds,
        closedSeconds,
        openSeconds,
        overloadSeconds,
        recoverySeconds,
        firstBids,
        newSwaps,
        newSoakMinutes,
        connections);
  }
}
