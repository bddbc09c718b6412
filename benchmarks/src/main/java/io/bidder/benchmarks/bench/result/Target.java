package io.bidder.benchmarks.bench.result;

/**
 * A figure beside the one that was aimed at.
 *
 * @param target what was aimed at, for people
 * @param value the figure, for people
 * @param outcome whether it was reached
 * @param note how it was measured, or why not
 */
public record Target(String name, String target, String value, Outcome outcome, String note) {
  /** The outcome of a target. */
  public enum Outcome {
    MET("met"),
    MISSED("missed"),
    /** This benchmark did not include it. */
    NOT_MEASURED("not measured");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** The words for people. */
    public String label() {
      return label;
    }
  }

  /** A figure that was looked for but not measured. */
  public static Target notMeasured(String name, String target, String why) {
    return new Target(name, target, "", Outcome.NOT_MEASURED, why);
  }

  /** A figure that was measured. */
  public static Target of(String name, String target, String value, boolean met, String note) {
    return new Target(name, target, value, met ? Outcome.MET : Outcome.MISSED, note);
  }
}
