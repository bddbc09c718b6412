package io.bidder.eventlog.kafka;

import io.bidder.eventlog.segment.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a log the brokers have acknowledged, in a file {@code TOPIC.shipped} beside its segments:
 *
 * <pre>
 *   log 6d1c2a52-90c3-4e0e-a8a4-2d2a0ad9e7b4
 *   position 123456
 *   partitions 24
 * </pre>
 *
 * @param log its id: a file of another log says nothing
 * @param position before which everything is in the topic
 * @param partitions over which bid ids are spread: what is sent again goes where it went before
 */
record Shipped(UUID log, long position, int partitions) {
  private static final Pattern FORM =
      Pattern.compile("log ([0-9a-f-]{36})\nposition ([0-9]{1,18})\npartitions ([0-9]{1,9})\n");

  private static Path file(Path directory, String topic) {
    return directory.resolve(topic + ".shipped");
  }

  /**
   * Reads the file of a log.
   *
   * @return null if there is none, or none that can be understood: then all is shipped again, and
   *     whoever reads the topic drops what it has
   */
  static @Nullable Shipped read(Path directory, String topic, UUID log) throws IOException {
    try {
      Matcher form =
          FORM.matcher(Files.readString(file(directory, topic), StandardCharsets.ISO_8859_1));
      if (form.matches() && log.toString().equals(form.group(1))) {
        return new Shipped(log, Long.parseLong(form.group(2)), Integer.parseInt(form.group(3)));
      }
      return null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Replaces the file, at once and to stay. */
  void write(Path directory, String topic) throws IOException {
    String text = "log %s\nposition %d\npartitions %d\n".formatted(log, position, partitions);
    Disk disk = new Disk();
    Path unnamed = directory.resolve(topic + ".shipped.new");
    try (FileChannel channel = disk.create(unnamed)) {
      disk.write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
      disk.force(channel);
    }
    disk.rename(unnamed, file(directory, topic));
  }
}
