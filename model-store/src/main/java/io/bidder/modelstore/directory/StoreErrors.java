package io.bidder.modelstore.directory;

import io.bidder.modelstore.ModelStoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** I/O failures in words that name the path and what was wanted of it. */
final class StoreErrors {
  private StoreErrors() {}

  static ModelStoreException failed(Path path, String what, IOException e) {
    return new ModelStoreException(path + ": cannot be " + what + ": " + reason(e), e);
  }

  /** A write that failed, with the figures that tell a full disk from other causes. */
  static ModelStoreException writeFailed(Path path, long bytes, IOException e) {
    return new ModelStoreException(
        path + ": cannot be written (" + bytes + " bytes; " + free(path) + "): " + reason(e), e);
  }

  static String free(Path path) {
    for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        try {
          return Files.getFileStore(at).getUsableSpace() + " bytes are free";
        } catch (IOException e) {
          return "free space unknown";
        }
      }
    }
    return "free space unknown";
  }

  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
