package io.bidder.eventlog.segment;

import io.bidder.settings.IoReasons;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to a log, of which it is the only writer. One thread's.
 *
 * <p>A record is on its way to disk in three steps: {@link #append} copies it, {@link #flush} gives
 * it to the operating system, after which only a loss of power loses it, and {@link #force} makes
 * it survive that too. Every one is whole or not there: what a crash leaves half written is cut
 * when the log is next opened.
 *
 * <p>After a write that failed, as on a full disk, what was appended since the last flush is
 * forgotten, and appending may be tried again. After a {@link #force} that failed nobody knows what
 * is on disk, and asking again would be answered with a lie (Linux drops the pages it could not
 * write): the log takes nothing more until it is opened anew.
 */
public final class LogWriter implements AutoCloseable {
  /** Of a record. */
  public static final int MAX_RECORD_BYTES = SegmentFormat.MAX_PAYLOAD_BYTES;

  private static final Logger LOG = System.getLogger(LogWriter.class.getName());
  private static final int BUFFER_BYTES =
      SegmentFormat.RECORD_BYTES + SegmentFormat.MAX_PAYLOAD_BYTES;

  private final Path directory;
  private final SegmentSizes sizes;
  private final InstantSource clock;
  private final Disk disk;
  private final DirectoryLock lock;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private SegmentFormat.Header header;
  private Segment segment;
  private FileChannel channel;

  /** Bytes of the segment's file that the operating system has. */
  private long flushedBytes;

  private long forcedPosition;
  private boolean broken;

  private LogWriter(
      Path directory, SegmentSizes sizes, InstantSource clock, Disk disk, DirectoryLock lock)
      throws IOException {
    this.directory = directory;
    this.sizes = sizes;
    this.clock = clock;
    this.disk = disk;
    this.lock = lock;
    Tail tail = Tail.of(Segment.list(directory));
    if (tail == null) {
      header = new SegmentFormat.Header(UUID.randomUUID(), 0, clock.millis());
      segment = Segment.at(directory, 0);
      channel = begin(segment, header);
      flushedBytes = SegmentFormat.HEADER_BYTES;
    } else {
      header = tail.header();
      segment = tail.segment();
      channel = disk.openToWrite(segment.file());
      flushedBytes = tail.validBytes();
      if (channel.size() > flushedBytes) {
        LOG.log(
            Level.WARNING,
            "{0}: cut after byte {1}, behind which {2} bytes were not yet a record",
            segment.file(),
            flushedBytes,
            channel.size() - flushedBytes);
        channel.truncate(flushedBytes);
      }
      writeAgain();
    }
    forcedPosition = flushedPosition();
  }

  /**
   * Writes the segment's bytes to disk once more. They may be in the operating system's memory
   * alone, and no longer be meant for the disk, if forcing them has failed before.
   */
  private void writeAgain() throws IOException {
    for (long at = 0; at < flushedBytes; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), flushedBytes - at));
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, at + buffer.position()) < 0) {
          throw new EOFException("it has become shorter while it was read");
        }
      }
      channel.position(at);
      disk.write(channel, buffer.flip());
    }
    buffer.clear();
    disk.force(channel);
  }

  /**
   * Opens a log to append to, and makes one where there is none. What a crash left half written at
   * its end is cut.
   *
   * @throws EventLogException if it is damaged elsewhere, another process appends to it, or the
   *     directory cannot be written to
   */
  public static LogWriter open(Path directory, SegmentSizes sizes, InstantSource clock) {
    return open(directory, sizes, clock, new Disk());
  }

  static LogWriter open(Path directory, SegmentSizes sizes, InstantSource clock, Disk disk) {
    try {
      Files.createDirectories(directory);
      return open(
          directory, sizes, clock, disk, DirectoryLock.take(directory, DirectoryLock.WRITER));
    } catch (IOException e) {
      throw EventLogException.failed(directory + ": cannot be opened: " + IoReasons.of(e), e);
    }
  }

  /**
   * Begins another segment, so that nothing is appended to those that are there.
   *
   * @return the writer that others cannot have meanwhile; null if somebody appends to the log
   */
  static @Nullable LogWriter sealIfFree(Path directory, Disk disk) throws IOException {
    DirectoryLock lock = DirectoryLock.takeIfFree(directory, DirectoryLock.WRITER);
    if (lock == null) {
      return null;
    }
    LogWriter writer = open(directory, SegmentSizes.defaults(), InstantSource.system(), disk, lock);
    boolean sealed = false;
    try {
      if (writer.flushedBytes > SegmentFormat.HEADER_BYTES) {
        writer.roll();
      }
      sealed = true;
      return writer;
    } finally {
      if (!sealed) {
        writer.close();
      }
    }
  }

  private static LogWriter open(
      Path directory, SegmentSizes sizes, InstantSource clock, Disk disk, DirectoryLock lock) {
    boolean opened = false;
    try {
      LogWriter writer = new LogWriter(directory, sizes, clock, disk, lock);
      opened = true;
      return writer;
    } catch (IOException e) {
      throw EventLogException.failed(directory + ": cannot be opened: " + IoReasons.of(e), e);
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /** The position after the last record that was appended, at which the next one begins. */
  public long position() {
    return flushedPosition() + buffer.position();
  }

  /** The position before which everything was flushed. */
  public long flushedPosition() {
    return segment.position() + flushedBytes;
  }

  /** The position before which everything was forced. */
  public long forcedPosition() {
    return forcedPosition;
  }

  /**
   * Appends a record.
   *
   * @param payload 1 byte to 1 MiB, which are copied; its position and limit stay
   * @return the position after it
   * @throws EventLogException if it cannot be written, nor can what was not flushed before
   */
  public long append(ByteBuffer payload) {
    int length = payload.remaining();
    if (length == 0 || length > SegmentFormat.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "a record of %d bytes, expected 1 to %d"
              .formatted(length, SegmentFormat.MAX_PAYLOAD_BYTES));
    }
    checkWhole();
    int bytes = SegmentFormat.RECORD_BYTES + length;
    if (bytes > buffer.remaining()) {
      flush();
    }
    if (isFull(bytes)) {
      roll();
    }
    int at = buffer.position();
    buffer.putInt(at + Integer.BYTES, length);
    buffer.put(at + SegmentFormat.RECORD_BYTES, payload, payload.position(), length);
    buffer.putInt(
        at, SegmentFormat.check(buffer, at + Integer.BYTES, length, flushedPosition() + at));
    buffer.position(at + bytes);
    return position();
  }

  private boolean isFull(int bytes) {
    long used = flushedBytes + buffer.position();
    return used > SegmentFormat.HEADER_BYTES
        && (used + bytes > sizes.maxBytes() || ageMillis() > sizes.maxAge().toMillis());
  }

  /** The segment's age, also of one that was begun before the clock stepped back. */
  private long ageMillis() {
    return Math.abs(clock.millis() - header.madeEpochMillis());
  }

  /** Gives what was appended to the operating system. */
  public void flush() {
    checkWhole();
    if (buffer.position() == 0) {
      return;
    }
    int bytes = buffer.position();
    buffer.flip();
    try {
      disk.write(channel, buffer);
      flushedBytes += bytes;
    } catch (IOException e) {
      takeBack();
      throw EventLogException.failed(segment.file() + ": cannot be written: " + IoReasons.of(e), e);
    } finally {
      buffer.clear();
    }
  }

  /** Cuts what a write that failed left in the file. */
  private void takeBack() {
    try {
      channel.truncate(flushedBytes);
      channel.position(flushedBytes);
    } catch (IOException e) {
      broken = true;
    }
  }

  /** Makes what was appended survive a loss of power. */
  public void force() {
    flush();
    if (forcedPosition == flushedPosition()) {
      return;
    }
    try {
      disk.force(channel);
      forcedPosition = flushedPosition();
    } catch (IOException e) {
      broken = true;
      throw EventLogException.failed(
          segment.file() + ": may be lost: it cannot be forced to disk: " + IoReasons.of(e), e);
    }
  }

  /**
   * Finds out whether the disk takes what the longest record needs, and leaves the log as it is.
   *
   * @throws EventLogException if it does not
   */
  public void checkRoom() {
    flush();
    try {
      // Of zeros, which are no record if a crash leaves them there.
      disk.write(channel, ByteBuffer.allocate(BUFFER_BYTES));
    } catch (IOException e) {
      throw EventLogException.failed(segment.file() + ": cannot be written: " + IoReasons.of(e), e);
    } finally {
      takeBack();
    }
  }

  private void roll() {
    force();
    SegmentFormat.Header next =
        new SegmentFormat.Header(header.logId(), flushedPosition(), clock.millis());
    Segment following = Segment.at(directory, next.position());
    FileChannel before = channel;
    try {
      channel = begin(following, next);
      before.close();
    } catch (IOException e) {
      throw EventLogException.failed(following.file() + ": cannot be made: " + IoReasons.of(e), e);
    }
    header = next;
    segment = following;
    flushedBytes = SegmentFormat.HEADER_BYTES;
    forcedPosition = flushedPosition();
  }

  /** Makes a segment's file, which has a segment's name only when its header is on disk. */
  private FileChannel begin(Segment segment, SegmentFormat.Header header) throws IOException {
    Path unnamed = directory.resolve("next.segment");
    FileChannel made = disk.create(unnamed);
    boolean named = false;
    try {
      ByteBuffer bytes = ByteBuffer.allocate(SegmentFormat.HEADER_BYTES);
      SegmentFormat.put(header, bytes);
      disk.write(made, bytes.flip());
      disk.force(made);
      disk.rename(unnamed, segment.file());
      disk.forceDirectory(directory);
      named = true;
      return made;
    } finally {
      if (!named) {
        made.close();
        disk.delete(segment.file());
      }
    }
  }

  private void checkWhole() {
    if (broken) {
      throw EventLogException.wrong(
          segment.file() + ": takes nothing more since it could not be forced to disk");
    }
  }

  /** Forces what was appended, unless that has failed before, and lets others open the log. */
  @Override
  public void close() {
    try (lock;
        FileChannel closing = channel) {
      if (!broken && closing.isOpen()) {
        force();
      }
    } catch (IOException e) {
      throw EventLogException.failed(segment.file() + ": cannot be closed: " + IoReasons.of(e), e);
    }
  }
}
