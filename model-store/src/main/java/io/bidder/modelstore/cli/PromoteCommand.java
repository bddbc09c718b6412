package io.bidder.modelstore.cli;

import static java.util.Objects.requireNonNull;

import io.bidder.modelstore.ModelStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models promote}. */
@Command(
    name = "promote",
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Make a version the current one.",
      "",
      "It must pass ./run models verify, or the old one stays current.",
    })
final class PromoteCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "ID", description = "The version.")
  private String id = "";

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    ModelStore store = options.open();
    Models.verify(store.open(id));
    Optional<String> previous = store.currentId();
    store.promote(id);
    requireNonNull(spec)
        .commandLine()
        .getOut()
        .println(
            previous.equals(Optional.of(id))
                ? id + " is the current version already"
                : "promoted " + id + previous.map(old -> ", was " + old).orElse(""));
    ObjectNode result = JsonMapper.shared().createObjectNode();
    result.put("version", id);
    result.put("previous", previous.orElse(null));
    options.writeJson(result);
    return 0;
  }
}
