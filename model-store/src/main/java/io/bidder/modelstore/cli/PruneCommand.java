package io.bidder.modelstore.cli;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.Pruned;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models prune}. */
@Command(
    name = "prune",
    description = {
      "Remove old versions, for good.",
      "",
      "Kept are the current version, the N published last, the N that were current last, and so"
          + " many",
      "that rollbacks can go back to as make N with the current one. Where every version is"
          + " promoted",
      "as it is published these are the same N. One that was published within the hour and was"
          + " never",
      "current stays, too. Servers are not disturbed: they serve copies.",
    })
final class PruneCommand extends ConsoleCommand {
  @Option(
      names = "--keep",
      required = true,
      paramLabel = "N",
      description = "How many versions to keep: 2 leave one to roll back to.")
  private int keep;

  @Option(names = "--dry-run", description = "Only tell what would be removed.")
  private boolean dryRun;

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    expect(keep > 0, "--keep", keep, "1 or more");
    ModelStore store = options.open();
    List<Pruned> removed = store.prune(keep, dryRun);
    String verb = dryRun ? "would remove " : "removed ";
    long bytes = 0;
    ObjectNode result = JsonMapper.shared().createObjectNode();
    ArrayNode entries = result.putArray("removed");
    for (Pruned version : removed) {
      console().result(verb + version.id() + ", " + grouped(version.bytes()) + " bytes");
      entries.addObject().put("version", version.id()).put("bytes", version.bytes());
      bytes += version.bytes();
    }
    console()
        .result(
            removed.isEmpty()
                ? "nothing to remove"
                : (dryRun ? "would free " : "freed ") + grouped(bytes) + " bytes");
    result.put("freedBytes", bytes);
    result.put("dryRun", dryRun);
    options.json.write(result);
    return ExitCode.DONE;
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
