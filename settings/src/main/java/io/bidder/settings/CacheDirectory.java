package io.bidder.settings;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The directory for what Bidder makes for itself and can make again. */
public final class CacheDirectory {
  /** The system property that names it. */
  public static final String PROPERTY = "bidder.cache";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private CacheDirectory() {}

  /**
   * Where it is: {@link #PROPERTY}, or {@code .cache/bidder} in the user's home, or, for a user
   * without one, {@code bidder-<user>} where temporary files go.
   */
  public static Path path() {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      return Path.of(given).toAbsolutePath();
    }
    Path home = Path.of(System.getProperty("user.home"));
    return home.isAbsolute() && Files.isWritable(home)
        ? home.resolve(".cache").resolve("bidder")
        : Path.of(System.getProperty("java.io.tmpdir"), "bidder-" + System.getProperty("user.name"))
            .toAbsolutePath();
  }

  /**
   * Makes a directory that nobody else can write to, where it is not there.
   *
   * @throws IOException also if it is there and somebody else's, or open to others
   */
  public static Path own(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      requireOwn(directory);
    }
    return directory;
  }

  private static void requireOwn(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(directory.toString(), null, "it is no directory");
    }
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new FileSystemException(
          directory.toString(),
          null,
          "others may write to it (%s), expected only its owner to"
              .formatted(PosixFilePermissions.toString(permissions)));
    }
    // The process's own user has no name in Java that a container's user is sure to have.
    Path probe = Files.createTempFile(directory, "owner", "");
    try {
      if (!Files.getOwner(directory).equals(Files.getOwner(probe))) {
        throw new FileSystemException(
            directory.toString(),
            null,
            "it belongs to " + Files.getOwner(directory) + ", expected this process's user");
      }
    } finally {
      Files.delete(probe);
    }
  }
}
