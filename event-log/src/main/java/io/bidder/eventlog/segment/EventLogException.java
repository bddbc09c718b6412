package io.bidder.eventlog.segment;

import io.bidder.settings.UserFailure;
import org.jspecify.annotations.Nullable;

/** A log that cannot be opened, read or written; the message names the file, and where in it. */
public final class EventLogException extends RuntimeException implements UserFailure {
  private static final long serialVersionUID = 1L;

  private final boolean wrongInput;

  private EventLogException(String message, boolean wrongInput, @Nullable Throwable cause) {
    super(message, cause);
    this.wrongInput = wrongInput;
  }

  /** What is there is no log, or a damaged one. */
  public static EventLogException wrong(String message) {
    return new EventLogException(message, true, null);
  }

  /** Bytes of a segment are not what they should be. */
  static EventLogException damaged(Segment segment, InvalidSegmentException why) {
    return wrong(segment.file() + ": damaged at byte " + why.offset + ": " + why.getMessage());
  }

  /** The disk does not do what it should. */
  public static EventLogException failed(String message, Throwable cause) {
    return new EventLogException(message, false, cause);
  }

  /** An event that is not taken for now. */
  public static EventLogException busy(String message) {
    return new EventLogException(message, false, null);
  }

  /** An event that is never taken. */
  public static EventLogException tooLong(int bytes, int maxBytes) {
    return new EventLogException(
        "an event of %d bytes, expected at most %d".formatted(bytes, maxBytes), true, null);
  }

  @Override
  public boolean isWrongInput() {
    return wrongInput;
  }
}
