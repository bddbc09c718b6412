package io.bidder.trainer.alarm;

import io.bidder.eventlog.event.Kind;
import io.bidder.modelstore.Manifest;
import io.bidder.trainer.alarm.Question.Answer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The seven questions before scaling, answered by figures alone. */
final class Questions {
  private static final double LEAST_SHOWN = 0.8;
  private static final double MOST_LOST = 0.01;
  private static final double MOST_WITHOUT_CLICK = 0.1;
  private static final long MOST_LATE_MILLIS = 60_000;
  private static final double P95 = 0.95;
  private static final int FEW = 30;
  private static final int COLD_IMPRESSIONS = 1_000;
  private static final double SECOND = 1e3;
  private static final double DAY_MILLIS = 86_400_000;
  private static final double MOST_DAYS = 7;
  private static final double NEW_AFTER = 0.1;
  private static final long SHORT_HOURS = 2;

  private final LogScan log;
  private final Shown rows;
  private final List<Alarm> alarms;
  private final List<Drift.Shift> shifts;
  private final Manifest version;
  private final long notJoined;
  private final List<Question> answers = new ArrayList<>();

  private Questions(
      LogScan log,
      Shown rows,
      List<Alarm> alarms,
      List<Drift.Shift> shifts,
      Manifest version,
      long notJoined) {
    this.log = log;
    this.rows = rows;
    this.alarms = alarms;
    this.shifts = shifts;
    this.version = version;
    this.notJoined = notJoined;
  }

  /**
   * Answers them.
   *
   * @param notJoined events that have no bid that was shown in time
   */
  static List<Question> of(
      LogScan log,
      Shown rows,
      List<Alarm> alarms,
      List<Drift.Shift> shifts,
      Manifest version,
      long notJoined) {
    Questions questions = new Questions(log, rows, alarms, shifts, version, notJoined);
    questions.completeness();
    questions.labels();
    questions.fit();
    questions.coldStart();
    questions.cadence();
    questions.latency();
    questions.owner();
    return questions.answers;
  }

  private void answer(String name, @Nullable Boolean holds, String why) {
    Answer answer = holds == null ? Answer.UNKNOWN : holds ? Answer.PASS : Answer.FAIL;
    answers.add(new Question(name, answer, why));
  }

  private void completeness() {
    long wins = log.count(Kind.WIN);
    long shown = Math.max(log.count(Kind.IMPRESSION), log.count(Kind.BILLED));
    long silent = log.silentHours();
    boolean holds =
        shown >= LEAST_SHOWN * wins
            && silent == 0
            && log.unreadable() == 0
            && notJoined <= MOST_LOST * Math.max(1, shown + log.outcomes());
    answer(
        "data completeness",
        (shown < FEW || log.spanHours() <= SHORT_HOURS) ? null : holds,
        String.format(
            Locale.ROOT,
            "%,d of %,d won bids were shown; %d of %d hours have no bid; %,d events have no bid"
                + " that was shown in time, %,d cannot be read",
            shown,
            wins,
            silent,
            log.spanHours(),
            notJoined,
            log.unreadable()));
  }

  private void labels() {
    long orders = log.count(Kind.CONVERSION);
    long ofClicks = 0;
    for (int row = 0; row < rows.size(); row++) {
      ofClicks += rows.delayMillis(Outcome.ORDERS_OF_CLICKS, row) >= 0 ? 1 : 0;
    }
    long without = Math.max(0, orders - ofClicks);
    long bad =
        alarms.stream().filter(each -> each.kind() == Alarm.Kind.CLICKS_WITHOUT_ORDERS).count();
    answer(
        "label quality",
        orders < FEW ? null : (without <= MOST_WITHOUT_CLICK * orders && bad == 0),
        String.format(
            Locale.ROOT,
            "%,d of %,d orders come without a click that counts, are repeated or not settled;"
                + " clicks that lead to too few orders: %d alarms",
            without,
            orders,
            bad));
  }

