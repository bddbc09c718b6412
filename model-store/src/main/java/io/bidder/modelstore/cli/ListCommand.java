package io.bidder.modelstore.cli;

import io.bidder.modelstore.HistoryEntry;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.Refusal;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.VersionSummary;
import io.bidder.modelstore.manifest.ManifestJson;
import io.bidder.modelstore.schema.Head;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models list}. */
@Command(
    name = "list",
    description = {
      "List the versions, oldest first, and what their reports say; * marks the current one,",
      "! one that is refused, s one that is tried as a shadow and c as a canary.",
      "",
      "NE is the normalised entropy (below 1 beats predicting the average), P/A the sum of",
      "predictions over the sum of what happened (1 is calibrated).",
    })
final class ListCommand extends ConsoleCommand {
  private static final String[] FIGURES = {"auc", "normalizedEntropy", "predictedOverActual"};
  private static final String[] FIGURE_LABELS = {"AUC", "NE", "P/A"};

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    ModelStore store = options.open();
    List<VersionSummary> versions = store.list();
    Trial trial = store.trial().orElse(null);
    PrintWriter out = console().out();
    if (versions.isEmpty()) {
      out.println(options.directory() + " holds no versions; ./run train makes one.");
    } else {
      table(versions, trial).print(out);
    }
    if (trial != null) {
      out.println("on trial: %s, %s".formatted(trial.id(), Trials.text(trial)));
    }
    for (VersionSummary version : versions) {
      if (version.problem() != null) {
        version.problem().lines().forEach(line -> out.println("! " + line));
      }
      Refusal refusal = version.refusal();
      if (refusal != null) {
        out.println("! %s: refused at %s".formatted(version.id(), refusal.at()));
        refusal.reason().lines().forEach(line -> out.println("!   " + line));
      }
    }
    options.json.write(json(store, versions, trial));
    return ExitCode.DONE;
  }

  private static TextTable table(List<VersionSummary> versions, @Nullable Trial trial) {
    List<String> heads = new ArrayList<>();
    for (String head : Figures.HEADS) {
      if (versions.stream()
          .anyMatch(v -> v.manifest() != null && Figures.has(v.manifest(), head))) {
        heads.add(head);
      }
    }
    TextTable table = new TextTable(6);
    List<String> heading =
        new ArrayList<>(List.of("", "VERSION", "NAME", "CREATED", "HEADS", "PARENT"));
    for (String head : heads) {
      for (String label : FIGURE_LABELS) {
        heading.add(head.toUpperCase(Locale.ROOT) + " " + label);
      }
    }
    table.add(heading);
    for (VersionSummary version : versions) {
      table.add(row(version, trial, heads));
    }
    return table;
  }

  private static List<String> row(
      VersionSummary version, @Nullable Trial trial, List<String> heads) {
    String mark = (version.current() ? "*" : "") + (version.refusal() == null ? "" : "!");
    if (trial != null && trial.id().equals(version.id())) {
      mark += trial.kind() == Trial.Kind.SHADOW ? "s" : "c";
    }
    List<String> row = new ArrayList<>(List.of(mark, version.id()));
    Manifest manifest = version.manifest();
    if (manifest == null) {
      row.add("(broken, see below)");
      return row;
    }
    row.add(manifest.name());
    row.add(manifest.createdAt());
    row.add(String.join(",", manifest.heads().stream().map(Head::id).toList()));
    row.add(manifest.parent() == null ? "-" : manifest.parent());
    for (String head : heads) {
      for (String figure : FIGURES) {
        row.add(Figures.text(manifest, head, figure));
      }
    }
    return row;
  }

  /** A refusal; null without one. */
  static JsonNode json(@Nullable Refusal refusal) {
    JsonMapper mapper = JsonMapper.shared();
    return refusal == null
        ? mapper.nullNode()
        : mapper
            .createObjectNode()
            .put("at", refusal.at().toString())
            .put("reason", refusal.reason());
  }

  private static ObjectNode json(
      ModelStore store, List<VersionSummary> versions, @Nullable Trial trial) {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode result = mapper.createObjectNode();
    result.put("current", store.currentId().orElse(null));
    result.set("trial", trial == null ? mapper.nullNode() : Trials.json(trial));
    ArrayNode entries = result.putArray("versions");
    for (VersionSummary version : versions) {
      ObjectNode entry = entries.addObject();
      entry.put("version", version.id());
      entry.put("current", version.current());
      entry.put("problem", version.problem());
      entry.set("refused", json(version.refusal()));
      Manifest manifest = version.manifest();
      if (manifest != null) {
        entry.set("manifest", mapper.readTree(ManifestJson.write(manifest)));
      }
    }
    ArrayNode history = result.putArray("history");
    for (HistoryEntry change : store.history()) {
      ObjectNode entry = history.addObject();
      entry.put("at", change.at().toString());
      entry.put("action", change.action().name().toLowerCase(Locale.ROOT));
      entry.put("version", change.id());
    }
    return result;
  }
}
