package io.bidder.eventlog.join;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.EventWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Joins bids with what came of them, as events come: each bid that was shown makes a {@link
 * TrainingRow} when its label is settled, and another revision of it whenever an outcome is told
 * later.
 *
 * <p>The rows are a function of the set of events. In whatever order and however often these come,
 * if only each comes before {@link #advance} was told a time that is later than its ingest by
 * {@link JoinRules#maxArrivalDelay}, the same rows stand at the end: a row that an event changes is
 * told again, with the same bid id and revision, and replaces what was told before.
 *
 * <p>All it knows is in its {@link JoinState}, so that it goes on where it was with a copy of that.
 * A bid is in there from its first event until no outcome of it counts any more: a bid that was not
 * shown for {@link JoinRules#impressionWindow}, one that was for the windows of clicks, conversions
 * and late reports. One thread's.
 */
public final class OutcomeJoin {
  private static final long NOT_YET = Long.MIN_VALUE;

  private final JoinRules rules;
  private final JoinState state;
  private final Consumer<TrainingRow> rows;
  private final EventWriter writer = new EventWriter();
  private long notJoined;

  /**
   * Goes on from a state, which only joins with the same rules may share.
   *
   * @param rows takes the rows that {@link #advance} tells
   */
  public OutcomeJoin(JoinRules rules, JoinState state, Consumer<TrainingRow> rows) {
    this.rules = rules;
    this.state = state;
    this.rows = rows;
  }

  /** Takes an event. One that makes no row is passed over, as is one that was taken before. */
  public void on(Event event) {
    if (event.bidId().equals(BidId.NONE) || !Story.counts(event.happening(), rules)) {
      return;
    }
    byte[] bytes = state.get(event.bidId());
    Known before =
        bytes == null ? new Known(Long.MAX_VALUE, NOT_YET, 0, List.of()) : Known.read(bytes);
    if (before.events().contains(event)) {
      return;
    }
    if (!Story.isBid(event)
        && before.events().stream().filter(each -> !Story.isBid(each)).count()
            >= Story.MAX_EVENTS) {
      notJoined++;
      return;
    }
    List<Event> events = new ArrayList<>(before.events());
    events.add(event);
    keep(
        event.bidId(),
        new Known(before.dueEpochMillis(), before.toldEpochMillis(), before.toldEvents(), events),
        before.dueEpochMillis());
  }

  /**
   * Tells the rows that are known by a time, and forgets bids of which no outcome counts any more.
   *
   * @param nowEpochMillis the ingest time up to which events have come, more or less
   */
  public void advance(long nowEpochMillis) {
    for (BidId bid = state.takeDue(nowEpochMillis);
        bid != null;
        bid = state.takeDue(nowEpochMillis)) {
      byte[] bytes = state.get(bid);
      if (bytes != null) {
        Known known = Known.read(bytes);
        if (known.dueEpochMillis() <= nowEpochMillis) {
          tell(bid, known, nowEpochMillis);
        }
      }
    }
  }

  /**
   * Events that are in no row and never will be, of those that were forgotten since this was made:
   * they came too late, their bid was not shown, is not in the log, or has more than 100.
   */
  public long notJoined() {
    return notJoined;
  }

  private void tell(BidId bid, Known known, long nowEpochMillis) {
    Story story = new Story(known.events(), rules);
    for (TrainingRow row : untold(story, known)) {
      if (row.knownAtEpochMillis() <= nowEpochMillis) {
        rows.accept(row);
      }
    }
    if (story.forgottenAt() <= nowEpochMillis) {
      notJoined += story.notJoined();
      state.remove(bid);
    } else {
      keep(
          bid,
          new Known(known.dueEpochMillis(), nowEpochMillis, known.events().size(), known.events()),
          Long.MAX_VALUE);
    }
  }

  private List<TrainingRow> untold(Story story, Known known) {
    List<TrainingRow> told = known.told(rules);
    return story.rows().stream().filter(row -> !told.contains(row)).toList();
  }

  /**
   * Keeps what is known, with a timer for what is to be done next.
   *
   * @param timerEpochMillis of the timer that there is already
   */
  private void keep(BidId bid, Known known, long timerEpochMillis) {
    Story story = new Story(known.events(), rules);
    long due = story.forgottenAt();
    for (TrainingRow row : untold(story, known)) {
      due = Math.min(due, row.knownAtEpochMillis());
    }
    state.put(
        bid,
        new Known(due, known.toldEpochMillis(), known.toldEvents(), known.events()).bytes(writer));
    if (due != timerEpochMillis) {
      state.schedule(due, bid);
    }
  }
}
