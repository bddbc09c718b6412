package io.bidder.eventlog.segment;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a log's oldest segments, whole, and never the last one. What a reader still needs stays,
 * unless the disk would fill up with it.
 *
 * <p>A segment is as old as the one after it, by the clocks of when that was begun and of now: a
 * clock that steps back keeps segments longer.
 */
public final class Retention {
  /** Is told what is deleted, by the thread that {@linkplain #run runs} it. */
  public interface Listener {
    /**
     * A segment was deleted.
     *
     * @param bytes of it
     * @param neededBy a reader that has not read it, and never will; null if there is none
     */
    void deleted(Path segment, long bytes, @Nullable String neededBy);

    /** A segment cannot be deleted. */
    void failed(EventLogException why);
  }

  private final Path directory;
  private final RetentionRules rules;
  private final InstantSource clock;
  private final Listener listener;
  private final Disk disk;
  private final List<Reader> readers = new CopyOnWriteArrayList<>();

  /** A reader, and the position from which it needs the log. */
  private record Reader(String name, LongSupplier neededPosition) {}

  public Retention(Path directory, RetentionRules rules, InstantSource clock, Listener listener) {
    this(directory, rules, clock, listener, new Disk());
  }

  Retention(
      Path directory, RetentionRules rules, InstantSource clock, Listener listener, Disk disk) {
    this.directory = directory;
    this.rules = rules;
    this.clock = clock;
    this.listener = listener;
    this.disk = disk;
  }

  /**
   * Keeps what a reader needs from now on.
   *
   * @param neededPosition of the first record that it may still read
   */
  public void addReader(String name, LongSupplier neededPosition) {
    readers.add(new Reader(name, neededPosition));
  }

  /** Deletes what the rules no longer keep. One thread at a time. */
  public void run() {
    try {
      List<Segment> segments = Segment.list(directory);
      long bytes = segments.stream().mapToLong(Segment::bytes).sum();
      for (int i = 0; i + 1 < segments.size(); i++) {
        Segment oldest = segments.get(i);
        Segment following = segments.get(i + 1);
        long deleted = oldest.bytes();
        if (oldest.position() + deleted != following.position()) {
          // One that was begun while they were listed is not on the list: next time it is.
          return;
        }
        if (bytes <= rules.maxBytes() && !isOld(following)) {
          return;
        }
        String neededBy = neededBy(following.position());
        if (neededBy != null && bytes <= rules.hardMaxBytes()) {
          return;
        }
        try (DirectoryLock lock = DirectoryLock.takeIfFree(directory, DirectoryLock.SEGMENTS)) {
          if (lock == null) {
            // Somebody puts a segment in another's place: the next time will do.
            return;
          }
          disk.delete(oldest.file());
          // One by one: after a loss of power, what is left has no gap.
          disk.forceDirectory(directory);
        }
        bytes -= deleted;
        listener.deleted(oldest.file(), deleted, neededBy);
      }
    } catch (IOException e) {
      listener.failed(
          EventLogException.failed(
              directory + ": old segments cannot be deleted: " + IoReasons.withFile(e), e));
    } catch (EventLogException e) {
      listener.failed(e);
    }
  }

  /** Tells that everything before a segment is too old. */
  private boolean isOld(Segment segment) throws IOException {
    try (FileChannel channel = segment.openToRead()) {
      long ageMillis = clock.millis() - segment.header(channel).madeEpochMillis();
      return ageMillis > rules.maxAge().toMillis();
    } catch (InvalidSegmentException e) {
      throw EventLogException.damaged(segment, e);
    }
  }

  private @Nullable String neededBy(long before) {
    for (Reader reader : readers) {
      if (reader.neededPosition.getAsLong() < before) {
        return reader.name;
      }
    }
    return null;
  }
}
