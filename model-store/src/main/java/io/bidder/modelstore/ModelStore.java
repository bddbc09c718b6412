package io.bidder.modelstore;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Model versions and which of them is served. A version is complete before it is visible and never
 * changes after. Methods may be called from any thread and any number of processes at once; readers
 * wait for nobody.
 *
 * <p>Every method throws {@link ModelStoreException} if the storage cannot be read or written, and,
 * where it takes an id, {@link InvalidVersionException} for one that is no valid id.
 */
public interface ModelStore {

  /**
   * Every version, oldest id first. Reads manifests but no other file: what it lists may still fail
   * to open.
   */
  List<VersionSummary> list();

  /** The id of the version to serve; empty before the first promotion. */
  Optional<String> currentId();

  /** Promotions and rollbacks that took effect, oldest first. */
  List<HistoryEntry> history();

  /**
   * Reads and checks a version's manifest, and looks at none of its files.
   *
   * @throws ModelStoreException if there is no such version
   * @throws InvalidVersionException if the manifest is no valid one
   */
  ModelVersion find(String id);

  /**
   * Opens a version: its manifest is read and checked, and every file's presence, size and SHA-256
   * (so this reads every byte).
   *
   * @throws ModelStoreException if there is no such version
   * @throws InvalidVersionException if it is incomplete, tampered with, or of an unknown format
   */
  ModelVersion open(String id);

  /**
   * Opens a version as {@link #open} does, but in a copy of all that scoring needs of it. What is
   * checked are the bytes that are copied: the store is not read again, so what happens to its
   * files afterwards, by whomever, changes nothing.
   *
   * @param directory an empty one to copy to
   * @param known a version whose files are checked and open already. Of one that {@linkplain
   *     Manifest#differsInCalibrationAlone differs} from it in its calibration alone, no file is
   *     read or copied that both have; null to copy everything
   * @throws ModelStoreException also if the copy does not fit
   */
  ModelVersion copy(String id, Path directory, @Nullable Manifest known);

  /**
   * A text that is another one whenever a file of the version has been changed; taken without
   * reading what the files hold.
   */
  String stamp(String id);

  /** Checks all that {@link #open} checks. */
  default void verify(String id) {
    open(id);
  }

  /**
   * Begins a new version under an id made from the time and {@code name}. Nothing is visible before
   * {@link Publication#commit}.
   */
  Publication stage(String name);

  /**
   * Begins a new version under a given id, such as one that came from another store.
   *
   * @throws ModelStoreException if the id is taken
   */
  Publication stageAs(String id);

  /**
   * Makes a version, after {@linkplain #open checking} it, the one to serve. What it {@linkplain
   * Publication#share shares} with the one that is served now is not read again. Does nothing if it
   * is already.
   *
   * @throws ModelStoreException also if the version is {@linkplain #refuse refused}
   */
  default void promote(String id) {
    promote(id, false);
  }

  /**
   * The same, of a refused version as well where {@code evenIfRefused}: somebody knows better. What
   * was said against it stays.
   */
  void promote(String id, boolean evenIfRefused);

  /**
   * Says why a version is not to be served, in place of what was said before. The version stays as
   * it is, and current if it is that.
   *
   * @param reason of at most 10,000 characters; a longer one is cut
   */
  void refuse(String id, String reason);

  /** The ids of the versions that are {@linkplain #refuse refused}. */
  Set<String> refusedIds();

  /** What was said against a version; empty if nothing was. */
  Optional<Refusal> refusal(String id);

  /** The version that is tried beside the current one; empty if none is. */
  Optional<Trial> trial();

  /**
   * Tries a version, after {@linkplain #open checking} it, beside the current one, in place of what
   * was tried before. The trial ends with {@link #endTrial}, a {@link #rollback}, when the version
   * that is tried becomes current or, a canary, is {@linkplain #refuse refused}, and when a version
   * becomes current that {@linkplain Manifest#differsInCalibrationAlone differs} from the one
   * before in more than its calibration.
   *
   * @param evenIfRefused as in {@link #promote}; a shadow, which bids nothing, may be refused
   * @throws ModelStoreException also if there is no current version, or it is this one
   */
  void tryOut(Trial trial, boolean evenIfRefused);

  /** Ends the trial. Returns false if there is none. */
  boolean endTrial();

  /**
   * Makes the version that was served before the current one, and checks out, the one to serve. A
   * version rolled back from is not returned to by another rollback.
   *
   * @return its id
   * @throws ModelStoreException if none was served before
   */
  String rollback();

  /**
   * Removes old versions for good. Kept are the current one, the one on trial, the {@code keep}
   * published last, the {@code keep} that were current last, and the current one with those that
   * rollbacks would go back to, {@code keep} in all: the same ones where every version is promoted
   * as it is published. Kept, too, is what was published within the hour and never current: its
   * publisher may be about to promote it. What servers serve does not matter, for they serve
   * copies.
   *
   * @param keep at least 1, which leaves nothing to roll back to
   * @param needed versions that are kept beside, whether there are such or not
   * @param dryRun whether only to tell
   * @return what was removed, or would be, oldest first
   */
  List<Pruned> prune(int keep, Set<String> needed, boolean dryRun);

  /** {@link #prune(int, Set, boolean)} of what nobody needs. */
  default List<Pruned> prune(int keep, boolean dryRun) {
    return prune(keep, Set.of(), dryRun);
  }
}
