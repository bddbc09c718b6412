package io.bidder.eventlog.segment;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from a position on, whether or not somebody appends to it meanwhile. One thread's.
 *
 * <p>A record that is not whole ends the reading for now if its segment is the last, for it may be
 * about to be written. In any other segment it is damage.
 */
public final class LogReader implements AutoCloseable {
  private final Path directory;
  private Segment segment;
  private FileChannel channel;
  private RecordScan scan;

  private LogReader(Path directory, Segment segment, long from) {
    this.directory = directory;
    this.segment = segment;
    channel = open(segment);
    scan = new RecordScan(channel, segment.position(), offset(segment, from));
  }

  /**
   * Opens a log at its first record that is still there.
   *
   * @throws EventLogException if there is no log, or its first segment is none
   */
  public static LogReader openAtStart(Path directory) {
    Segment first =
        Segment.list(directory).stream().findFirst().orElseThrow(() -> empty(directory));
    return new LogReader(directory, first, first.position());
  }

  /**
   * Opens a log at a position that a reader or writer has told.
   *
   * @throws EventLogException if the log does not hold that position, or there is no log
   */
  public static LogReader open(Path directory, long position) {
    Segment segment = holding(Segment.list(directory), position);
    if (segment == null) {
      throw EventLogException.wrong(
          directory + ": does not reach back to position " + position + ", expected a later one");
    }
    if (position > segment.position() + segment.bytes()) {
      throw EventLogException.wrong(
          directory + ": ends before position " + position + ", expected an earlier one");
    }
    return new LogReader(directory, segment, position);
  }

  private static EventLogException empty(Path directory) {
    return EventLogException.wrong(directory + ": no events, expected files named *.events");
  }

  private static @Nullable Segment holding(List<Segment> segments, long position) {
    Segment holding = null;
    for (Segment each : segments) {
      if (each.position() <= position) {
        holding = each;
      }
    }
    return holding;
  }

  /** The position at the log's beginning, or just before a segment's first record. */
  private static long offset(Segment segment, long position) {
    return Math.max(SegmentFormat.HEADER_BYTES, position - segment.position());
  }

  private static FileChannel open(Segment segment) {
    FileChannel opened = null;
    try {
      opened = segment.openToRead();
      segment.header(opened);
      return opened;
    } catch (IOException e) {
      close(opened);
      throw failed(segment, e);
    } catch (InvalidSegmentException e) {
      close(opened);
      throw damaged(segment, e.offset, e.getMessage());
    }
  }

  /**
   * Goes to the next record.
   *
   * @return false if there is none yet
   * @throws EventLogException if a record that others follow is damaged, or cannot be read
   */
  public boolean next() {
    try {
      while (!scan.next()) {
        // A segment has its end before the next one begins: what came meanwhile is read first.
        Segment following = following();
        if (following == null) {
          return false;
        }
        if (scan.next()) {
          return true;
        }
        if (scan.nextPosition() != following.position()) {
          throw damaged(
              segment,
              scan.nextAt(),
              "no valid record, though the log goes on at position " + following.position());
        }
        goTo(following);
      }
      return true;
    } catch (IOException e) {
      throw failed(segment, e);
    }
  }

  private @Nullable Segment following() {
    for (Segment each : Segment.list(directory)) {
      if (each.position() > segment.position()) {
        return each;
      }
    }
    return null;
  }

  private void goTo(Segment following) {
    FileChannel before = channel;
    channel = open(following);
    segment = following;
    scan = new RecordScan(channel, following.position(), SegmentFormat.HEADER_BYTES);
    close(before);
  }

  /** The record's position in the log, which no other record has. */
  public long position() {
    return scan.position();
  }

  /** The position after the record, at which to go on. */
  public long nextPosition() {
    return scan.nextPosition();
  }

  /** The record: little-endian, valid until the reader goes on. */
  public ByteBuffer payload() {
    return scan.payload();
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was written by it.
    }
  }

  private static EventLogException damaged(Segment segment, long offset, @Nullable String what) {
    return EventLogException.wrong(segment.file() + ": damaged at byte " + offset + ": " + what);
  }

  private static EventLogException failed(Segment segment, IOException e) {
    return EventLogException.failed(segment.file() + ": cannot be read: " + IoReasons.of(e), e);
  }
}
