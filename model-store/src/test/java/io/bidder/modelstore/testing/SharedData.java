package io.bidder.modelstore.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The public logs and requests that some tests read. They are not part of the repository: they lie
 * in the directory that the system property {@code bidder.shared} names, by default {@code shared}
 * beside the repository.
 */
public final class SharedData {
  private SharedData() {}

  /**
   * The file or directory at {@code path} below the shared directory, for example {@code
   * data/search-ads}. Where it is missing the calling test is skipped with a reason, but fails when
   * the environment says {@code CI=true}, so that a green build has run it.
   */
  public static Path require(String path) {
    Path file = directory().resolve(path);
    if (!Files.exists(file)) {
      String reason =
          file + " is missing; set -Dbidder.shared=DIR to the directory that holds " + path;
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(reason);
      }
      Assumptions.abort(reason);
    }
    return file;
  }

  private static Path directory() {
    String configured = System.getProperty("bidder.shared");
    Path directory = configured == null ? repository().resolve("../shared") : Path.of(configured);
    return directory.toAbsolutePath().normalize();
  }

  /** Started outside Maven: the repository is the directory above the one of the module. */
  private static Path repository() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve(".mvn"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        return Path.of("").toAbsolutePath();
      }
      directory = parent;
    }
    return directory;
  }
}
