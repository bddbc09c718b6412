package io.bidder.settings;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The reasons of failures to read and write, whose exceptions often name nothing but the file. */
public final class IoReasons {
  private IoReasons() {}

  /** The reason, without the file. */
  public static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException e -> "no such file or directory";
      case AccessDeniedException e -> "permission denied";
      case FileAlreadyExistsException e -> "it is there already";
      case NotDirectoryException e -> "not a directory";
      case DirectoryNotEmptyException e -> "the directory is not empty";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }

  /** The file, if the failure names one, and why. */
  public static String withFile(IOException failure) {
    return failure instanceof FileSystemException e && e.getFile() != null
        ? e.getFile() + ": " + of(failure)
        : of(failure);
  }
}
