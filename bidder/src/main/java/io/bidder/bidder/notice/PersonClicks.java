package io.bidder.bidder.notice;

import io.bidder.bidder.config.OutcomesConfig;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.follow.Fold;
import io.bidder.eventlog.segment.RecordReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Each person's newest click on an ad of each advertiser, by its position in this server's own log,
 * for {@code outcomes.personWindow}. Nobody is here whom a bid's event does not name: its consent
 * did not allow it. Thread-safe.
 */
public final class PersonClicks implements Fold {
  private static final int SWEPT_PER_EVENT = 4;

  /** There is room for so many at first: few of those who see an ad click on it. */
  private static final int FIRST_CLICKS = 1_000;

  private final long windowMillis;
  private final int maxClicks;
  private final Runnable leftOut;
  private final NoticeTable clicks = new NoticeTable(FIRST_CLICKS, true);
  private long latestEpochMillis;

  /** What a person's hash and an advertiser's id hash to. */
  private record Key(long hash, int more) {
    static Key of(String advertiserId, String person) {
      ByteBuffer bits =
          ByteBuffer.wrap(
              TokenSignature.sha256()
                  .digest((person + "\0" + advertiserId).getBytes(StandardCharsets.UTF_8)));
      return new Key(bits.getLong(), bits.getInt());
    }
  }

  /**
   * Clicks of one log.
   *
   * @param leftOut is told of each that is not remembered, for so many are
   */
  public PersonClicks(OutcomesConfig config, Runnable leftOut) {
    windowMillis = config.personWindow().toMillis();
    maxClicks = config.maxNotices();
    this.leftOut = leftOut;
  }

  /**
   * A person's newest click on an ad of an advertiser. One that came to the log a moment ago may
   * not be known yet.
   *
   * @param person as in a {@link Subject}
   * @return null if there is none within the window, or the log no longer has it
   */
  @Nullable Event newest(
      String advertiserId, String person, long nowEpochMillis, RecordReader log) {
    Key key = Key.of(advertiserId, person);
    long position = clicks.position(key.hash, key.more);
    ByteBuffer record = position < 0 ? null : log.read(position);
    Event click = record == null ? null : Event.read(record);
    return click == null
            || nowEpochMillis - click.ingestEpochMillis() > windowMillis
            || !isOf(person, click)
        ? null
        : click;
  }

  /** Tells whether a click is still known to be a person's: the log may have been erased of it. */
  private static boolean isOf(String person, Event click) {
    return click.happening() instanceof Happening.OfBid of && of.subject().person().equals(person);
  }

  @Override
  public String name() {
    return "person-clicks";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public boolean wants(Kind kind) {
    return kind == Kind.CLICK;
  }

  @Override
  public void on(Event event, long position) {
    latestEpochMillis = Math.max(latestEpochMillis, event.ingestEpochMillis());
    clicks.sweep(SWEPT_PER_EVENT, latestEpochMillis);
    if (event.happening() instanceof Happening.Click click && !click.subject().person().isEmpty()) {
      Subject subject = click.subject();
      Key key = Key.of(subject.advertiserId(), subject.person());
      if (clicks.size() < maxClicks || clicks.contains(key.hash, key.more)) {
        clicks.put(key.hash, key.more, event.ingestEpochMillis() + windowMillis, position);
      } else {
        leftOut.run();
      }
    }
  }

  @Override
  public void writeTo(DataOutputStream out) throws IOException {
    out.writeLong(windowMillis);
    out.writeLong(latestEpochMillis);
    clicks.writeTo(out);
  }

  @Override
  public void readFrom(DataInputStream in) throws IOException {
    clear();
    // With a longer one, clicks that were forgotten count again: the log has them.
    if (in.readLong() != windowMillis) {
      throw new IOException("of another outcomes.personWindow");
    }
    latestEpochMillis = in.readLong();
    clicks.readFrom(in);
  }

  @Override
  public void clear() {
    latestEpochMillis = 0;
    clicks.clear();
  }
}
