package io.bidder.modelstore.cli;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.settings.command.JsonFile;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every subcommand has. */
final class StoreOptions {
  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "The store's directory.")
  private Path directory = Path.of("");

  @Mixin final JsonFile json = new JsonFile();

  Path directory() {
    return directory;
  }

  ModelStore open() {
    return new DirectoryModelStore(directory);
  }
}
