package io.bidder.eventlog.segment;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes records of a log without moving them: each keeps its length and its position, so that
 * whoever knows one by its position, or reads the log meanwhile, goes on as before.
 *
 * <p>A segment is copied with its changed records, forced, and given the name of the one that it
 * takes the place of. A crash at any moment leaves the old segment or the new one, whole. Segments
 * that somebody has open are the old ones until they are closed. Only those are changed that nobody
 * appends to, for a reader has to find what is appended: where there is no writer, another segment
 * is begun first.
 */
public final class LogRewrite {
  private static final String COPY = "rewrite.segment";
  private static final int COPIED_BYTES = 1 << 20;
  private static final int LOCK_TRIES = 500;
  private static final long LOCK_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Path directory;
  private final Predicate<ByteBuffer> change;
  private final Disk disk;
  private int segments;
  private int rewritten;
  private long records;
  private long changed;

  /**
   * What was done.
   *
   * @param segments that were read
   * @param rewritten of these, those with changed records
   * @param records that were read
   * @param changed of these
   * @param leftOut the segment that a writer appends to, whose records were not looked at; null
   *     where nobody appends to the log
   */
  public record Done(
      int segments, int rewritten, long records, long changed, @Nullable Path leftOut) {}

  private LogRewrite(Path directory, Predicate<ByteBuffer> change, Disk disk) {
    this.directory = directory;
    this.change = change;
    this.disk = disk;
  }

  /**
   * Hands every record to {@code change}, which may change the bytes from the position to the
   * limit, and tells whether it did. One that is changed already is to stay as it is: after a crash
   * the same is done once more.
   *
   * @throws EventLogException if a segment is damaged or cannot be written; those before it are
   *     done
   */
  public static Done run(Path directory, Predicate<ByteBuffer> change) {
    return run(directory, change, new Disk());
  }

  static Done run(Path directory, Predicate<ByteBuffer> change, Disk disk) {
    if (!LogReader.isThere(directory)) {
      throw LogReader.empty(directory);
    }
    LogRewrite rewrite = new LogRewrite(directory, change, disk);
    try (DirectoryLock _ = DirectoryLock.take(directory, DirectoryLock.REWRITE);
        LogWriter writer = LogWriter.sealIfFree(directory, disk)) {
      return rewrite.run(writer != null);
    } catch (IOException e) {
      throw EventLogException.failed(
          directory + ": cannot be rewritten: " + IoReasons.withFile(e), e);
    }
  }

  private Done run(boolean alone) throws IOException {
    Path copy = directory.resolve(COPY);
    long done = -1;
    try {
      while (true) {
        List<Segment> all = Segment.list(directory);
        Segment last = all.getLast();
        long before = done;
        Segment next =
            all.stream()
                .filter(each -> each.position() > before && !each.equals(last))
                .findFirst()
                .orElse(null);
        if (next == null) {
          return new Done(segments, rewritten, records, changed, alone ? null : last.file());
        }
        rewrite(next, copy);
        done = next.position();
      }
    } finally {
      disk.delete(copy);
    }
  }

  private void rewrite(Segment segment, Path copy) throws IOException {
    long changedBefore = changed;
    try (FileChannel channel = segment.openToRead()) {
      segment.header(channel);
      Copy into = new Copy(channel, copy);
      try {
        long end = records(segment, channel, into);
        if (end != channel.size()) {
          throw new InvalidSegmentException(end, "no valid record up to the next segment");
        }
      } finally {
        into.close();
      }
    } catch (InvalidSegmentException e) {
      throw EventLogException.damaged(segment, e);
    }
    segments++;
    if (changed > changedBefore && replace(segment, copy)) {
      rewritten++;
    }
  }

  /** Goes through a segment's records; returns where they end. */
  private long records(Segment segment, FileChannel channel, Copy into) throws IOException {
    RecordScan scan = new RecordScan(channel, segment.position(), SegmentFormat.HEADER_BYTES);
    while (scan.next(Long.MAX_VALUE)) {
      ByteBuffer payload = scan.payload();
      int length = payload.remaining();
      ByteBuffer record =
          ByteBuffer.allocate(SegmentFormat.RECORD_BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
      record.putInt(Integer.BYTES, length).position(SegmentFormat.RECORD_BYTES);
      record.put(payload).position(SegmentFormat.RECORD_BYTES);
      records++;
      if (change.test(record.slice().order(ByteOrder.LITTLE_ENDIAN))) {
        changed++;
        record.putInt(0, SegmentFormat.check(record, Integer.BYTES, length, scan.position()));
        into.write(record.rewind(), scan.position() - segment.position());
      }
    }
    into.force();
    return scan.nextAt();
  }

  /** Gives the copy the segment's name, unless retention has taken that away meanwhile. */
  private boolean replace(Segment segment, Path copy) throws IOException {
    try (DirectoryLock _ = awaitSegments()) {
      if (!Files.exists(segment.file())) {
        return false;
      }
      disk.rename(copy, segment.file());
      disk.forceDirectory(directory);
      return true;
    }
  }

  /** Waits while retention takes a segment away, which is a moment. */
  private DirectoryLock awaitSegments() throws IOException {
    for (int i = 0; i < LOCK_TRIES; i++) {
      DirectoryLock lock = DirectoryLock.takeIfFree(directory, DirectoryLock.SEGMENTS);
      if (lock != null) {
        return lock;
      }
      LockSupport.parkNanos(LOCK_PAUSE_NS);
    }
    return DirectoryLock.take(directory, DirectoryLock.SEGMENTS);
  }

  /** A copy of a segment, which is made when a record is changed first. */
  private final class Copy implements AutoCloseable {
    private final FileChannel of;
    private final Path file;
    private @Nullable FileChannel channel;

    Copy(FileChannel of, Path file) {
      this.of = of;
      this.file = file;
    }

    void write(ByteBuffer bytes, long offset) throws IOException {
      FileChannel to = channel;
      if (to == null) {
        to = disk.create(file);
        channel = to;
        ByteBuffer copied = ByteBuffer.allocate(COPIED_BYTES);
        for (long at = 0; of.read(copied.clear(), at) > 0; at += copied.limit()) {
          disk.write(to, copied.flip());
        }
      }
      disk.write(to.position(offset), bytes);
    }

    void force() throws IOException {
      FileChannel to = channel;
      if (to != null) {
        disk.force(to);
      }
    }

    @Override
    public void close() throws IOException {
      FileChannel to = channel;
      if (to != null) {
        to.close();
      }
    }
  }
}
