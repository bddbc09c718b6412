package io.bidder.modelstore.directory;

import io.bidder.modelstore.HistoryEntry;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.Pruned;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.Refusal;
import io.bidder.modelstore.Trial;
import io.bidder.modelstore.VersionId;
import io.bidder.modelstore.VersionSummary;
import io.bidder.settings.RegularFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store that is a directory on a local file system.
 *
 * <pre>
 * versions/&lt;id&gt;/   complete versions, each renamed into place
 * staging/&lt;id&gt;/    versions in the making or on their way out, with a lock file each
 * CURRENT          the id to serve and a newline, replaced by renaming
 * HISTORY          a line for each change of CURRENT
 * TRIAL            the version that is tried beside that one, replaced by renaming
 * refused/&lt;id&gt;     why a version is not to be served
 * store.lock       held while stages are made, versions go or are refused, and CURRENT, HISTORY and TRIAL change
 * </pre>
 *
 * A process may be killed at any moment: the store then opens with the version that was current
 * before or the one that was being promoted, complete either way, and the next publisher removes
 * what the dead one left in staging.
 */
public final class DirectoryModelStore implements ModelStore {
  private static final String CURRENT = "CURRENT";
  private static final int MAX_CURRENT_BYTES = 4 << 10;
  private static final int MAX_REASON = 10_000;
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

  private final Path root;
  private final Path versions;
  private final Clock clock;
  private final FileOperations files;
  private final Duration lockTimeout;
  private final Staging staging;
  private final History history;
  private final Refusals refusals;
  private final TrialFile trialFile;

  /** The store in {@code directory}, which need not be there before something is published. */
  public DirectoryModelStore(Path directory) {
    this(directory, Clock.systemUTC());
  }

  /** The same with the clock that ids, creation times and history are taken from. */
  public DirectoryModelStore(Path directory, Clock clock) {
    this(directory, clock, new RealFileOperations(), LOCK_TIMEOUT);
  }

  DirectoryModelStore(Path directory, Clock clock, FileOperations files, Duration lockTimeout) {
    this.root = directory;
    this.versions = directory.resolve("versions");
    this.clock = clock;
    this.files = files;
    this.lockTimeout = lockTimeout;
    this.staging = new Staging(directory, files);
    this.history = new History(directory, files);
    this.refusals = new Refusals(directory, files);
    this.trialFile = new TrialFile(directory, files);
  }

  @Override
  public List<VersionSummary> list() {
    requireStore();
    Optional<String> current = currentId();
    List<VersionSummary> summaries = new ArrayList<>();
    for (String id : ids()) {
      Path directory = versions.resolve(id);
      boolean isCurrent = current.equals(Optional.of(id));
      Refusal refusal = refusals.of(id).orElse(null);
      try {
        summaries.add(
            new VersionSummary(
                id, isCurrent, VersionFiles.readManifest(id, directory), null, refusal));
      } catch (InvalidVersionException e) {
        // One that was pruned meanwhile is not broken.
        if (isVersion(id)) {
          summaries.add(new VersionSummary(id, isCurrent, null, e.getMessage(), refusal));
        }
      }
    }
    return summaries;
  }

  private List<String> ids() {
    return Files.isDirectory(versions)
        ? VersionFiles.names(versions).stream().filter(this::isVersion).toList()
        : List.of();
  }

