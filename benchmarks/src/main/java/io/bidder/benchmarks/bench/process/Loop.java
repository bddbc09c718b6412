package io.bidder.benchmarks.bench.process;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process that measures by itself and writes its figures as one line of JSON. */
public final class Loop {
  private static final Pattern JSON = Pattern.compile("^\\{.*}$");
  private static final int MOST_SECONDS = 300;

  private Loop() {}

  /**
   * Runs it to its end.
   *
   * @return the figures
   * @throws SubjectFailedException if it fails or writes none
   */
  public static JsonNode run(
      Launcher launcher, String name, String mainClass, List<String> arguments)
      throws IOException, InterruptedException {
    try (ChildProcess process = new ChildProcess(name, launcher.java(mainClass, arguments), JSON)) {
      int exit = process.awaitEnd(MOST_SECONDS);
      List<String> tail = process.tail();
      String last = tail.isEmpty() ? "" : tail.getLast();
      if (exit != 0 || !JSON.matcher(last).find()) {
        throw new SubjectFailedException(
            "%s ended with %d and without figures: %s"
                .formatted(name, exit, String.join(" | ", tail)));
      }
      return JsonMapper.shared().readTree(last);
    } catch (JacksonException e) {
      throw new SubjectFailedException(name + " wrote figures that are no JSON: " + e.getMessage());
    }
  }
}
