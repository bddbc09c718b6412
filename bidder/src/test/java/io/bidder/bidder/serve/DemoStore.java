package io.bidder.bidder.serve;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.manifest.ManifestJson;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.publishing.Recalibration;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Stores for tests, with further versions made of the demo's. */
public final class DemoStore {
  /** Tests run in the module's directory. */
  public static final Path DEMO = Path.of("demo/store").toAbsolutePath();

  private DemoStore() {}

  /** A store in {@code directory} with one version, the demo's, which is current. */
  public static ModelStore in(Path directory) {
    ModelStore store = new DirectoryModelStore(directory);
    store.promote(publish(store));
    return store;
  }

  /** Publishes the demo's version once more, under a new id, with nothing in common with others. */
  static String publish(ModelStore store) {
    return publish(store, Map.of());
  }

  /** Publishes the demo's version with some files' content replaced. */
  static String publish(ModelStore store, Map<String, byte[]> replaced) {
    return publish(store, replaced, Set.of(), manifest -> manifest);
  }

  private static String publish(
      ModelStore store,
      Map<String, byte[]> replaced,
      Set<String> without,
      UnaryOperator<Manifest> changed) {
    DirectoryModelStore demo = new DirectoryModelStore(DEMO);
    ModelVersion version = demo.open(demo.currentId().orElseThrow());
    try (Publication publication = store.stage("demo")) {
      for (String file : List.copyOf(version.manifest().files().keySet())) {
        if (without.contains(file)) {
          continue;
        }
        byte[] content = replaced.get(file);
        if (content == null) {
          publication.add(version.file(file));
        } else {
          publication.write(file, to -> Files.write(to, content));
        }
      }
      publication.write("note.txt", to -> Files.writeString(to, publication.id()));
      Manifest manifest =
          changed
              .apply(version.manifest())
              .withIdentity(publication.id(), publication.createdAt(), publication.parent());
      return publication.commit(manifest.withFiles(Map.of()));
    }
  }

  /** Publishes a version that differs from another in its calibration alone. */
  public static String recalibrate(ModelStore store, String id, Calibrations calibrations) {
    try (ScoringModel model = ScoringModel.open(store.open(id), ScoringOptions.defaults())) {
      return Recalibration.publish(store, model, calibrations, Map.of(), Map.of()).id();
    }
  }

  /** Publishes the demo's version with a feature that reads another field than the demo's. */
  public static String publishReading(ModelStore store, String source, String instead) {
    return publish(
        store,
        Map.of(),
        Set.of(),
        demo ->
            ManifestJson.parse(
                "manifest.json",
                new String(ManifestJson.write(demo), StandardCharsets.UTF_8)
                    .replace('"' + source + '"', '"' + instead + '"')
                    .getBytes(StandardCharsets.UTF_8)));
  }

  /** Publishes a version whose every embedding is no number, and without the outputs to check. */
  public static String publishNotANumber(ModelStore store) throws IOException {
    DirectoryModelStore demo = new DirectoryModelStore(DEMO);
    ModelVersion version = demo.open(demo.currentId().orElseThrow());
    byte[] tables = new byte[(int) Files.size(version.file("tables.bin"))];
    Arrays.fill(tables, (byte) 0xff);
    return publish(
        store, Map.of("tables.bin", tables), Set.of(GoldenCheck.FILE), manifest -> manifest);
  }

  /** Publishes a version as trained on one label alone: of the demo's heads it has one. */
  public static String publishWithHead(ModelStore store, Head head) {
    return publish(
        store,
        Map.of(),
        Set.of(GoldenCheck.FILE),
        demo ->
            new Manifest(
                demo.formatVersion(),
                demo.id(),
                demo.name(),
                demo.createdAt(),
                demo.parent(),
                demo.schema(),
                List.of(head),
                new Manifest.Network(
                    demo.network().file(),
                    demo.network().inputs(),
                    demo.network().outputs().stream()
                        .filter(output -> output.head() == head)
                        .toList(),
                    demo.network().split()),
                demo.tables(),
                demo.calibration(),
                demo.training(),
                demo.metrics(),
                demo.files()));
  }

  /** Changes a byte of a version's graph. */
  static void tamper(Path store, String id) throws IOException {
    Path graph = store.resolve("versions").resolve(id).resolve("model.onnx");
    byte[] bytes = Files.readAllBytes(graph);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(graph, bytes);
  }
}
