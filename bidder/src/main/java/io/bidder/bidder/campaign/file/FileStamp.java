package io.bidder.bidder.campaign.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** The attributes of a file that change when it does. */
record FileStamp(long size, @Nullable FileTime modified, @Nullable Object key) {
  /** A file's stamp now. That it is not there is a state like others: it may come back. */
  static FileStamp of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    } catch (IOException e) {
      return new FileStamp(-1, null, null);
    }
  }

  /** The milliseconds from its last change to an instant; the largest number if it has none. */
  long ageMillis(long epochMillis) {
    return modified == null ? Long.MAX_VALUE : Math.abs(epochMillis - modified.toMillis());
  }
}
