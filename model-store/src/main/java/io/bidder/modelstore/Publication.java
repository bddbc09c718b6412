package io.bidder.modelstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A version in the making. Its maker {@linkplain #write writes} files into {@link #directory} and
 * then {@linkplain #commit commits}; one closed without that, or whose process dies, leaves no
 * version behind. For one thread at a time.
 *
 * <pre>{@code
 * try (Publication publication = store.stage("dlrm")) {
 *   publication.write("model.onnx", file -> Files.write(file, graph));
 *   publication.commit(manifest(publication.id(), publication.createdAt(), publication.parent()));
 * }
 * }</pre>
 */
public interface Publication extends AutoCloseable {

  /** The version's id; the manifest to commit has the same. */
  String id();

  /** The time at which the version was begun, an ISO-8601 instant. */
  String createdAt();

  /** The version that was current when this one was begun. */
  @Nullable String parent();

  /**
   * A local directory, empty at first, for every file of the version but the manifest; no
   * subdirectories.
   */
  Path directory();

  /**
   * Fails early where {@code bytes} more do not fit.
   *
   * @throws ModelStoreException naming the directory, the bytes needed and the bytes free
   */
  void requireSpace(long bytes);

  /** Writes a file. */
  interface FileWriter {
    void write(Path file) throws IOException;
  }

  /**
   * Has a file of {@link #directory} written, so that a failure such as a full disk is told with
   * the path and the bytes.
   *
   * @throws ModelStoreException if {@code writer} throws an {@link IOException}
   */
  void write(String name, FileWriter writer);

  /**
   * Copies a file into {@link #directory} under its own name.
   *
   * @throws ModelStoreException if it cannot be read or written
   */
  void add(Path file);

  /**
   * Takes a file over from another version of the same store, without reading it: as a hard link,
   * or as a copy where the file system has none. Its entry in the manifest is the other version's.
   * What becomes of that version afterwards changes nothing here.
   *
   * @throws ModelStoreException if the file is not there or cannot be linked or copied
   * @throws InvalidVersionException if a copy has another SHA-256 than the other version says
   */
  void share(ModelVersion version, String file);

  /** {@link #commit(Manifest, Consumer)} without a further check. */
  default String commit(Manifest manifest) {
    return commit(manifest, version -> {});
  }

  /**
   * Makes the version durable and then visible, in one step. Does not promote it.
   *
   * @param manifest all of it but the entries for its files, which are computed; entries that are
   *     there must agree with them
   * @param check sees the complete version while it is still invisible, in {@link #directory}, and
   *     throws to refuse it
   * @return the version's id
   * @throws InvalidVersionException if the manifest and the files are not a valid version
   * @throws ModelStoreException if the storage cannot be written; nothing is visible then
   */
  String commit(Manifest manifest, Consumer<ModelVersion> check);

  /** Removes what was staged, unless it was committed. */
  @Override
  void close();
}
