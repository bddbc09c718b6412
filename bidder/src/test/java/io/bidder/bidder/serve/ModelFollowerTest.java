package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.publishing.GoldenCheck;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFollowerTest {
  @TempDir private Path directory = Path.of("");

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
      };

  private final List<String> reasons = new ArrayList<>();

  @Test
  void pollShouldServeWhatWasPromotedAndWhatWasRolledBackTo() {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower = new ModelFollower(store, ScoringOptions.defaults(), 1, listener);
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
    ModelFollower follower = new ModelFollower(store, ScoringOptions.defaults(), 0, listener);
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
      assertEquals(good, served.modelId());
    }
  }

  @Test
  void pollShouldRefuseAVersionThatDoesNotReproduceItsGoldenOutputs() throws IOException {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower = new ModelFollower(store, ScoringOptions.defaults(), 0, listener);
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
  void pollShouldGoOnServingWhenTheStoreCannotBeRead() throws IOException {
    ModelStore store = DemoStore.in(directory);
    String first = store.currentId().orElseThrow();
    ModelFollower follower = new ModelFollower(store, ScoringOptions.defaults(), 0, listener);
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
  void startShouldSayWhatToDoWhenThereIsNoCurrentVersion() {
    ModelFollower follower =
        new ModelFollower(
            new DirectoryModelStore(directory), ScoringOptions.defaults(), 0, listener);
    String message =
        String.valueOf(assertThrows(ModelStoreException.class, follower::start).getMessage());
    assertTrue(message.contains("no current version"), message);
  }
}
