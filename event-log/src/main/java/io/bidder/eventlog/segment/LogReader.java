package io.bidder.eventlog.segment;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from a position on, whether or not somebody appends to it meanwhile. One thread's.
 *
 * <p>A record that is not whole ends the reading for now if its segment is the last, for it may be
 * about to be written. In any other segment it is damage.
 */
public final class LogReader implements AutoCloseable {
  private final Path directory;
  private final UUID logId;
  private Segment segment;
  private FileChannel channel;
  private final RecordScan scan;

  private LogReader(Path directory, Segment segment, long from) {
    this.directory = directory;
    this.segment = segment;
    Opened opened = open(segment);
    channel = opened.channel;
    logId = opened.header.logId();
    scan = new RecordScan(channel, segment.position(), offset(segment, from));
  }

  /**
   * Tells whether there is a log in a directory.
   *
   * @throws EventLogException if the directory cannot be read
   */
  public static boolean isThere(Path directory) {
    return Files.isDirectory(directory) && !Segment.list(directory).isEmpty();
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

  static EventLogException empty(Path directory) {
    return EventLogException.wrong(directory + ": no events, expected files named *.events");
  }

  static @Nullable Segment holding(List<Segment> segments, long position) {
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

  /** A segment's file whose header was read. */
  private record Opened(FileChannel channel, SegmentFormat.Header header) {}

  private static Opened open(Segment segment) {
    FileChannel opened = null;
    try {
      opened = segment.openToRead();
      return new Opened(opened, segment.header(opened));
    } catch (NoSuchFileException e) {
      throw EventLogException.wrong(
          segment.file() + ": was deleted meanwhile, expected a segment of the log");
    } catch (IOException e) {
      close(opened);
      throw failed(segment, e);
    } catch (InvalidSegmentException e) {
      close(opened);
      throw EventLogException.damaged(segment, e);
    }
  }

  /** The id of the log, which its first writer drew. */
  public UUID logId() {
    return logId;
  }

  /**
   * Goes to the next record.
   *
   * @return false if there is none yet
   * @throws EventLogException if a record that others follow is damaged, or cannot be read
   */
  public boolean next() {
    return next(Long.MAX_VALUE);
  }

  /**
   * Goes to the next record before a position. What lies behind it is not even looked at: a reader
   * that goes no further than what its writer acknowledged never sees a record that is taken back.
   *
   * @param end between two records, at least that of the last call
   * @return false if everything before it was read
   * @throws EventLogException if a record before it is damaged, or cannot be read
   */
  public boolean next(long end) {
    try {
      while (scan.nextPosition() < end) {
        if (scan.next(end - segment.position())) {
          return true;
        }
        Segment following = following();
        if (following == null) {
          Segment later = later();
          if (later == null && end == Long.MAX_VALUE) {
            return false;
          }
          // A segment has its end before a later one begins: what came meanwhile is read first.
          if (scan.next(end - segment.position())) {
            return true;
          }
          following = following();
          if (following == null) {
            throw missing(later == null ? end : later.position());
          }
        }
        goTo(following);
      }
      return false;
    } catch (IOException e) {
      throw failed(segment, e);
    }
  }

  private EventLogException missing(long goesOnAt) {
    if (!Files.exists(segment.file())) {
      return EventLogException.wrong(
          segment.file()
              + ": was deleted while it was read, and more: the log goes on at position "
              + goesOnAt);
    }
    return damaged(
        segment, scan.nextAt(), "no valid record, though the log goes on at position " + goesOnAt);
  }

  /** The segment that begins where the records end; null if there is none. */
  private @Nullable Segment following() {
    // By its name: a list that is made while segments come may have a later one and not this one.
    Segment following = Segment.at(directory, scan.nextPosition());
    return Files.exists(following.file()) ? following : null;
  }

  private @Nullable Segment later() {
    for (Segment each : Segment.list(directory)) {
      if (each.position() > segment.position()) {
        return each;
      }
    }
    return null;
  }

  /**
   * Goes back or ahead, so that the record at a position is the next.
   *
   * @param position that a reader of this log has told
   * @throws EventLogException if the log no longer holds that position
   */
  public void goTo(long position) {
    Segment holding = holding(List.of(segment), position);
    if (holding == null || position >= segment.position() + segment.bytes()) {
      holding = holding(Segment.list(directory), position);
    }
    if (holding == null) {
      throw EventLogException.wrong(directory + ": does not reach back to position " + position);
    }
    if (!holding.equals(segment)) {
      goTo(holding);
    }
    scan.goTo(offset(segment, position));
  }

  private void goTo(Segment following) {
    FileChannel before = channel;
    Opened opened = open(following);
    if (!opened.header.logId().equals(logId)) {
      close(opened.channel);
      throw damaged(following, 16, "of another log than the segments before it");
    }
    channel = opened.channel;
    segment = following;
    scan.goTo(channel, following.position(), SegmentFormat.HEADER_BYTES);
    close(before);
  }

  /** The record's position in the log, which no other record has. */
  public long position() {
    return scan.position();
  }

  /** The position of the segment that is read. */
  public long segmentPosition() {
    return segment.position();
  }

  /** The position after the record, at which to go on. */
  public long nextPosition() {
    return scan.nextPosition();
  }

  /**
   * The record, from the position to the limit: little-endian, valid until the reader goes on or is
   * asked again.
   */
  public ByteBuffer payload() {
    return scan.payload();
  }

  /** Makes everything that was read survive a loss of power. */
  public void force() {
    try {
      // Those before it were forced before it was begun.
      channel.force(false);
    } catch (IOException e) {
      throw failed(segment, e);
    }
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

  private static EventLogException damaged(Segment segment, long offset, String what) {
    return EventLogException.damaged(segment, new InvalidSegmentException(offset, what));
  }

  private static EventLogException failed(Segment segment, IOException e) {
    return EventLogException.failed(segment.file() + ": cannot be read: " + IoReasons.of(e), e);
  }
}
