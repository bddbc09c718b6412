package io.bidder.modelstore.cli;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.VersionSummary;
import io.bidder.modelstore.publishing.ScoringSpeed;
import io.bidder.modelstore.scoring.ScoringException;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models verify}. */
@Command(
    name = "verify",
    description = {
      "Check that versions can be served.",
      "",
      "The manifest is well-formed, every file has the size and SHA-256 it lists, there is no"
          + " other",
      "file, the graph has the tensors it names, and golden.jsonl's outputs are reproduced. Exit",
      "code 2 if a version fails.",
    })
final class VerifyCommand extends ConsoleCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "The versions (default: all of them).")
  private List<String> ids = List.of();

  @Option(
      names = "--speed",
      description = "Measure how long they take to open and to score an impression, too.")
  private boolean speed;

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    ModelStore store = options.open();
    List<String> wanted =
        ids.isEmpty() ? store.list().stream().map(VersionSummary::id).toList() : ids;
    ObjectNode result = JsonMapper.shared().createObjectNode();
    ArrayNode entries = result.putArray("versions");
    int exitCode = ExitCode.DONE;
    for (String id : wanted) {
      String problem = problem(store, id);
      if (problem == null) {
        console().result("ok " + id);
      } else {
        console().note("failed " + id + ": " + problem);
        exitCode = ExitCode.WRONG_INPUT;
      }
      ObjectNode entry = entries.addObject();
      entry.put("version", id);
      entry.put("ok", problem == null);
      entry.put("problem", problem);
      if (speed && problem == null) {
        ScoringSpeed measured = ScoringSpeed.of(store.open(id));
        console().result("   " + measured.text());
        entry.put("openMillis", measured.openMillis());
        ObjectNode micros = entry.putObject("impressionMicros");
        measured
            .impressionMicros()
            .forEach((candidates, each) -> micros.put(String.valueOf(candidates), each));
      }
    }
    options.json.write(result);
    return exitCode;
  }

  private static @Nullable String problem(ModelStore store, String id) {
    try {
      Models.verify(store.open(id));
      return null;
    } catch (InvalidVersionException | ScoringException e) {
      return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }
  }
}
