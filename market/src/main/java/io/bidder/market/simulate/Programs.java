package io.bidder.market.simulate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a market starts beside itself.
 *
 * @param server of bids
 * @param events that reads what a bidder has on record
 */
record Programs(Program server, Program events) {
  /** The commands of {@code ./run} in the project's directory. */
  static Programs of(Path home) {
    String run = home.resolve("run").toString();
    return new Programs(
        new Program(List.of(run, "serve"), Map.of()),
        new Program(List.of(run, "events"), Map.of()));
  }

  /** A program, before its options. */
  record Program(List<String> words, Map<String, String> environment) {
    /** A process to start, with these options. */
    ProcessBuilder with(List<String> options) {
      List<String> command = new ArrayList<>(words);
      command.addAll(options);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      return builder;
    }
  }
}
