package io.bidder.modelstore;

import java.nio.file.Path;

/**
 * A version whose manifest was read and checked; its files lie in {@code directory} and never
 * change.
 */
public record ModelVersion(String id, Path directory, Manifest manifest) {
  /** The file that training goes on from, which scoring does not need; versions may have one. */
  public static final String TRAINING_STATE = "training.bin";

  public Path file(String name) {
    return directory.resolve(name);
  }
}
