package io.bidder.modelstore.directory;

import io.bidder.modelstore.Pruned;
import io.bidder.modelstore.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Choice of the versions that are old. */
final class Pruning {
  /** The time after its publication for which a version may be about to be promoted. */
  private static final Duration YOUNG = Duration.ofHours(1);

  private final Path versions;
  private final History history;

  Pruning(Path versions, History history) {
    this.versions = versions;
    this.history = history;
  }

  /**
   * The versions that {@link io.bidder.modelstore.ModelStore#prune} removes, oldest first.
   *
   * @param ids those of the store
   */
  List<Pruned> plan(
      List<String> ids,
      Optional<String> current,
      Optional<Trial> trial,
      int keep,
      Set<String> needed,
      Instant now) {
    List<Published> oldestFirst = oldestFirst(ids);
    List<String> lastServed = history.lastServed(current);
    Set<String> kept = new TreeSet<>(needed);
    current.ifPresent(kept::add);
    trial.map(Trial::id).ifPresent(kept::add);
    oldestFirst.reversed().stream().limit(keep).map(Published::id).forEach(kept::add);
    lastServed.stream().limit(keep).forEach(kept::add);
    current.ifPresent(
        id -> history.rollbackPath(id).stream().distinct().limit(keep).forEach(kept::add));
    List<Pruned> plan = new ArrayList<>();
    Instant old = now.minus(YOUNG);
    for (Published version : oldestFirst) {
      String id = version.id();
      boolean awaited = version.at().toInstant().isAfter(old) && !lastServed.contains(id);
      if (!kept.contains(id) && !awaited) {
        plan.add(new Pruned(id, bytes(versions.resolve(id))));
      }
    }
    return plan;
  }

  private record Published(String id, FileTime at) {}

  /** Sorts by what the directories' times tell: nothing changes them after publication. */
  private List<Published> oldestFirst(List<String> ids) {
    List<Published> published = new ArrayList<>();
    for (String id : ids) {
      Path directory = versions.resolve(id);
      try {
        published.add(
            new Published(id, Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS)));
      } catch (IOException e) {
        throw StoreErrors.failed(directory, "examined", e);
      }
    }
    published.sort(Comparator.comparing(Published::at));
    return published;
  }

  private static long bytes(Path directory) {
    long bytes = 0;
    for (String name : VersionFiles.names(directory)) {
      Path file = directory.resolve(name);
      try {
        // What other versions have, too, is not freed.
        boolean freed =
            Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(file, "unix:nlink").equals(1);
        bytes += freed ? Files.size(file) : 0;
      } catch (IOException e) {
        throw StoreErrors.failed(file, "examined", e);
      }
    }
    return bytes;
  }
}