  private void fit() {
    long named = shifts.stream().filter(Drift.Shift::isNamed).count();
    long known = shifts.stream().filter(each -> each.psi() != null).count();
    long off =
        alarms.stream()
            .filter(each -> each.kind() == Alarm.Kind.PREDICTION)
            .filter(each -> !each.grouping().equals(Grouping.SITE.id))
            .count();
    answer(
        "context fit",
        known == 0 ? null : (named == 0 && off == 0),
        String.format(
            Locale.ROOT,
            "%d of %d features and scores have a PSI above %.2f; predictions of all campaigns, or"
                + " of one, are off: %d alarms",
            named,
            known,
            Drift.NAMED,
            off));
  }

  private void coldStart() {
    int ads = rows.groups(Grouping.AD).size();
    int[] count = new int[ads];
    long[] first = new long[ads];
    long from = Long.MAX_VALUE;
    for (int row = 0; row < rows.size(); row++) {
      int ad = rows.group(Grouping.AD, row);
      first[ad] = count[ad]++ == 0 ? rows.atMillis(row) : Math.min(first[ad], rows.atMillis(row));
      from = Math.min(from, rows.atMillis(row));
    }
    int fresh = 0;
    int cold = 0;
    for (int ad = 0; ad < ads; ad++) {
      boolean isNew = first[ad] - from > NEW_AFTER * (rows.nowMillis() - from);
      fresh += isNew ? 1 : 0;
      cold += isNew && count[ad] < COLD_IMPRESSIONS ? 1 : 0;
    }
    Boolean holds = fresh == 0 ? null : Boolean.valueOf(cold == 0 || rows.explored() > 0);
    answer(
        "cold-start plan",
        holds,
        String.format(
            Locale.ROOT,
            "%d of %d ads began in the log's time, of which %d have been shown less than %,d times;"
                + " %,d ads were chosen by chance, to learn",
            fresh,
            ads,
            cold,
            COLD_IMPRESSIONS,
            rows.explored()));
  }

  private void cadence() {
    Instant learned = null;
    for (String field : List.of("lastTimestamp", "outcomesUpTo")) {
      learned = later(learned, version.training().get(field));
    }
    if (version.training().get("learned") instanceof Map<?, ?> fields) {
      learned = later(learned, fields.get("outcomesUpTo"));
    }
    if (learned == null) {
      answer("retraining cadence", null, "the version does not say what it has learned from");
      return;
    }
    double days = (rows.nowMillis() - learned.toEpochMilli()) / DAY_MILLIS;
    answer(
        "retraining cadence",
        days <= MOST_DAYS,
        String.format(
            Locale.ROOT,
            "the version has learned up to %s, %.1f days before the newest row; at most %.0f",
            learned,
            Math.max(0, days),
            MOST_DAYS));
  }

  private static @Nullable Instant later(@Nullable Instant before, @Nullable Object value) {
    try {
      Instant instant = value instanceof String text ? Instant.parse(text) : null;
      boolean keeps = instant == null || (before != null && before.isAfter(instant));
      return keeps ? before : instant;
    } catch (DateTimeParseException e) {
      return before;
    }
  }

  private void latency() {
    long late = log.lateMillis(P95);
    answer(
        "feedback latency",
        log.outcomes() < FEW ? null : late <= MOST_LATE_MILLIS,
        String.format(
            Locale.ROOT,
            "of %,d clicks and orders, 95 in 100 were in the log within %.1f s of happening; at"
                + " most %.0f s",
            log.outcomes(),
            late / SECOND,
            MOST_LATE_MILLIS / SECOND));
  }

  private void owner() {
    String actors = String.join(", ", log.actors());
    answer(
        "owner",
        actors.isEmpty() ? null : true,
        actors.isEmpty()
            ? "nobody has changed anything by name: the log has no control event"
            : "changes were made by " + actors);
  }
}
