package io.bidder.market.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts answers by what they are. Each connection has its own; they are added up in the end. */
final class Tally implements LoadGenerator.Answers {
  private static final int HISTOGRAM_DIGITS = 3;
  private static final long NS_PER_MS = 1_000_000;

  /** Kinds of reasons that are told apart: a server may make up a new one for each answer. */
  static final int MAX_REASONS = 1000;

  static final String OTHER = "other";

  private final int timeoutMillis;
  private final @Nullable AnswersFile file;

  long requests;
  long bids;
  long noBids;
  long malformed;
  long errors;
  long late;
  final Map<String, Long> noBidReasons = new TreeMap<>();
  final Map<String, Errors> errorReasons = new TreeMap<>();

  /** Of answers, and of waiting in vain for longer than the deadline. */
  final Histogram latencyNs = new Histogram(HISTOGRAM_DIGITS);

  /**
   * Has counted nothing.
   *
   * @param timeoutMillis the deadline of a request that has no {@code tmax}
   * @param file where answers are written, null for nowhere
   */
  Tally(int timeoutMillis, @Nullable AnswersFile file) {
    this.timeoutMillis = timeoutMillis;
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
  public void take(
      long index,
      RecordedRequest request,
      @Nullable HttpAnswer answer,
      String failure,
      long takenNs) {
    requests++;
    int tmaxMillis = request.facts().tmaxMillis();
    boolean isLate = takenNs > (tmaxMillis > 0 ? tmaxMillis : timeoutMillis) * NS_PER_MS;
    late += isLate ? 1 : 0;
    if (answer != null || isLate) {
      latencyNs.recordValue(takenNs);
    }
    AnswerCheck.Verdict verdict =
        answer == null
            ? AnswerCheck.Verdict.error(failure)
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
        file.write(request, answer, verdict, isLate, takenNs);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Adds what another counted. */
  void add(Tally other) {
    requests += other.requests;
    bids += other.bids;
    noBids += other.noBids;
    malformed += other.malformed;
    errors += other.errors;
    late += other.late;
    other.noBidReasons.forEach(
        (reason, count) -> noBidReasons.merge(known(noBidReasons, reason), count, Long::sum));
    other.errorReasons.forEach(
        (reason, some) -> errorReasons.merge(known(errorReasons, reason), some, Errors::plus));
    latencyNs.add(other.latencyNs);
  }

  private static String known(Map<String, ?> reasons, String reason) {
    return reasons.size() < MAX_REASONS || reasons.containsKey(reason) ? reason : OTHER;
  }
}
