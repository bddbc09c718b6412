package io.bidder.modelstore.directory;

import static io.bidder.modelstore.Failures.assertFails;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.HistoryEntry;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ManifestFixture;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.Refusal;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.VersionSummary;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryModelStoreTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:34:56Z");

  @TempDir Path root;
  private DirectoryModelStore store;

  @BeforeEach
  void openStore() {
    store = new DirectoryModelStore(root, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void commitShouldMakeAVersionThatOpensWithItsFiles() throws IOException {
    String id = publish("one");

    ModelVersion version = store.open(id);

    assertTrue(id.matches("20260131-123456-small-[0-9a-f]{4}"), id);
    assertEquals("one", Files.readString(version.file("model.onnx")));
    assertEquals(3, requireNonNull(version.manifest().files().get("model.onnx")).bytes());
    assertEquals(NOW.toString(), version.manifest().createdAt());
    assertEquals(Optional.empty(), store.currentId());
    assertEquals(List.of(id), store.list().stream().map(VersionSummary::id).toList());
    assertEquals(List.of(), stagingNames());
  }

  @Test
  void promoteShouldChangeCurrentAndHistory() throws IOException {
    String one = publish("one");
    String two = publish("two");

    store.promote(one);
    store.promote(two);
    store.promote(two);

    assertEquals(Optional.of(two), store.currentId());
    assertEquals(two + "\n", Files.readString(root.resolve("CURRENT")));
    assertEquals(
        List.of(
            new HistoryEntry(NOW, HistoryEntry.Action.PROMOTE, one),
            new HistoryEntry(NOW, HistoryEntry.Action.PROMOTE, two)),
        store.history());
  }

  @Test
  void rollbackShouldGoFurtherBackEachTime() throws IOException {
    String one = publish("one");
    String two = publish("two");
    String three = publish("three");
    store.promote(one);
    store.promote(two);
    store.promote(three);

    assertEquals(two, store.rollback());
    assertEquals(one, store.rollback());
    assertFails(
        ModelStoreException.class, store::rollback, root + ": no version was served before " + one);
    store.promote(three);
    assertEquals(one, store.rollback());
  }

  @Test
  void rollbackShouldFailWhenNothingIsCurrent() throws IOException {
    publish("one");

    assertThrows(ModelStoreException.class, store::rollback);
  }

  @Test
  void stageShouldTellTheCurrentVersionAsParent() throws IOException {
    String one = publish("one");
    store.promote(one);

    try (Publication publication = store.stage("two")) {
      assertEquals(one, publication.parent());
      assertEquals(NOW.toString(), publication.createdAt());
    }
  }

  @Test
  void closeShouldRemoveWhatWasStaged() throws IOException {
    try (Publication publication = store.stage("two")) {
      Files.writeString(publication.directory().resolve("model.onnx"), "half");
      assertEquals(2, stagingNames().size());
    }

    assertEquals(List.of(), stagingNames());
    assertEquals(List.of(), store.list());
  }

  @Test
  void commitShouldLeaveNothingWhenTheCheckRefuses() throws IOException {
    try (Publication publication = store.stage("small")) {
      Files.writeString(publication.directory().resolve("model.onnx"), "bad");
      Manifest manifest = ManifestFixture.small(publication.id(), publication.createdAt());

      assertThrows(
          InvalidVersionException.class,
          () ->
              publication.commit(
                  manifest,
                  version -> {
                    assertTrue(Files.exists(version.file("model.onnx")));
                    throw new InvalidVersionException("golden outputs not reproduced");
                  }));
    }

    assertEquals(List.of(), stagingNames());
    assertEquals(List.of(), store.list());
  }

  @Test
  void openShouldNameAFileThatWasTamperedWith() throws IOException {
    String id = publish("one");
    Path file = store.open(id).file("model.onnx");

    Files.writeString(file, "two");
    refusedOpen(id, "model.onnx: SHA-256 ");
    Files.writeString(file, "on");
    refusedOpen(id, "model.onnx: 2 bytes, expected 3");
    Files.delete(file);
    refusedOpen(id, "model.onnx: missing, expected a file of 3 bytes");
    Files.createSymbolicLink(file, root.resolve("CURRENT"));
    refusedOpen(
        id, "model.onnx: a directory, link, pipe, socket or device, expected a file of 3 bytes");
  }

  @Test
  void openShouldRefuseFilesThatTheManifestDoesNotList() throws IOException {
    String id = publish("one");
    Files.writeString(store.open(id).file("calibration.json"), "{}");

    refusedOpen(id, "calibration.json: not in the manifest");
  }

  @Test
  void openShouldRefuseAVersionUnderAnotherName() throws IOException {
    String id = publish("one");
    Path versions = root.resolve("versions");
    Files.move(versions.resolve(id), versions.resolve("other"));

    refusedOpen("other", "id: \"" + id + "\", expected \"other\", the directory's name");
  }

  @Test
  void openShouldSayWhenThereIsNoSuchVersion() throws IOException {
    publish("one");

    ModelStoreException failure =
        assertThrows(ModelStoreException.class, () -> store.open("no-such"));
    assertEquals(root.resolve("versions/no-such") + ": no such version", failure.getMessage());
    assertFalse(failure.isStorageFailure());
    assertThrows(InvalidVersionException.class, () -> store.open("../versions"));
    assertThrows(InvalidVersionException.class, () -> store.open(""));
    assertThrows(InvalidVersionException.class, () -> store.promote(".."));
  }

  @Test
  void promoteShouldRefuseABrokenVersionAndKeepTheOld() throws IOException {
    String one = publish("one");
    store.promote(one);
    String two = publish("two");
    Files.writeString(store.open(two).file("model.onnx"), "2");

    assertThrows(InvalidVersionException.class, () -> store.promote(two));

    assertEquals(Optional.of(one), store.currentId());
    assertEquals(1, store.history().size());
  }

  @Test
  void listShouldShowABrokenVersionAmongOthers() throws IOException {
    String one = publish("one");
    String two = publish("two");
    store.promote(two);
    Files.writeString(root.resolve("versions").resolve(one).resolve("manifest.json"), "{");

    List<VersionSummary> summaries = store.list();

    VersionSummary broken =
        summaries.stream().filter(s -> s.id().equals(one)).findFirst().orElseThrow();
    assertTrue(String.valueOf(broken.problem()).contains("no JSON"), broken.toString());
    assertEquals(
        List.of(two),
        summaries.stream().filter(VersionSummary::current).map(VersionSummary::id).toList());
  }

  @Test
  void stageShouldLeaveAloneWhatALivePublisherStages() throws IOException {
    try (Publication publication = store.stage("slow")) {
      publication.write("model.onnx", file -> Files.writeString(file, "one"));
      new DirectoryModelStore(root).stage("quick").close();

      String id =
          publication.commit(ManifestFixture.small(publication.id(), publication.createdAt()));

      assertEquals("one", Files.readString(store.open(id).file("model.onnx")));
    }
  }

  @Test
  void stageShouldRemoveWhatDeadPublishersLeft() throws IOException {
    publish("one");
    Path staging = root.resolve("staging");
    Files.createDirectories(staging.resolve("dead/deeper"));
    Files.writeString(staging.resolve("dead/deeper/model.onnx"), "half");
    Files.writeString(staging.resolve("dead.lock"), "");
    Files.createDirectory(staging.resolve("without-lock"));
    Files.writeString(staging.resolve("lock-only.lock"), "");

    store.stage("next").close();

    assertEquals(List.of(), stagingNames());
  }

  @Test
  void stageAsShouldRefuseATakenId() throws IOException {
    String id = publish("one");

    assertThrows(ModelStoreException.class, () -> store.stageAs(id));
    try (Publication publication = store.stageAs("mine")) {
      assertThrows(ModelStoreException.class, () -> store.stageAs(publication.id()));
    }
  }

  @Test
  void commitShouldRefuseAManifestWhoseFilesAreOthers() throws IOException {
    String id = publish("one");
    Manifest manifest = store.open(id).manifest();
    try (Publication publication = store.stage("copy")) {
      Files.writeString(publication.directory().resolve("model.onnx"), "tampered");

      assertFails(
          InvalidVersionException.class,
          () ->
              publication.commit(
                  manifest.withIdentity(publication.id(), publication.createdAt(), null)),
          "model.onnx: 8 bytes, expected 3");
    }
  }

  @Test
  void shareShouldGiveTheFileAnotherNameThatOutlivesTheFirst() throws IOException {
    String one = publish("one");
    String two = StoreFixture.publishSharing(store, one);

    ModelVersion first = store.find(one);
    ModelVersion second = store.open(two);
    assertTrue(Files.isSameFile(first.file("model.onnx"), second.file("model.onnx")));
    assertEquals(
        first.manifest().files().get("model.onnx"), second.manifest().files().get("model.onnx"));
    Files.delete(first.file("model.onnx"));
    assertEquals("one", Files.readString(store.open(two).file("model.onnx")));
    assertFails(
        ModelStoreException.class,
        () -> StoreFixture.publishSharing(store, one),
        first.file("model.onnx") + ": cannot be linked: no such file");
    assertEquals(List.of(), stagingNames());
  }

  @Test
  void shareShouldCopyAndCheckWhenTheFileSystemCannotLink() throws IOException {
    String one = publish("one");
    for (Exception cannot :
        List.of(new UnsupportedOperationException(), new FileSystemException("too many links"))) {
      DirectoryModelStore unlinking =
          new DirectoryModelStore(root, Clock.systemUTC(), without(cannot), Duration.ZERO);
      ModelVersion copied = store.open(StoreFixture.publishSharing(unlinking, one));
      assertFalse(Files.isSameFile(store.find(one).file("model.onnx"), copied.file("model.onnx")));

      Files.writeString(store.find(one).file("model.onnx"), "two");
      assertFails(
          InvalidVersionException.class,
          () -> StoreFixture.publishSharing(unlinking, one),
          "model.onnx: SHA-256",
          "as version " + one + " says");
      Files.writeString(store.find(one).file("model.onnx"), "one");
    }
  }

  /** Operations but for links, which fail so. */
  private static FileOperations without(Exception links) {
    FileOperations real = new RealFileOperations();
    return (FileOperations)
        Proxy.newProxyInstance(
            FileOperations.class.getClassLoader(),
            new Class<?>[] {FileOperations.class},
            (_, method, arguments) -> {
              if (method.getName().equals("link")) {
                throw links;
              }
              return method.invoke(real, arguments);
            });
  }

  @Test
  void promoteShouldReadWhatIsNotTheCurrentVersionsAsWell() throws IOException {
    String one = publish("one");
    String two = StoreFixture.publishSharing(store, one);
    String three = StoreFixture.publishSharing(store, one);
    store.promote(one);
    Files.writeString(store.find(two).file("note.txt"), "x".repeat(two.length()));
    assertFails(
        InvalidVersionException.class, () -> store.promote(two), "note.txt: SHA-256", "expected");
    Files.writeString(store.find(two).file("note.txt"), two);
    // What was checked when version one was promoted is not read, only looked at.
    Files.writeString(store.find(one).file("model.onnx"), "ONE");
    store.promote(two);
    assertEquals(one, store.rollback());
    store.promote(three);

    // Another file of the same size is another file.
    Files.delete(store.find(two).file("model.onnx"));
    Files.writeString(store.find(two).file("model.onnx"), "ONE");
    assertFails(InvalidVersionException.class, () -> store.promote(two), "model.onnx: SHA-256");
    assertFails(InvalidVersionException.class, () -> store.open(three), "model.onnx: SHA-256");
    assertEquals(Optional.of(three), store.currentId());
  }

  @Test
  void writeShouldLeaveAnotherVersionsFileAlone() throws IOException {
    String one = publish("one");
    try (Publication publication = store.stage("two")) {
      publication.share(store.find(one), "model.onnx");
      assertFails(
          IllegalStateException.class,
          () -> publication.write("model.onnx", file -> Files.writeString(file, "two")),
          "model.onnx is another version's");
      assertFails(
          IllegalArgumentException.class,
          () -> publication.share(store.find(one), "tables.bin"),
          "has no file tables.bin");
    }
    assertEquals("one", Files.readString(store.open(one).file("model.onnx")));
  }

  @Test
  void promoteShouldSayWhyAVersionIsRefusedUnlessTold() throws IOException {
    String one = publish("one");
    String two = publish("two");
    store.promote(one);
    store.refuse(two, "log-loss of ctr is 0.21, 0.20 before");
    store.refuse(two, "log-loss of ctr is 0.22, 0.20 before\n(40,000 rows)\n");

    String expected =
        "version "
            + two
            + " was refused at "
            + NOW
            + ": log-loss of ctr is 0.22, 0.20 before\n(40,";
    assertFails(ModelStoreException.class, () -> store.promote(two), root + ": " + expected);
    assertEquals(Optional.of(one), store.currentId());
    Refusal refusal = new Refusal(NOW, "log-loss of ctr is 0.22, 0.20 before\n(40,000 rows)");
    for (VersionSummary version : store.list()) {
      assertEquals(version.id().equals(two) ? refusal : null, version.refusal());
    }
    assertEquals(two, store.open(two).id());

    store.promote(two, true);
    assertEquals(Optional.of(two), store.currentId());
    assertFails(ModelStoreException.class, () -> store.refuse("none", "x"), "no such version");
    store.refuse(one, "x".repeat(100_000));
    assertFails(ModelStoreException.class, () -> store.promote(one), "x".repeat(10_000));
  }

  @Test
  void trialShouldEndWhenWhatItStandsBesideIsAnother() throws IOException {
    String one = publish("one");
    String two = publish("two");
    String three = publish("three");
    assertFails(
        ModelStoreException.class,
        () -> store.tryOut(Trial.shadow(one), false),
        "there is no current version");
    store.promote(one);
    assertFails(
        ModelStoreException.class,
        () -> store.tryOut(Trial.shadow(one), false),
        "there is no current version beside");

    store.tryOut(Trial.shadow(two), false);
    store.tryOut(Trial.canary(three, 0.05), false);
    assertEquals(Optional.of(Trial.canary(three, 0.05)), store.trial());
    assertEquals(Optional.of(one), store.currentId());
    store.promote(one);
    // Of the same files but for the calibration, of which neither has any.
    store.promote(publish("one"));
    assertEquals(Optional.of(Trial.canary(three, 0.05)), store.trial());
    store.promote(two);
    assertEquals(Optional.empty(), store.trial());

    store.tryOut(Trial.canary(three, 0.05), false);
    store.promote(three);
    assertEquals(Optional.empty(), store.trial());
    store.tryOut(Trial.shadow(one), false);
    store.rollback();
    assertEquals(Optional.empty(), store.trial());
    assertFalse(store.endTrial());
  }

  @Test
  void tryOutShouldBidWithNoVersionThatIsRefused() throws IOException {
    String one = publish("one");
    String two = publish("two");
    store.promote(one);
    store.tryOut(Trial.canary(two, 0.5), false);

    store.refuse(two, "worse");
    assertEquals(Optional.empty(), store.trial());
    assertFails(
        ModelStoreException.class, () -> store.tryOut(Trial.canary(two, 0.5), false), "worse");
    store.tryOut(Trial.canary(two, 0.5), true);
    store.tryOut(Trial.shadow(two), false);
    store.refuse(two, "worse");
    assertEquals(Optional.of(Trial.shadow(two)), store.trial());
  }

  @Test
  void trialShouldNameALineThatIsNone() throws IOException {
    publish("one");
    Path file = root.resolve("TRIAL");
    for (String damaged :
        List.of("", "shadow", "shadow a 0.5", "canary a", "canary a 1", "canary a x", "try a")) {
      Files.writeString(file, damaged);
      assertFails(ModelStoreException.class, store::trial, file + ": \"" + damaged + "\", expect");
    }
  }

  @Test
  void listShouldNameARefusalThatCannotBeRead() throws IOException {
    String one = publish("one");
    store.refuse(one, "no");
    Path file = root.resolve("refused").resolve(one);
    for (String damaged : List.of("", "yesterday\nno\n", "\n")) {
      Files.writeString(file, damaged);
      assertFails(ModelStoreException.class, store::list, file + ": expected a line with an");
    }
  }

  @Test
  void readersShouldSayWhenThereIsNoStore() {
    DirectoryModelStore none = new DirectoryModelStore(root.resolve("none"));

    assertThrows(ModelStoreException.class, none::list);
    assertThrows(ModelStoreException.class, none::currentId);
    assertThrows(ModelStoreException.class, () -> none.open("x"));
    assertFalse(Files.exists(root.resolve("none")));
  }

  @Test
  void stageShouldSayWhenAnotherPublisherKeepsTheLock() throws IOException {
    publish("one");
    DirectoryModelStore impatient =
        new DirectoryModelStore(root, Clock.systemUTC(), new RealFileOperations(), Duration.ZERO);

    try (StoreLock _ = StoreLock.take(root, Duration.ZERO)) {
      assertFails(
          ModelStoreException.class,
          () -> impatient.stage("x"),
          root.resolve("store.lock") + ": held by another");
    }
    impatient.stage("x").close();
  }

  private void refusedOpen(String id, String expected) {
    assertFails(InvalidVersionException.class, () -> store.open(id), id, expected);
  }

  private String publish(String model) {
    return StoreFixture.publish(store, model);
  }

  private List<String> stagingNames() {
    return StoreFixture.stagingNames(root);
  }
}
