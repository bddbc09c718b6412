package io.bidder.trainer;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.trainer.fitting.TrainingState;
import io.bidder.trainer.log.InvalidLogException;
import io.bidder.trainer.log.LogSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A version of a store with what the trainer keeps beside it.
 *
 * @param version opened, its files checked
 */
record TrainedVersion(ModelVersion version) {

  /**
   * Opens a version.
   *
   * @param id null for the current one
   * @param option the option that names another one
   */
  static TrainedVersion open(Path store, @Nullable String id, String option) {
    ModelStore models = new DirectoryModelStore(store);
    String wanted =
        id != null
            ? id
            : models
                .currentId()
                .orElseThrow(() ->
                    new ModelStoreException(
                        store + ": no current version; train one, or name one with " + option));
    return new TrainedVersion(models.open(wanted));
  }

  /** The schema of the log that it was trained from, or the one given. */
  LogSchema logSchema(@Nullable Path given) throws IOException {
    if (given != null) {
      return LogSchema.read(given);
    }
    Path own = version.file(LogSchema.FILE_NAME);
    if (!Files.exists(own)) {
      throw new InvalidLogException(
          "version "
              + version.id()
              + " has no "
              + LogSchema.FILE_NAME
              + " that says what the log's columns are; name one with --schema");
    }
    return LogSchema.read(own);
  }

  /** All that training goes on from. */
  TrainingState state() throws IOException {
    Path file = version.file(TrainingState.FILE);
    if (!Files.exists(file)) {
      throw new ModelStoreException(
          file
              + ": there is none, so training cannot go on from this version; name another one with"
              + " --warm ID, or train without --warm");
    }
    return TrainingState.read(file, version.manifest().schema());
  }
}
