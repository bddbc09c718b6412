package io.bidder.eventlog.segment;

import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a log, at which its next writer goes on.
 *
 * @param segment the last one
 * @param validBytes of its file, up to the end of the last record
 */
record Tail(Segment segment, SegmentFormat.Header header, long validBytes) {
  /**
   * Finds the end of a log, and checks that its segments follow each other.
   *
   * @return null if there is no segment
   * @throws EventLogException if a segment is missing or damaged before the end
   */
  static @Nullable Tail of(List<Segment> segments) {
    SegmentFormat.Header first = null;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      try (FileChannel channel = segment.openToRead()) {
        SegmentFormat.Header header = segment.header(channel);
        first = first == null ? header : first;
        if (!header.logId().equals(first.logId())) {
          throw new InvalidSegmentException(16, "of another log than the segments before it");
        }
        if (last) {
          return new Tail(segment, header, validBytes(segment, channel));
        }
        long end = segment.position() + channel.size();
        long following = segments.get(i + 1).position();
        if (end != following) {
          throw new InvalidSegmentException(
              channel.size(),
              "ends at position %d, expected %d, where the next segment begins"
                  .formatted(end, following));
        }
      } catch (InvalidSegmentException e) {
        throw EventLogException.damaged(segment, e);
      } catch (IOException e) {
        throw EventLogException.failed(segment.file() + ": cannot be read: " + IoReasons.of(e), e);
      }
    }
    return null;
  }

  private static long validBytes(Segment segment, FileChannel channel)
      throws IOException, InvalidSegmentException {
    RecordScan scan = new RecordScan(channel, segment.position(), SegmentFormat.HEADER_BYTES);
    while (scan.next(Long.MAX_VALUE)) {
      // To the last record.
    }
    long end = scan.nextAt();
    long behind = scan.find(end + 1);
    if (behind >= 0) {
      throw new InvalidSegmentException(
          end, "no valid record, though there is one at byte %d".formatted(behind));
    }
    return end;
  }
}
