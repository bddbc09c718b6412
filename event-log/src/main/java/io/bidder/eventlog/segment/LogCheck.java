package io.bidder.eventlog.segment;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads every record of a log that can be read, and tells what cannot. Somebody may append to the
 * log meanwhile, and retention take segments away.
 */
public final class LogCheck {
  /** Is told what is there, in the order of the log. */
  public interface Visitor {
    /**
     * Takes a record.
     *
     * @param file that it is in
     * @param offset of it in the file
     * @param payload little-endian, valid during the call
     */
    void record(Path file, long offset, ByteBuffer payload);

    /**
     * Takes note of damage.
     *
     * @param offset of the first byte in the file that is not as it should be
     */
    void damaged(Path file, long offset, String what);
  }

  /**
   * What was read.
   *
   * @param segments files
   * @param bytes of them
   * @param unfinishedBytes at the end of the last one, which are being written, or were when a
   *     writer died: the next one cuts them
   */
  public record Read(int segments, long bytes, long unfinishedBytes) {}

  private final Visitor visitor;
  private int segments;
  private long bytes;
  private long unfinishedBytes;
  private SegmentFormat.@Nullable Header first;

  private LogCheck(Visitor visitor) {
    this.visitor = visitor;
  }

  /**
   * Reads a log.
   *
   * @throws EventLogException if there is none, or it cannot be read for another reason than damage
   */
  public static Read read(Path directory, Visitor visitor) {
    List<Segment> segments = Segment.list(directory);
    if (segments.isEmpty()) {
      throw LogReader.empty(directory);
    }
    LogCheck check = new LogCheck(visitor);
    Segment segment = segments.getFirst();
    while (segment != null) {
      segment = check.read(directory, segment, segments);
    }
    return new Read(check.segments, check.bytes, check.unfinishedBytes);
  }

  /** Reads a segment; returns the one to go on with, or null if it is the last. */
  private @Nullable Segment read(Path directory, Segment segment, List<Segment> listed) {
    Segment later =
        listed.stream()
            .filter(each -> each.position() > segment.position())
            .findFirst()
            .orElse(null);
    try (FileChannel channel = segment.openToRead()) {
      segments++;
      long end = records(segment, channel, later == null);
      bytes += end;
      if (later == null) {
        return null;
      }
      // A list that is made while segments come may have a later one and not an earlier one.
      Segment following = Segment.at(directory, segment.position() + end);
      if (Files.exists(following.file())) {
        return following;
      }
      visitor.damaged(
          segment.file(),
          end,
          "ends at position %d, expected %d, where the next segment begins"
              .formatted(following.position(), later.position()));
    } catch (NoSuchFileException e) {
      // Retention took it away since it was listed.
    } catch (IOException e) {
      throw EventLogException.failed(segment.file() + ": cannot be read: " + IoReasons.of(e), e);
    }
    return later;
  }

  /** Reads a segment's records; returns its size. */
  private long records(Segment segment, FileChannel channel, boolean last) throws IOException {
    long size = channel.size();
    if (last && size < SegmentFormat.HEADER_BYTES) {
      unfinishedBytes += size;
      return size;
    }
    try {
      SegmentFormat.Header header = segment.header(channel);
      first = first == null ? header : first;
      if (!header.logId().equals(first.logId())) {
        visitor.damaged(segment.file(), 16, "of another log than the segments before it");
      }
    } catch (InvalidSegmentException e) {
      visitor.damaged(segment.file(), e.offset, String.valueOf(e.getMessage()));
      if (size < SegmentFormat.HEADER_BYTES) {
        return size;
      }
    }
    RecordScan scan = new RecordScan(channel, segment.position(), SegmentFormat.HEADER_BYTES);
    while (true) {
      // What is appended while this reads is for the next time.
      while (scan.next(size)) {
        visitor.record(segment.file(), scan.position() - segment.position(), scan.payload());
      }
      long damagedAt = scan.nextAt();
      if (damagedAt == size) {
        return size;
      }
      long good = scan.find(damagedAt + 1);
      if (good < 0 && last) {
        unfinishedBytes += size - damagedAt;
        return size;
      }
      visitor.damaged(
          segment.file(),
          damagedAt,
          good < 0
              ? "no valid record up to the end, %d bytes".formatted(size - damagedAt)
              : "no valid record before byte %d".formatted(good));
      if (good < 0) {
        return size;
      }
      visitor.record(segment.file(), good, scan.payload());
    }
  }
}
