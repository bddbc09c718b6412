package io.bidder.modelstore.cli;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.Refusal;
import io.bidder.modelstore.VersionId;
import io.bidder.modelstore.VersionSummary;
import io.bidder.modelstore.manifest.ManifestJson;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Head;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models show}. */
@Command(
    name = "show",
    description = {
      "Show what a version's manifest says. --json FILE gets all of it.",
      "",
      "Reads only the manifest; ./run models verify checks the files.",
    })
final class ShowCommand extends ConsoleCommand {
  private static final String[][] FIGURES = {
    {"auc", "AUC"},
    {"logLoss", "LOG LOSS"},
    {"normalizedEntropy", "NE"},
    {"predictedOverActual", "P/A"},
    {"expectedCalibrationError", "ECE"},
  };

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ID",
      description = "The version (default: the current one).")
  private @Nullable String id;

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    ModelStore store = options.open();
    VersionSummary summary = summary(store);
    if (summary.manifest() == null) {
      throw new InvalidVersionException(String.valueOf(summary.problem()));
    }
    Manifest manifest = summary.manifest();
    print(summary.current(), summary.refusal(), manifest, console().out());
    options.json.write((ObjectNode) JsonMapper.shared().readTree(ManifestJson.write(manifest)));
    return ExitCode.DONE;
  }

  private VersionSummary summary(ModelStore store) {
    String wanted = id;
    if (wanted == null) {
      wanted =
          store
              .currentId()
              .orElseThrow(
                  () -> new ModelStoreException(options.directory() + ": no version is current"));
    }
    VersionId.check(wanted);
    for (VersionSummary version : store.list()) {
      if (version.id().equals(wanted)) {
        return version;
      }
    }
    throw new ModelStoreException(options.directory() + ": no version " + wanted);
  }

  private static void print(
      boolean current, @Nullable Refusal refusal, Manifest manifest, PrintWriter out) {
    TextTable facts = new TextTable(2);
    facts.add(List.of("version", manifest.id() + (current ? " (current)" : "")));
    if (refusal != null) {
      facts.add(List.of("refused", refusal.at() + ": " + refusal.reason().replace('\n', ' ')));
    }
    facts.add(List.of("name", manifest.name()));
    facts.add(List.of("created", manifest.createdAt()));
    facts.add(List.of("parent", manifest.parent() == null ? "-" : manifest.parent()));
    facts.add(
        List.of("heads", String.join(", ", manifest.heads().stream().map(Head::id).toList())));
    facts.add(List.of("calibrated", manifest.calibration() ? "yes" : "no"));
    Manifest.Split split = manifest.network().split();
    facts.add(
        List.of(
            "scored as",
            split == null
                ? "one graph"
                : "two graphs, " + split.precision().name().toLowerCase(Locale.ROOT)));
    facts.add(List.of("verdict", Figures.verdict(manifest)));
    for (Map.Entry<String, Object> fact : new TreeMap<>(manifest.training()).entrySet()) {
      if (!(fact.getValue() instanceof Map)) {
        facts.add(List.of(fact.getKey(), String.valueOf(fact.getValue())));
      }
    }
    facts.print(out);
    out.println();
    metrics(manifest, out);
    features(manifest).print(out);
    out.println();
    tensors(manifest).print(out);
    out.println();
    TextTable files = new TextTable(1);
    files.add(List.of("FILE", "BYTES"));
    new TreeMap<>(manifest.files())
        .forEach((name, file) -> files.add(List.of(name, grouped(file.bytes()))));
    files.print(out);
  }

  private static void metrics(Manifest manifest, PrintWriter out) {
    TextTable table = new TextTable(1);
    List<String> heading = new ArrayList<>(List.of("HEAD"));
    for (String[] figure : FIGURES) {
      heading.add(figure[1]);
    }
    table.add(heading);
    boolean any = false;
    for (String head : Figures.HEADS) {
      if (Figures.has(manifest, head)) {
        any = true;
        List<String> row = new ArrayList<>(List.of(head));
        for (String[] figure : FIGURES) {
          row.add(Figures.text(manifest, head, figure[0]));
        }
        table.add(row);
      }
    }
    if (any) {
      table.print(out);
      out.println();
    }
  }

  private static TextTable features(Manifest manifest) {
    Map<String, Manifest.Table> tables = new TreeMap<>();
    manifest.tables().forEach(table -> tables.put(table.feature(), table));
    TextTable rows = new TextTable(5);
    rows.add(List.of("FEATURE", "KIND", "SIDE", "SOURCE", "TABLE", "IDS"));
    for (Feature feature : manifest.schema().features()) {
      String source =
          switch (feature) {
            case Feature.Categorical f -> f.source();
            case Feature.Bag f -> f.source();
            case Feature.Bucketised f -> f.source();
            case Feature.Numeric f -> f.source();
            case Feature.Cross f -> f.first() + " x " + f.second();
          };
      Manifest.Table table = tables.get(feature.name());
      rows.add(
          List.of(
              feature.name(),
              feature.getClass().getSimpleName().toLowerCase(Locale.ROOT),
              feature.side().name().toLowerCase(Locale.ROOT),
              source,
              table == null
                  ? "-"
                  : table.type().name().toLowerCase(Locale.ROOT) + " x " + table.dimension(),
              feature instanceof Feature.Embedded embedded ? grouped(embedded.tableRows()) : "-"));
    }
    return rows;
  }

  private static TextTable tensors(Manifest manifest) {
    TextTable rows = new TextTable(3);
    rows.add(List.of("TENSOR OF " + manifest.network().file(), "", "HOLDS"));
    for (Manifest.Input input : manifest.network().inputs()) {
      rows.add(
          List.of(
              input.tensor(),
              "in",
              input.role().name().toLowerCase(Locale.ROOT)
                  + " of "
                  + input.features().size()
                  + " features"));
    }
    for (Manifest.Output output : manifest.network().outputs()) {
      rows.add(
          List.of(
              output.tensor(),
              "out",
              output.head().id()
                  + " "
                  + output.form().name().toLowerCase(Locale.ROOT)
                  + " in column "
                  + output.column()));
    }
    return rows;
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
