package io.bidder.settings;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a file, so that its author learns everything at once. */
public final class YamlProblems {
  private final String file;
  private final List<String> problems;
  private final boolean lines;

  /**
   * Starts with none.
   *
   * @param file how messages call the file
   */
  public YamlProblems(String file) {
    this(file, true, new ArrayList<>());
  }

  private YamlProblems(String file, boolean lines, List<String> problems) {
    this.file = file;
    this.lines = lines;
    this.problems = problems;
  }

  /**
   * Collects the problems of another source, to be told together with these.
   *
   * @param source how messages call it
   * @param lines whether it has lines, as a file has and an option has not
   */
  public YamlProblems of(String source, boolean lines) {
    return new YamlProblems(source, lines, problems);
  }

  /** Adds a problem of a line, counted from 1. */
  public void add(int line, String problem) {
    problems.add(file + (lines ? ":" + line + ": " : ": ") + problem);
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * Ends reading where something is wrong.
   *
   * @throws InvalidYamlException with every problem, if there is one
   */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new InvalidYamlException(problems);
    }
  }
}
