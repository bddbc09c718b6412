package io.bidder.settings.command;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** The option {@code --json} of commands that have a result. */
public final class JsonFile {
  private static final int NEARLY_LAST = 90;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      order = NEARLY_LAST,
      converter = OutputFile.class,
      description = "Write the result as JSON to FILE too.")
  private @Nullable Path file;

  /**
   * Writes a result where the option asks for it.
   *
   * @param result a map, a list or a JSON tree
   * @throws IOException naming the option and the file
   */
  public void write(Object result) throws IOException {
    if (file != null) {
      String json = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(result);
      try {
        Files.writeString(file, json + "\n");
      } catch (IOException e) {
        throw new IOException("--json " + file + ": cannot be written: " + IoReasons.of(e), e);
      }
    }
  }
}
