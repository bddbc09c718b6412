package io.bidder.modelstore.cli;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.manifest.ManifestJson;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.publishing.VersionLifter;
import io.bidder.modelstore.publishing.VersionSplitter;
import io.bidder.modelstore.schema.KnownSources;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models publish}. */
@Command(
    name = "publish",
    description = {
      "Publish a version that was made elsewhere: a model of your own, or another store's version.",
      "",
      "DIR holds manifest.json, the ONNX file it names and whatever else belongs to the version,",
      "and nothing more. The manifest may leave out id, createdAt and files, which are filled in;",
      "where they are given they hold. The graph must have the tensors that the manifest names and",
      "give the outputs of golden.jsonl, if there is one, or nothing is published.",
      "",
      "A graph that is understood is rewritten: embedding tables inside it move to tables.bin,"
          + " which",
      "is memory-mapped, and it is split, so that what an impression's candidates have in common"
          + " is",
      "computed once. What it is rewritten to must give what the graph gives, on made-up rows and"
          + " on",
      "golden.jsonl, which is made of the graph if it is not there; otherwise the graph is"
          + " published",
      "as it was brought. So is a finished version, whose manifest lists its files.",
    })
final class PublishCommand extends ConsoleCommand {
  private static final String FINISHED = "its manifest lists its files: it is a finished version";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description = "The version's files.")
  private Path from = Path.of("");

  @Option(
      names = "--promote",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether the version becomes the current one (default: it does).")
  private boolean promote = true;

  @Option(names = "--no-split", description = "Leave the network one graph.")
  private boolean whole;

  @Option(
      names = "--as-is",
      description = "Leave the network one graph, with the tables inside it where they are.")
  private boolean asIs;

  @Option(
      names = "--strict",
      description =
          "Refuse a schema with features that read what no bid has, instead of warning of them.")
  private boolean strict;

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    List<Path> files = files();
    Manifest draft = ManifestJson.readDraft(from.resolve(ManifestJson.FILE_NAME));
    List<String> unknown = KnownSources.problems(draft.schema());
    if (strict && !unknown.isEmpty()) {
      throw new InvalidVersionException(
          from.resolve(ManifestJson.FILE_NAME) + ": " + String.join("\n", unknown));
    }
    unknown.forEach(problem -> console().note("warning: " + problem));
    ModelStore store = options.open();
    String id;
    VersionLifter.Outcome lifting;
    VersionSplitter.Outcome splitting;
    List<GoldenCheck.Reproduction> golden = new ArrayList<>();
    try (Publication publication =
        draft.id().isEmpty() ? store.stage(draft.name()) : store.stageAs(draft.id())) {
      for (Path file : files) {
        publication.add(file);
      }
      Manifest manifest = manifest(draft, publication);
      lifting = lift(new ModelVersion(publication.id(), publication.directory(), manifest));
      splitting = split(lifting);
      id =
          publication.commit(
              splitting.version().manifest(), version -> golden.add(Models.verify(version)));
    }
    if (promote) {
      store.promote(id);
    }
    PrintWriter out = console().out();
    out.println("published " + id + (promote ? ", now the current version" : ""));
    PublishReport report = new PublishReport(lifting, splitting, golden.getFirst());
    report.lines().forEach(out::println);
    ObjectNode result = JsonMapper.shared().createObjectNode();
    result.put("version", id);
    result.put("promoted", promote);
    report.addTo(result);
    ArrayNode warnings = result.putArray("warnings");
    unknown.forEach(warnings::add);
    options.json.write(result);
    return ExitCode.DONE;
  }

  private VersionLifter.Outcome lift(ModelVersion version) throws IOException {
    if (asIs) {
      return new VersionLifter.Outcome(version, null, "--as-is");
    }
    if (!version.manifest().files().isEmpty()) {
      return new VersionLifter.Outcome(version, null, FINISHED);
    }
    return VersionLifter.lift(version);
  }

  private VersionSplitter.Outcome split(VersionLifter.Outcome lifting) throws IOException {
    ModelVersion version = lifting.version();
    if (version.manifest().network().split() != null) {
      return new VersionSplitter.Outcome(version, null);
    }
    if (whole || asIs) {
      return new VersionSplitter.Outcome(version, asIs ? "--as-is" : "--no-split");
    }
    if (!version.manifest().files().isEmpty()) {
      return new VersionSplitter.Outcome(version, FINISHED);
    }
    if (PublishReport.hasTablesInside(version.manifest())) {
      return new VersionSplitter.Outcome(version, "its tables are inside");
    }
    return VersionSplitter.split(version, Manifest.Precision.FLOAT32);
  }

  /** A version that already has an identity keeps it, parent included. */
  private static Manifest manifest(Manifest draft, Publication publication) {
    boolean named = !draft.id().isEmpty();
    String parent = draft.parent();
    return draft.withIdentity(
        publication.id(),
        draft.createdAt().isEmpty() ? publication.createdAt() : draft.createdAt(),
        parent == null && !named ? publication.parent() : parent);
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        if (Files.isDirectory(entry)) {
          throw new InvalidVersionException(
              entry + ": a directory, expected only the files of the version in " + from);
        }
        if (!name.equals(ManifestJson.FILE_NAME)) {
          files.add(entry);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new InvalidVersionException(
          "--from " + from + ": no such directory, expected one with a version's files", e);
    } catch (IOException e) {
      throw new InvalidVersionException("--from " + from + ": cannot be read: " + e, e);
    }
    return files;
  }
}
