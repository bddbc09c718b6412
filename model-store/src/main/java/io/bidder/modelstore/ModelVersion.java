package io.bidder.modelstore;

import java.nio.file.Path;

/**
 * A version whose manifest was read and checked; its files lie in {@code directory} and never
 * change.
 */
public record ModelVersion(String id, Path directory, Manifest manifest) {

  public Path file(String name) {
    return directory.resolve(name);
  }
}
