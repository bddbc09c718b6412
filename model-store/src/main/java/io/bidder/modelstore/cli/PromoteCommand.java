package io.bidder.modelstore.cli;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models promote}. */
@Command(
    name = "promote",
    description = {
      "Make a version the current one.",
      "",
      "It must pass ./run models verify, or the old one stays current. So does one that was",
      "refused (./run models show says why), unless forced.",
    })
final class PromoteCommand extends ConsoleCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "The version.")
  private String id = "";

  @Option(names = "--force", description = "Promote a version that was refused, too.")
  private boolean force;

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    ModelStore store = options.open();
    ModelVersion version = store.open(id);
    Models.verify(version);
    Optional<String> previous = store.currentId();
    store.promote(id, force);
    console()
        .result(
            previous.equals(Optional.of(id))
                ? id + " is the current version already"
                : "promoted " + id + previous.map(old -> ", was " + old).orElse(""));
    String verdict = Figures.verdict(version.manifest());
    if (!verdict.equals("-")) {
      console().result("its report says " + verdict);
    }
    ObjectNode result = JsonMapper.shared().createObjectNode();
    result.put("version", id);
    result.put("previous", previous.orElse(null));
    options.json.write(result);
    return ExitCode.DONE;
  }
}
