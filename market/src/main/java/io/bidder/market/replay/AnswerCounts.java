package io.bidder.market.replay;

import io.bidder.market.load.HttpAnswer;
import io.bidder.market.load.RoundTrip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts answers by their verdicts, and writes them down where asked. One thread's. */
final class AnswerCounts implements Consumer<RoundTrip> {
  private static final int HISTOGRAM_DIGITS = 3;

  /** Kinds of reasons that are told apart: a server may make up a new one for each answer. */
  static final int MAX_REASONS = 1000;

  static final String OTHER = "other";

  private final List<RecordedRequest> sent;
  private final @Nullable AnswersFile file;

  long requests;
  long bids;
  long noBids;
  long malformed;
  long errors;
  long late;
  final Map<String, Long> noBidReasons = new TreeMap<>();
  final Map<String, Errors> errorReasons = new TreeMap<>();

  /** The times of answers, and of requests that waited for one beyond their deadline. */
  final Histogram latencyNs = new Histogram(HISTOGRAM_DIGITS);

  /**
   * Counts of no answer yet.
   *
   * @param sent the requests of a round, in order
   * @param file where answers are written, null for nowhere
   */
  AnswerCounts(List<RecordedRequest> sent, @Nullable AnswersFile file) {
    this.sent = sent;
    this.file = file;
  }

  /**
   * Errors of one kind.
   *
   * @param first the request that the first was the answer to
   */
  record Errors(long count, String first) {
    Errors plus(Errors other) {
      return new Errors(count + other.count, first);
    }
  }

  @Override
  public void accept(RoundTrip trip) {
    RecordedRequest request = sent.get((int) (trip.number() % sent.size()));
    HttpAnswer answer = trip.answer();
    requests++;
    late += trip.late() ? 1 : 0;
    if (answer != null || trip.late()) {
      latencyNs.recordValue(Math.max(0, trip.latencyNs()));
    }
    AnswerCheck.Verdict verdict =
        answer == null
            ? AnswerCheck.Verdict.error(trip.failure())
            : AnswerCheck.verdict(request.facts(), answer);
    switch (verdict.kind()) {
      case BID -> bids++;
      case NO_BID -> {
        noBids++;
        noBidReasons.merge(known(noBidReasons, verdict.reason()), 1L, Long::sum);
      }
      case MALFORMED -> malformed++;
      case ERROR -> {
        errors++;
        errorReasons.merge(
            known(errorReasons, verdict.reason()), new Errors(1, request.name()), Errors::plus);
      }
    }
    if (file != null) {
      try {
        file.write(request, trip, verdict);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String known(Map<String, ?> reasons, String reason) {
    return reasons.size() < MAX_REASONS || reasons.containsKey(reason) ? reason : OTHER;
  }
}
