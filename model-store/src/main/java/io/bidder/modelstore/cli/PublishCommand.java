package io.bidder.modelstore.cli;

import static java.util.Objects.requireNonNull;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.manifest.ManifestJson;
import io.bidder.modelstore.publishing.VersionSplitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./run models publish}. */
@Command(
    name = "publish",
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Publish a version that was made elsewhere: a model of your own, or another store's version.",
      "",
      "DIR holds manifest.json, the ONNX file it names and whatever else belongs to the version,",
      "and nothing more. The manifest may leave out id, createdAt and files, which are filled in;",
      "where they are given they hold. The graph must have the tensors that the manifest names and",
      "give the outputs of golden.jsonl, if there is one, or nothing is published.",
      "",
      "A graph that is understood is split, so that what an impression's candidates have in common",
      "is computed once; the two graphs must give what the one does. A manifest that lists its"
          + " files",
      "is a finished version's, which is published as it is.",
    })
final class PublishCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

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

  @Option(names = "--no-split", description = "Leave the graph as it is.")
  private boolean whole;

  @Mixin private StoreOptions options = new StoreOptions();

  @Override
  public Integer call() throws IOException {
    List<Path> files = files();
    Manifest draft = ManifestJson.readDraft(from.resolve(ManifestJson.FILE_NAME));
    ModelStore store = options.open();
    String id;
    String whyNot;
    try (Publication publication =
        draft.id().isEmpty() ? store.stage(draft.name()) : store.stageAs(draft.id())) {
      for (Path file : files) {
        publication.add(file);
      }
      Manifest manifest = manifest(draft, publication);
      VersionSplitter.Outcome outcome =
          split(new ModelVersion(publication.id(), publication.directory(), manifest));
      whyNot = outcome.whyNot();
      id = publication.commit(outcome.version().manifest(), Models.servingCheck());
    }
    if (promote) {
      store.promote(id);
    }
    PrintWriter out = requireNonNull(spec).commandLine().getOut();
    out.println("published " + id + (promote ? ", now the current version" : ""));
    out.println(
        whyNot == null
            ? "scored as two graphs: once an impression, once a candidate"
            : "scored as one graph: " + whyNot);
    ObjectNode result = JsonMapper.shared().createObjectNode();
    result.put("version", id);
    result.put("promoted", promote);
    result.put("split", whyNot == null);
    result.put("notSplitBecause", whyNot);
    options.writeJson(result);
    return 0;
  }

  private VersionSplitter.Outcome split(ModelVersion version) throws IOException {
    Manifest manifest = version.manifest();
    if (manifest.network().split() != null) {
      return new VersionSplitter.Outcome(version, null);
    }
    if (whole) {
      return new VersionSplitter.Outcome(version, "--no-split");
    }
    if (!manifest.files().isEmpty()) {
      return new VersionSplitter.Outcome(version, "it was finished as one, with all files listed");
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
