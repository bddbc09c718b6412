package io.bidder.settings.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The type of options that name a file to write: refused before a long run, not after it. */
public final class OutputFile implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    try {
      Path file = Path.of(text);
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null && Files.isDirectory(folder) && !Files.isDirectory(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Refused below, as a directory is.
    }
    throw new TypeConversionException("expected a file in a directory that exists");
  }
}