  private boolean isVersion(String name) {
    return VersionId.isValid(name)
        && Files.isDirectory(versions.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<String> currentId() {
    requireStore();
    Path file = root.resolve(CURRENT);
    String id;
    try {
      id = new String(RegularFiles.read(file, MAX_CURRENT_BYTES), StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    }
    if (!VersionId.isValid(id)) {
      throw new ModelStoreException(file + ": \"" + id + "\", expected the id of a version");
    }
    return Optional.of(id);
  }

  @Override
  public List<HistoryEntry> history() {
    return List.copyOf(history.entries(currentId()));
  }

  @Override
  public ModelVersion find(String id) {
    Path directory = directory(id);
    return new ModelVersion(id, directory, VersionFiles.readManifest(id, directory));
  }

  @Override
  public ModelVersion open(String id) {
    return VersionFiles.open(id, directory(id));
  }

  @Override
  public ModelVersion copy(String id, Path target, @Nullable Manifest known) {
    return VersionFiles.copy(id, directory(id), target, known);
  }

  @Override
  public String stamp(String id) {
    return VersionFiles.stamp(directory(id));
  }

  /**
   * The directory of a version, whose files nobody has checked.
   *
   * @throws ModelStoreException if there is no such version
   */
  public Path directory(String id) {
    requireStore();
    Path directory = versions.resolve(VersionId.check(id));
    if (!Files.isDirectory(directory)) {
      throw new ModelStoreException(
          directory + (wasServed(id) ? ": pruned; it was served once" : ": no such version"));
    }
    return directory;
  }

  private boolean wasServed(String id) {
    return history().stream().anyMatch(entry -> entry.id().equals(id));
  }

  @Override
  public Publication stage(String name) {
    return stage(now -> {
      String id = VersionId.generate(now, name);
      while (isTaken(id)) {
        id = VersionId.generate(now, name);
      }
      return id;
    });
  }

  @Override
  public Publication stageAs(String id) {
    VersionId.check(id);
    return stage(now -> {
      if (isTaken(id)) {
        throw new ModelStoreException(versions.resolve(id) + ": there is such a version already");
      }
      return id;
    });
  }

  private interface IdChooser {
    String choose(Instant now);
  }

  private Publication stage(IdChooser chooser) {
    createStore();
    try (StoreLock _ = StoreLock.take(root, lockTimeout)) {
      staging.removeLeftovers();
      Instant now = clock.instant();
      String id = chooser.choose(now);
      String parent = currentId().orElse(null);
      FileOwnership ownership = staging.create(id);
      return new DirectoryPublication(
          id, now.toString(), parent, versions, staging, files, ownership);
    }
  }

  private boolean isTaken(String id) {
    return Files.exists(versions.resolve(id), LinkOption.NOFOLLOW_LINKS) || staging.has(id);
  }

  @Override
  public void promote(String id, boolean evenIfRefused) {
    check(id);
    try (StoreLock _ = StoreLock.take(root, lockTimeout)) {
      // It may have been pruned since.
      directory(id);
      if (!evenIfRefused) {
        requireNotRefused(id);
      }
      if (!currentId().equals(Optional.of(id))) {
        // Before the change: a trial may end too early, but not go on beside another version.
        if (endsTrial(id)) {
          trialFile.remove();
        }
        makeCurrent(HistoryEntry.Action.PROMOTE, id);
      }
    }
  }

  private void requireNotRefused(String id) {
    Optional<Refusal> refusal = refusals.of(id);
    if (refusal.isPresent()) {
      throw new ModelStoreException(
          "%s: version %s was refused at %s: %s"
              .formatted(root, id, refusal.get().at(), refusal.get().reason()));
    }
  }

  /** Whether there is a trial, which a version that becomes current ends. */
  private boolean endsTrial(String next) {
    Optional<Trial> trial = trialFile.read();
    if (trial.isEmpty() || trial.get().id().equals(next)) {
      return trial.isPresent();
    }
    Optional<ModelVersion> current = currentVersion();
    return current.isEmpty()
        || !find(next).manifest().differsInCalibrationAlone(current.get().manifest());
  }

  @Override
  public Set<String> refusedIds() {
    requireStore();
    return refusals.ids();
  }

  @Override
  public Optional<Refusal> refusal(String id) {
    requireStore();
    return refusals.of(VersionId.check(id));
  }

  @Override
  public Optional<Trial> trial() {
    requireStore();
    return trialFile.read();
  }

  @Override
  public void tryOut(Trial trial, boolean evenIfRefused) {
    String id = trial.id();
    check(id);
    try (StoreLock _ = StoreLock.take(root, lockTimeout)) {
      directory(id);
      if (trial.kind() == Trial.Kind.CANARY && !evenIfRefused) {
        requireNotRefused(id);
      }
      if (currentId().filter(current -> !current.equals(id)).isEmpty()) {
        throw new ModelStoreException(
            root + ": there is no current version beside which " + id + " could be tried");
      }
      trialFile.put(trial);
    }
  }

  @Override
  public boolean endTrial() {
    requireStore();
    try (StoreLock _ = StoreLock.take(root, lockTimeout)) {
      boolean some = trialFile.read().isPresent();
      if (some) {
        trialFile.remove();
      }
      return some;
    }
  }

  @Override
  public void refuse(String id, String reason) {
    directory(id);
    String told = reason.substring(0, Math.min(reason.length(), MAX_REASON));
    try (StoreLock _ = StoreLock.take(root, lockTimeout)) {
      directory(id);
      if (trialFile.read().filter(trial -> isCanary(trial, id)).isPresent()) {
        trialFile.remove();
      }
      refusals.put(id, new Refusal(clock.instant(), told.strip()));
    }
  }

  private static boolean isCanary(Trial trial, String id) {
    return trial.kind() == Trial.Kind.CANARY && trial.id().equals(id);
  }

  @Override
  public String rollback() {
    requireStore();
    try (StoreLock _ = StoreLock.take(root, lockTimeout)) {
      String current =
          currentId()
              .orElseThrow(() ->
                  new ModelStoreException(
                      root + ": no version is current, so none to roll back from"));
      String before =
          history
              .before(current)
              .orElseThrow(() ->
                  new ModelStoreException(root + ": no version was served before " + current));
      if (!isVersion(before)) {
        throw new ModelStoreException(
            root
                + ": "
                + before
                + ", served before "
                + current
                + ", is pruned; versions to promote instead: "
                + String.join(", ", ids()));
      }
      check(before);
      if (trialFile.read().isPresent()) {
        trialFile.remove();
      }
      makeCurrent(HistoryEntry.Action.ROLLBACK, before);
      return before;
    }
  }

  @Override
  public List<Pruned> prune(int keep, Set<String> needed, boolean dryRun) {
    requireStore();
    Pruning pruning = new Pruning(versions, history);
    if (dryRun) {
      return pruning.plan(ids(), currentId(), trialFile.read(), keep, needed, clock.instant());
    }
    createStore();
    List<Pruned> removed = new ArrayList<>();
    while (true) {
      Pruned oldest;
      FileOwnership ownership;
      try (StoreLock _ = StoreLock.take(root, lockTimeout)) {
        staging.removeLeftovers();
        List<Pruned> plan =
            pruning.plan(ids(), currentId(), trialFile.read(), keep, needed, clock.instant());
        if (plan.isEmpty()) {
          return removed;
        }
        oldest = plan.getFirst();
        ownership = staging.take(oldest.id(), versions);
      }
      // Without the lock: large files take their time to go.
      try {
        staging.remove(oldest.id(), ownership);
      } catch (IOException e) {
        throw StoreErrors.failed(staging.directory(oldest.id()), "deleted", e);
      }
      refusals.remove(oldest.id());
      removed.add(oldest);
    }
  }

  /** Opens a version, but does not read again what the current one has, which was checked. */
  private void check(String id) {
    Optional<ModelVersion> current = currentVersion();
    if (current.isEmpty() || current.get().id().equals(id)) {
      open(id);
    } else {
      VersionFiles.check(id, directory(id), current.get());
    }
  }

  private Optional<ModelVersion> currentVersion() {
    try {
      return currentId().map(this::find);
    } catch (ModelStoreException | InvalidVersionException e) {
      // Of no use, but no reason not to promote another one.
      return Optional.empty();
    }
  }

  private void makeCurrent(HistoryEntry.Action action, String id) {
    history.append(new HistoryEntry(clock.instant(), action, id), currentId());
    Path next = root.resolve(CURRENT + ".next");
    byte[] line = (id + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      files.write(next, line);
      files.forceFile(next);
      files.move(next, root.resolve(CURRENT));
      files.forceDirectory(root);
    } catch (IOException e) {
      throw StoreErrors.writeFailed(root.resolve(CURRENT), line.length, e);
    }
  }

  private void requireStore() {
    if (!Files.isDirectory(root)) {
      throw new ModelStoreException(root + ": no such directory, expected a model store");
    }
  }

  private void createStore() {
    try {
      if (!Files.isDirectory(versions) || !Files.isDirectory(staging.root())) {
        files.createDirectories(versions);
        files.createDirectories(staging.root());
        files.forceDirectory(root);
      }
    } catch (IOException e) {
      throw StoreErrors.writeFailed(root, 0, e);
    }
  }
}
