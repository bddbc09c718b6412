package io.bidder.modelstore.yaml;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a file, so that its author learns everything at once. */
public final class YamlProblems {
  private final String file;
  private final List<String> problems = new ArrayList<>();

  /**
   * Starts with none.
   *
   * @param file how messages call the file
   */
  public YamlProblems(String file) {
    this.file = file;
  }

  /** Adds a problem of a line, counted from 1. */
  public void add(int line, String problem) {
    problems.add(file + ":" + line + ": " + problem);
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
