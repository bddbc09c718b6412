package io.bidder.bidder.live;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;

/**
 * The outcomes of one kind that no version has learned yet, by the tenth of a second in which they
 * came. One thread's.
 */
final class Unlearned {
  /** A day of two outcomes a second, or three hours of ten. */
  private static final int MAX_SPANS = 100_000;

  private static final long SPAN_MILLIS = 100;

  private final long knownAfterMillis;
  private final Deque<Span> spans = new ArrayDeque<>();
  private long count;

  private record Span(long firstMillis, int outcomes) {}

  /**
   * Outcomes of a kind.
   *
   * @param knownAfterMillis from when an outcome comes to when a learner has a row of it
   */
  Unlearned(long knownAfterMillis) {
    this.knownAfterMillis = knownAfterMillis;
  }

  void add(long ingestMillis) {
    Span last = spans.peekLast();
    if (last != null && ingestMillis - last.firstMillis < SPAN_MILLIS) {
      spans.removeLast();
      spans.addLast(new Span(last.firstMillis, last.outcomes + 1));
    } else {
      if (spans.size() == MAX_SPANS) {
        count -= spans.removeFirst().outcomes;
      }
      spans.addLast(new Span(ingestMillis, 1));
    }
    count++;
  }

  /** Takes out what a version has learned, and tells of each when it came. */
  void learned(long upToMillis, LongConsumer each) {
    for (Span first = spans.peekFirst();
        first != null && first.firstMillis + knownAfterMillis <= upToMillis;
        first = spans.peekFirst()) {
      spans.removeFirst();
      count -= first.outcomes;
      for (int i = 0; i < first.outcomes; i++) {
        each.accept(first.firstMillis);
      }
    }
  }

  /** When the oldest came; {@link Long#MAX_VALUE} if there is none. */
  long oldestMillis() {
    Span first = spans.peekFirst();
    return first == null ? Long.MAX_VALUE : first.firstMillis;
  }

  long count() {
    return count;
  }

  void clear() {
    spans.clear();
    count = 0;
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(spans.size());
    for (Span span : spans) {
      out.writeLong(span.firstMillis);
      out.writeInt(span.outcomes);
    }
  }

  void readFrom(DataInputStream in) throws IOException {
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      Span span = new Span(in.readLong(), in.readInt());
      spans.addLast(span);
      count += span.outcomes;
    }
  }
}
