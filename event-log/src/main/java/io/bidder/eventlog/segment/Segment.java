package io.bidder.eventlog.segment;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A file of a log, named by the position of its first byte.
 *
 * @param position of its first byte in the log
 */
record Segment(Path file, long position) {
  private static final String SUFFIX = ".events";
  private static final Pattern NAME = Pattern.compile("[0-9]{19}\\.events");

  /** The segment that begins at a position. */
  static Segment at(Path directory, long position) {
    String name = String.format(Locale.ROOT, "%019d%s", position, SUFFIX);
    return new Segment(directory.resolve(name), position);
  }

  /**
   * The segments of a log in their order.
   *
   * @throws EventLogException if the directory cannot be read
   */
  static List<Segment> list(Path directory) {
    List<Segment> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (NAME.matcher(name).matches() && Files.isRegularFile(file)) {
          segments.add(new Segment(file, Long.parseLong(name, 0, 19, 10)));
        }
      }
    } catch (NoSuchFileException e) {
      throw EventLogException.wrong(
          directory + ": no such directory, expected an event log's, as events.dir names it");
    } catch (IOException e) {
      throw EventLogException.failed(directory + ": cannot be read: " + IoReasons.of(e), e);
    }
    segments.sort(Comparator.comparingLong(Segment::position));
    return segments;
  }

  long bytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw EventLogException.failed(file + ": cannot be read: " + IoReasons.of(e), e);
    }
  }

  FileChannel openToRead() throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  /** Reads the header, which must be that of this file's name. */
  SegmentFormat.Header header(FileChannel channel) throws IOException, InvalidSegmentException {
    ByteBuffer buffer =
        ByteBuffer.allocate(SegmentFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
      // What is missing is told by the header's check.
    }
    SegmentFormat.Header header = SegmentFormat.header(buffer, buffer.position());
    if (header.position() != position) {
      throw new InvalidSegmentException(
          32, "begins at position %d, expected that of its name".formatted(header.position()));
    }
    return header;
  }
}
