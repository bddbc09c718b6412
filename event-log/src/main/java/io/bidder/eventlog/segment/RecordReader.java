package io.bidder.eventlog.segment;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads single records of a log, wherever in it they are. Thread-safe. */
public final class RecordReader {
  private final Path directory;

  /** Reads a log's records; the directory is looked at anew for each. */
  public RecordReader(Path directory) {
    this.directory = directory;
  }

  /**
   * Reads a record.
   *
   * @param position of the record, as a {@link LogReader} has told it
   * @return the payload; null if the log no longer reaches back so far
   * @throws EventLogException if there is no valid record there, or it cannot be read
   */
  public @Nullable ByteBuffer read(long position) {
    Segment segment = LogReader.holding(Segment.list(directory), position);
    if (segment == null) {
      return null;
    }
    long at = position - segment.position();
    try (FileChannel channel = segment.openToRead()) {
      int length = bytes(channel, at, SegmentFormat.RECORD_BYTES).getInt(Integer.BYTES);
      if (length > 0 && length <= SegmentFormat.MAX_PAYLOAD_BYTES) {
        ByteBuffer record = bytes(channel, at, SegmentFormat.RECORD_BYTES + length);
        if (record.getInt(0) == SegmentFormat.check(record, Integer.BYTES, length, position)) {
          return record.slice(SegmentFormat.RECORD_BYTES, length);
        }
      }
    } catch (NoSuchFileException e) {
      // Deleted meanwhile, as too old.
      return null;
    } catch (IOException e) {
      throw EventLogException.failed(segment.file() + ": cannot be read: " + IoReasons.of(e), e);
    }
    throw EventLogException.damaged(segment, new InvalidSegmentException(at, "no valid record"));
  }

  /** Bytes of a file; zeros where it ends before. */
  private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // Until all are there or the file ends.
    }
    return bytes;
  }
}
