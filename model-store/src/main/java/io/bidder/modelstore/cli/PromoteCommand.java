package io.bidder.modelstore.cli;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Trial;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
      "Make a version the current one, or try it beside that one.",
      "",
      "It must pass ./run models verify, or nothing changes. So does one that was refused",
      "(./run models show says why), unless forced.",
      "",
      "One version is tried at a time. That ends with --none, when it is promoted for good,",
      "and when the current version is rolled back or another one trained takes its place;",
      "what ./run learn recalibrates from minute to minute does not end it.",
    })
final class PromoteCommand extends ConsoleCommand {
  private static final double PERCENT = 100;

  @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "The version.")
  private @Nullable String id;

  @Option(names = "--force", description = "Promote a version that was refused, too.")
  private boolean force;

  @Option(
      names = "--shadow",
      description = "Let it predict what the current one predicts, and bid nothing by it.")
  private boolean shadow;

  @Option(
      names = "--canary",
      paramLabel = "SHARE",
      description = "Let it bid in a share of the auctions, such as 5%%.")
  private @Nullable String canary;

  @Option(names = "--none", description = "End the trial of a shadow or canary.")
  private boolean none;

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    int ways = (shadow ? 1 : 0) + (canary == null ? 0 : 1) + (none ? 1 : 0);
    if (ways > 1) {
      throw wrong("expected at most one of --shadow, --canary and --none");
    }
    ModelStore store = options.open();
    ObjectNode result = JsonMapper.shared().createObjectNode();
    String version = id;
    if (none) {
      expect(version == null, "ID", version, "none with --none");
      end(store, result);
    } else if (version == null) {
      throw wrong("expected the ID of a version");
    } else if (ways == 1) {
      tryOut(
          store,
          canary == null ? Trial.shadow(version) : Trial.canary(version, share(canary)),
          result);
    } else {
      promote(store, version, result);
    }
    options.json.write(result);
    return ExitCode.DONE;
  }

  private void promote(ModelStore store, String version, ObjectNode result) {
    ModelVersion opened = store.open(version);
    Models.verify(opened);
    Optional<String> previous = store.currentId();
    Optional<Trial> trial = store.trial();
    store.promote(version, force);
    console()
        .result(
            previous.equals(Optional.of(version))
                ? version + " is the current version already"
                : "promoted " + version + previous.map(old -> ", was " + old).orElse(""));
    if (trial.isPresent() && store.trial().isEmpty()) {
      console().result("ended the trial of " + trial.get().id());
    }
    String verdict = Figures.verdict(opened.manifest());
    if (!verdict.equals("-")) {
      console().result("its report says " + verdict);
    }
    result.put("version", version);
    result.put("previous", previous.orElse(null));
  }

  private void tryOut(ModelStore store, Trial trial, ObjectNode result) {
    Models.verify(store.open(trial.id()));
    store.tryOut(trial, force);
    String beside = store.currentId().orElse("");
    console().result("trying %s beside %s: %s".formatted(trial.id(), beside, Trials.text(trial)));
    result.set("trial", Trials.json(trial));
  }

  private void end(ModelStore store, ObjectNode result) {
    Optional<Trial> trial = store.trial();
    console()
        .result(
            store.endTrial()
                ? "ended the trial" + trial.map(of -> " of " + of.id()).orElse("")
                : "no version is on trial");
    result.putNull("trial");
  }

  private double share(String text) {
    double share = Double.NaN;
    if (text.endsWith("%")) {
      try {
        share = Double.parseDouble(text.substring(0, text.length() - 1)) / PERCENT;
      } catch (NumberFormatException e) {
        // Told as what it is.
      }
    }
    expect(share > 0 && share < 1, "--canary", text, "a share above 0% and below 100%");
    return share;
  }
}
