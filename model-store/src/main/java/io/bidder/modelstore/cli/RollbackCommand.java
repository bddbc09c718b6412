package io.bidder.modelstore.cli;

import io.bidder.modelstore.ModelStore;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models rollback}. */
@Command(
    name = "rollback",
    description = {
      "Make the version that was served before the current one current again.",
      "",
      "Repeated, it goes further back; what was rolled back from is not returned to but by"
          + " promote.",
      "Checksums are checked, golden outputs, which the version gave when it was promoted, are"
          + " not.",
    })
final class RollbackCommand extends ConsoleCommand {
  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    ModelStore store = options.open();
    Optional<String> previous = store.currentId();
    String id = store.rollback();
    console().result("rolled back to " + id + previous.map(old -> ", was " + old).orElse(""));
    ObjectNode result = JsonMapper.shared().createObjectNode();
    result.put("version", id);
    result.put("previous", previous.orElse(null));
    options.json.write(result);
    return ExitCode.DONE;
  }
}
