package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.calibration.CalibrationMap;
import io.bidder.modelstore.calibration.Calibrations;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.directory.PrivateCopies;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.runtime.NativeCounts;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.Lease;
import io.bidder.modelstore.serving.ServedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFollowerTest {
  @TempDir private Path directory = Path.of("");
  @TempDir private Path copies = Path.of("");

  private final List<String> events = new ArrayList<>();

  private final ModelFollower.Listener listener =
      new ModelFollower.Listener() {
        @Override
        public void serving(ScoringModel model) {
          events.add("serving " + model.id());
        }

        @Override
        public void refused(String id, String kind, String reason) {
          events.add("refused " + id + " " + kind);
          reasons.add(reason);
        }

        @Override
        public void recovered(String id) {
          events.add("recovered " + id);
        }
      };

  private final List<String> reasons = new ArrayList<>();

  @Test
  void pollShouldServeWhatWasPromotedAndWhatWasRolledBackTo() {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 1, listener);
    try (ServedModel served = follower.start()) {
      assertEquals(first, served.modelId());
      follower.poll();
      assertEquals(List.of("serving " + first), events);

      String second = DemoStore.publish(store);
      follower.poll();
      assertEquals(first, served.modelId());
      store.promote(second);
      follower.poll();
      assertEquals(second, served.modelId());

      store.rollback();
      follower.poll();
      assertEquals(first, served.modelId());
      assertEquals(List.of("serving " + first, "serving " + second, "serving " + first), events);
    }
  }

  @Test
  void pollShouldRefuseATamperedVersionOnceAndGoOnServing() throws IOException {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 0, listener);
    try (ServedModel served = follower.start()) {
      String bad = DemoStore.publish(store);
      store.promote(bad);
      DemoStore.tamper(directory, bad);
      follower.poll();
      follower.poll();
      assertEquals(first, served.modelId());
      assertEquals(List.of("serving " + first, "refused " + bad + " invalid"), events);
      assertTrue(reasons.getFirst().contains("model.onnx"), reasons::toString);

      String good = DemoStore.publish(store);
      store.promote(good);
      follower.poll();
      follower.poll();
      assertEquals(good, served.modelId());
      assertEquals(
          List.of("serving " + good, "recovered " + good), events.subList(2, events.size()));
    }
  }

  @Test
  void pollShouldTellOfARecoveryWhenItIsRolledBackToWhatIsServed() throws IOException {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 0, listener);
    try (ServedModel _ = follower.start()) {
      String bad = DemoStore.publish(store);
      store.promote(bad);
      DemoStore.tamper(directory, bad);
      follower.poll();
      store.rollback();
      follower.poll();
      follower.poll();
      assertEquals(
          List.of("serving " + first, "refused " + bad + " invalid", "recovered " + first), events);
    }
  }

  @Test
  void pollShouldRefuseAVersionThatDoesNotReproduceItsGoldenOutputs() throws IOException {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 0, listener);
    try (ServedModel served = follower.start()) {
      Path golden = directory.resolve("versions").resolve(first).resolve(GoldenCheck.FILE);
      String wrong = Files.readString(golden).replaceFirst("\"ctr\":0\\.0", "\"ctr\":0.9");
      String bad =
          DemoStore.publish(
              store, Map.of(GoldenCheck.FILE, wrong.getBytes(StandardCharsets.UTF_8)));
      store.promote(bad);
      follower.poll();
      assertEquals(first, served.modelId());
      assertTrue(reasons.getFirst().contains("golden.jsonl, line"), reasons::toString);
      assertTrue(reasons.getFirst().contains("ctr"), reasons::toString);
    }
  }

  @Test
  void pollShouldReadAndOpenNothingButTheCalibrationWhereThatAloneDiffers() throws IOException {
    ModelStore store = DemoStore.in(directory);
    String id = store.currentId().orElseThrow();
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 1, listener);
    try (ServedModel served = follower.start()) {
      float uncalibrated = predictions(served).rawCtr()[0];
      long sessions = NativeCounts.SESSIONS_OPENED.sum();
      long tensors = NativeCounts.openTensors();
      for (int i = 1; i <= 20; i++) {
        String next = DemoStore.recalibrate(store, id, calibratedTo(uncalibrated, 0.01 * i));
        // Read, it would be refused.
        overwrite(store.find(next).file("tables.bin"));
        Files.writeString(directory.resolve("CURRENT"), next + "\n");
        long opened = NativeCounts.SESSIONS_OPENED.sum();
        follower.poll();
        assertEquals(opened, NativeCounts.SESSIONS_OPENED.sum());
        assertEquals(next, served.modelId(), reasons::toString);
        assertEquals(0.01 * i, score(served), 1e-6);
        overwrite(store.find(next).file("tables.bin"));
      }
      assertTrue(NativeCounts.SESSIONS_OPENED.sum() > sessions, "of the publisher");
      assertEquals(tensors, NativeCounts.openTensors());
      assertEquals(21, events.size(), events::toString);
    }
  }

  @Test
  void pollShouldRefuseARecalibratedVersionThatIsNotAsItsMakerHadIt() throws IOException {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 1, listener);
    try (ServedModel served = follower.start()) {
      long sessions = NativeCounts.openSessions();
      float before = score(served);
      float uncalibrated = predictions(served).rawCtr()[0];
      for (String file : List.of(Calibrations.FILE, GoldenCheck.FILE, "tables.bin")) {
        String next = DemoStore.recalibrate(store, first, calibratedTo(uncalibrated, 0.3));
        store.promote(next);
        Path changed = store.find(next).file(file);
        byte[] bytes = Files.readAllBytes(changed);
        Files.delete(changed);
        Files.write(changed, Arrays.copyOf(bytes, bytes.length - 1));
        follower.poll();
        assertEquals(first, served.modelId());
        assertTrue(reasons.getLast().contains(file + ": "), reasons::toString);
        Files.write(changed, bytes);
        follower.poll();
        assertEquals(next, served.modelId());
        store.rollback();
        follower.poll();
        assertEquals(first, served.modelId());
        assertEquals(before, score(served));
      }
      assertEquals(sessions, NativeCounts.openSessions());
    }
  }

  private static Calibrations calibratedTo(float probability, double calibrated) {
    return new Calibrations(
        Map.of(
            Head.CTR,
            CalibrationMap.of(new double[] {probability}, new double[] {calibrated}),
            Head.CTCVR,
            CalibrationMap.identity()));
  }

  /** Flips every bit of a file; again, it is what it was. */
  private static void overwrite(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= (byte) 0xff;
    }
    Files.write(file, bytes, StandardOpenOption.WRITE);
  }

  @Test
  void pollShouldGoOnServingWhenTheStoreCannotBeRead() throws IOException {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 0, listener);
    try (ServedModel served = follower.start()) {
      String next = DemoStore.publish(store);
      String current = Files.readString(directory.resolve("CURRENT"));
      Files.writeString(directory.resolve("CURRENT"), "no/such id\n");
      follower.poll();
      follower.poll();
      assertEquals(first, served.modelId());
      assertEquals(2, events.size(), events::toString);

      Files.writeString(directory.resolve("CURRENT"), current);
      store.promote(next);
      follower.poll();
      assertEquals(next, served.modelId());
    }
  }

  @Test
  void pollShouldServeARefusedVersionOnceItsFilesAreRepaired() throws IOException {
    ModelStore store = DemoStore.in(directory);
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 0, listener);
    try (ServedModel served = follower.start()) {
      String id = DemoStore.publish(store);
      Path graph = directory.resolve("versions").resolve(id).resolve("model.onnx");
      byte[] sound = Files.readAllBytes(graph);
      FileTime modified = Files.getLastModifiedTime(graph);
      store.promote(id);
      DemoStore.tamper(directory, id);
      follower.poll();
      assertTrue(reasons.getFirst().contains("versions/" + id + ": model.onnx"), reasons::toString);

      // As a repair that keeps size and time of modification.
      Files.write(graph, sound);
      Files.setLastModifiedTime(graph, modified);
      follower.poll();
      assertEquals(id, served.modelId());
    }
  }

  @Test
  void pollShouldNameWhatIsNoFileAndGoOnServing() throws IOException, InterruptedException {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 0, listener);
    try (ServedModel served = follower.start()) {
      Path current = directory.resolve("CURRENT");
      Files.delete(current);
      assertEquals(0, new ProcessBuilder("mkfifo", current.toString()).start().waitFor());
      follower.poll();
      assertEquals(
          current + ": cannot be read: it is a pipe, a socket or a device, expected a file",
          reasons.getLast());
      Files.delete(current);
      Files.createSymbolicLink(current, Path.of("/dev/zero"));
      follower.poll();
      assertEquals(first, served.modelId());

      Files.delete(current);
      String next = DemoStore.publish(store);
      store.promote(next);
      follower.poll();
      assertEquals(next, served.modelId());
    }
  }

  @Test
  void scoresShouldStayWhenTheServedFilesAreOverwrittenAndCut() throws IOException {
    ModelStore store = DemoStore.in(directory);
    String id = store.currentId().orElseThrow();
    ModelFollower follower =
        new ModelFollower(store, copies(), ScoringOptions.defaults(), 0, listener);
    try (ServedModel served = follower.start()) {
      float before = score(served);
      try (Stream<Path> files = Files.list(directory.resolve("versions").resolve(id))) {
        for (Path file : files.toList()) {
          byte[] bytes = Files.readAllBytes(file);
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 0x55;
          }
          Files.write(file, bytes, StandardOpenOption.WRITE);
          assertEquals(before, score(served));
          Files.write(file, new byte[0]);
          assertEquals(before, score(served));
        }
      }
      follower.poll();
      assertEquals(1, events.size(), events::toString);
    }
  }

  @Test
  void startShouldLeaveNothingOfACopyInItsDirectory() throws IOException {
    ModelFollower follower =
        new ModelFollower(
            DemoStore.in(directory), copies(), ScoringOptions.defaults(), 0, listener);
    try (ServedModel _ = follower.start();
        Stream<Path> left = Files.list(copies.resolve("served").resolve("staging"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  private PrivateCopies copies() {
    return new PrivateCopies(copies.resolve("served"));
  }

  /** The probability that the row of golden.jsonl's first line has. */
  private static float score(ServedModel served) {
    return predictions(served).ctr()[0];
  }

  private static Predictions predictions(ServedModel served) {
    try (Lease lease = served.acquire()) {
      EncodedRows row = new EncodedRows(lease.worker().model().version().manifest().schema(), 1);
      row.size(1);
      Predictions predictions = new Predictions(1);
      lease.worker().score(row, 0, 1, predictions);
      return predictions;
    }
  }

  @Test
  void startShouldSayWhatToDoWhenThereIsNoCurrentVersion() {
    ModelFollower follower =
        new ModelFollower(
            new DirectoryModelStore(directory), copies(), ScoringOptions.defaults(), 0, listener);
    String message =
        String.valueOf(assertThrows(ModelStoreException.class, follower::start).getMessage());
    assertTrue(message.contains("no current version"), message);
  }
}
