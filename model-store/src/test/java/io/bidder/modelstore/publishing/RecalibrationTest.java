package io.bidder.modelstore.publishing;

import static io.bidder.modelstore.Failures.assertFails;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.VersionSummary;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.calibration.CampaignOffsets;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.runtime.NativeCounts;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.MlpFixture;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.scoring.ScoringWorker;
import io.bidder.modelstore.scoring.VersionFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecalibrationTest {
  private static final Calibrations HIGHER =
      new Calibrations(Map.of(Head.CTR, CalibrationMap.of(new double[] {0.5}, new double[] {0.7})));

  @TempDir Path directory;
  private ModelStore store;
  private Path root;

  @BeforeEach
  void makeStore() {
    root = directory.resolve("store");
    store = new DirectoryModelStore(root);
  }

  /** A version of a split network, with golden rows where they are asked for. */
  private ModelVersion publish(boolean golden) throws IOException {
    VersionFixture fixture = new MlpFixture(5).writeSplit(directory.resolve("made"));
    try (Publication publication = store.stage("mlp");
        Stream<Path> files = Files.list(fixture.directory())) {
      files.forEach(publication::add);
      Manifest manifest =
          fixture
              .version()
              .manifest()
              .withIdentity(publication.id(), publication.createdAt(), null)
              .withFiles(Map.of());
      ModelVersion staged = new ModelVersion(publication.id(), publication.directory(), manifest);
      if (golden) {
        try (ScoringModel model = ScoringModel.open(staged, ScoringOptions.defaults())) {
          publication.write(
              GoldenCheck.FILE, file -> GoldenCheck.write(file, model, MlpFixture.rows(20, 1)));
        }
      }
      publication.write(ModelVersion.TRAINING_STATE, file -> Files.writeString(file, "state"));
      return store.open(publication.commit(manifest));
    }
  }

  private static float[] ctr(ScoringModel model) {
    Predictions out = new Predictions(20);
    try (ScoringWorker worker = model.newWorker()) {
      worker.score(MlpFixture.rows(20, 2), 0, 20, out);
    }
    return out.ctr().clone();
  }

  @Test
  void publishShouldMakeAVersionThatSharesAllButItsCalibration() throws IOException {
    ModelVersion first = publish(true);
    try (ScoringModel parent = ScoringModel.open(first, ScoringOptions.defaults())) {
      long sessions = NativeCounts.SESSIONS_OPENED.sum();
      ModelVersion made =
          Recalibration.publish(store, parent, HIGHER, Map.of("rows", 7), Map.of("loss", 0.1));
      assertEquals(sessions, NativeCounts.SESSIONS_OPENED.sum());

      assertEquals(made, store.open(made.id()));
      assertEquals(first.id(), made.manifest().parent());
      assertEquals(Map.of("rows", 7L), made.manifest().training());
      assertEquals(Map.of("loss", 0.1), made.manifest().metrics());
      assertTrue(made.manifest().calibration());
      assertTrue(made.manifest().differsInCalibrationAlone(first.manifest()));
      for (String file : List.of("model.onnx", "tables.bin", ModelVersion.TRAINING_STATE)) {
        assertTrue(Files.isSameFile(first.file(file), made.file(file)), file);
      }
      assertNotEquals(
          Files.readString(first.file(GoldenCheck.FILE)),
          Files.readString(made.file(GoldenCheck.FILE)));
      // Opened by itself, as another process would, it is what it is on its parent.
      assertEquals(20, GoldenCheck.verify(made, ScoringOptions.defaults()).rows());
      try (ScoringModel alone = ScoringModel.open(made, ScoringOptions.defaults());
          ScoringModel shared = parent.openRecalibrated(made)) {
        assertEquals(20, GoldenCheck.verify(shared).rows());
        float[] before = ctr(parent);
        for (int i = 0; i < 20; i++) {
          double odds = before[i] / (1 - before[i]) * 7 / 3;
          assertEquals(odds / (1 + odds), ctr(alone)[i], 1e-6);
          assertEquals(ctr(alone)[i], ctr(shared)[i]);
        }
      }
      GoldenCheck.verify(first, ScoringOptions.defaults());
    }
  }

  @Test
  void versionsOfAChainShouldOpenWhenThoseBeforeAreGone() throws IOException {
    ModelVersion version = publish(true);
    long sessions = NativeCounts.openSessions();
    ScoringModel model = ScoringModel.open(version, ScoringOptions.defaults());
    for (int i = 1; i <= 20; i++) {
      ModelVersion next =
          Recalibration.publish(
              store,
              model,
              new Calibrations(
                  Map.of(Head.CTR, CalibrationMap.of(new double[] {0.5}, new double[] {0.02 * i}))),
              Map.of(),
              Map.of());
      ScoringModel opened = model.openRecalibrated(next);
      model.close();
      model = opened;
      delete(version.directory());
      version = next;
    }
    model.close();
    assertEquals(sessions, NativeCounts.openSessions());
    assertEquals(List.of(version.id()), store.list().stream().map(VersionSummary::id).toList());
    assertEquals(
        20, GoldenCheck.verify(store.open(version.id()), ScoringOptions.defaults()).rows());
  }

  private static void delete(Path version) throws IOException {
    try (Stream<Path> files = Files.list(version)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(version);
  }

  @Test
  void publishShouldLeaveNothingWhenTheParentIsGone() throws IOException {
    ModelVersion first = publish(true);
    try (ScoringModel parent = ScoringModel.open(first, ScoringOptions.defaults())) {
      delete(first.directory());
      assertFails(
          ModelStoreException.class,
          () -> Recalibration.publish(store, parent, HIGHER, Map.of(), Map.of()),
          first.directory() + ": no such version");
    }
    assertTrue(store.list().isEmpty());
  }

  @Test
  void publishShouldGoOnFromTheCurrentVersionWhenTheParentIsPruned() throws IOException {
    ModelVersion first = publish(true);
    try (ScoringModel parent = ScoringModel.open(first, ScoringOptions.defaults())) {
      ModelVersion second = Recalibration.publish(store, parent, HIGHER, Map.of(), Map.of());
      store.promote(second.id());
      delete(first.directory());
      ModelVersion third =
          Recalibration.publish(store, parent, Calibrations.none(), Map.of(), Map.of());

      assertEquals(second.id(), third.manifest().parent());
      assertTrue(Files.isSameFile(second.file("model.onnx"), third.file("model.onnx")));
      try (ScoringModel alone = ScoringModel.open(store.open(third.id()), parent.options())) {
        assertEquals(20, GoldenCheck.verify(alone).rows());
        assertArrayEquals(ctr(parent), ctr(alone));
      }
    }
  }

  @Test
  void publishShouldLeaveNothingWhenNoFeatureTellsTheCampaigns() throws IOException {
    ModelVersion first = publish(false);
    try (ScoringModel parent = ScoringModel.open(first, ScoringOptions.defaults())) {
      Calibrations campaigns =
          new Calibrations(Map.of(), Map.of("spring", new CampaignOffsets(0.1, 0)));
      assertFails(
          InvalidVersionException.class,
          () -> Recalibration.publish(store, parent, campaigns, Map.of(), Map.of()),
          "expected a categorical feature of side candidate with source campaign.id");

      ModelVersion without = Recalibration.publish(store, parent, HIGHER, Map.of(), Map.of());
      assertFalse(without.manifest().files().containsKey(GoldenCheck.FILE));
      assertLeftNothing(List.of(first.id(), without.id()));
    }
  }

  private void assertLeftNothing(List<String> versions) throws IOException {
    assertEquals(
        versions.stream().sorted().toList(),
        store.list().stream().map(VersionSummary::id).toList());
    try (Stream<Path> staged = Files.list(root.resolve("staging"))) {
      assertEquals(List.of(), staged.toList());
    }
  }

  @Test
  void differsInCalibrationAloneShouldBeFalseWhenAnyOtherFileIsAnother() throws IOException {
    ModelVersion first = publish(true);
    Map<String, Manifest.FileEntry> files = first.manifest().files();
    for (String file : files.keySet()) {
      Map<String, Manifest.FileEntry> others = new TreeMap<>(files);
      Manifest.FileEntry entry = requireNonNull(files.get(file));
      others.put(file, new Manifest.FileEntry("0".repeat(64), entry.bytes()));
      assertEquals(
          file.equals(GoldenCheck.FILE),
          first.manifest().differsInCalibrationAlone(first.manifest().withFiles(others)),
          file);
    }
  }
}
