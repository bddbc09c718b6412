package io.bidder.settings;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with an input, so that its author learns everything at once. */
public final class Problems {
  /** Problems that a message tells; it counts the others. */
  public static final int MAX_TOLD = 100;

  private final List<String> lines = new ArrayList<>();
  private int count;

  /** Starts with none. */
  public Problems() {}

  /**
   * Adds a problem.
   *
   * @param place file and line, or option
   */
  public void add(String place, String problem) {
    if (count++ < MAX_TOLD) {
      lines.add(place + ": " + problem);
    }
  }

  /** Adds that a value is not what was expected. */
  public void addValue(String place, String path, Object value, String expected) {
    String shown = value instanceof String text ? Node.quoted(text) : String.valueOf(value);
    add(place, path + " is " + shown + ", expected " + expected);
  }

  /** Problems so far. */
  public int count() {
    return count;
  }

  /**
   * Ends reading where something is wrong.
   *
   * @throws InvalidInputException with every problem, if there is one
   */
  public void throwIfAny() {
    if (count > 0) {
      int left = count - lines.size();
      throw new InvalidInputException(
          String.join("\n", lines) + (left > 0 ? "\nand " + left + " more problems" : ""));
    }
  }
}
