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
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models rollback}. */
@Command(
    name = "rollback",
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Make the version that was served before the current one current again.",
      "",
      "Repeated, it goes further back; what was rolled back from is not returned to but by"
          + " promote.",
      "Checksums are checked, golden outputs, which the version gave when it was promoted, are"
          + " not.",
    })
final class RollbackCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    ModelStore store = options.open();
    Optional<String> previous = store.currentId();
    String id = store.rollback();
    requireNonNull(spec)
        .commandLine()
        .getOut()
        .println("rolled back to " + id + previous.map(old -> ", was " + old).orElse(""));
    ObjectNode result = JsonMapper.shared().createObjectNode();
    result.put("version", id);
    result.put("previous", previous.orElse(null));
    options.writeJson(result);
    return 0;
  }
}
