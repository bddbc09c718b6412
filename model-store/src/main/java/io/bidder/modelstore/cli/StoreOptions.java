package io.bidder.modelstore.cli;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The options that every subcommand has. */
final class StoreOptions {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "The store's directory.")
  private Path directory = Path.of("");

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON to FILE too.")
  private @Nullable Path json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  Path directory() {
    return directory;
  }

  ModelStore open() {
    return new DirectoryModelStore(directory);
  }

  /** Writes {@code result} where {@code --json} asks for it. */
  void writeJson(ObjectNode result) throws IOException {
    if (json != null) {
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result);
      try {
        Files.writeString(json, text + "\n");
      } catch (IOException e) {
        throw new IOException("--json " + json + ": cannot be written: " + e, e);
      }
    }
  }
}
