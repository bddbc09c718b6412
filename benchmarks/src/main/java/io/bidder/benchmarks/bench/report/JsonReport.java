package io.bidder.benchmarks.bench.report;

import io.bidder.benchmarks.bench.result.BenchResult;
import io.bidder.benchmarks.bench.result.Latency;
import io.bidder.benchmarks.bench.result.Row;
import io.bidder.benchmarks.bench.result.RunFigures;
import io.bidder.benchmarks.bench.result.SingleFigures;
import io.bidder.benchmarks.bench.result.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A benchmark's result as JSON; docs/reference/benchmarks.md says what it holds. */
public final class JsonReport {
  private static final Map<String, ToDoubleFunction<RunFigures>> FIGURES = figures();

  private JsonReport() {}

  /** All of it; what was not measured is null. */
  public static Map<String, Object> of(BenchResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("startedAt", result.startedAt().toString());
    json.put("seconds", result.seconds());
    json.put("machine", result.machine());
    json.put("rows", result.rows().stream().map(JsonReport::row).toList());
    json.put("targets", result.targets().stream().map(JsonReport::target).toList());
    json.put("firstBidSeconds", result.extras().firstBidSeconds());
    json.put(
        "recoveries",
        result.extras().recoverySeconds().stream().map(JsonReport::recovery).toList());
    return json;
  }

  private static Map<String, ToDoubleFunction<RunFigures>> figures() {
    Map<String, ToDoubleFunction<RunFigures>> figures = new LinkedHashMap<>();
    figures.put("requestsPerSecond", RunFigures::requestsPerSecond);
    figures.put("candidatesPerSecond", RunFigures::candidatesPerSecond);
    figures.put("offeredPerSecond", RunFigures::offeredPerSecond);
    figures.put("goodputPerSecond", RunFigures::goodputPerSecond);
    figures.put("bidRate", RunFigures::bidRate);
    figures.put("meanCandidates", RunFigures::meanCandidates);
    figures.put("requests", RunFigures::sent);
    figures.put("deadlineMisses", RunFigures::deadlineMisses);
    figures.put("sheds", RunFigures::sheds);
    figures.put("shedMedianSeconds", RunFigures::shedMedianSeconds);
    figures.put("failed", RunFigures::failed);
    figures.put("cpuCores", RunFigures::cpuCores);
    figures.put("generatorCores", RunFigures::generatorCores);
    figures.put("allocatedBytesPerRequest", RunFigures::allocatedBytesPerRequest);
    figures.put("gcPauses", RunFigures::gcPauses);
    figures.put("gcPauseMillis", RunFigures::gcPauseMillis);
    figures.put("lagP99Micros", RunFigures::lagP99Micros);
    figures.put("steal", RunFigures::steal);
    figures.put("residentBytes", RunFigures::residentBytes);
    return figures;
  }

  private static Map<String, Object> row(Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", row.name());
    json.put("phase", row.phase().label());
    json.put("candidates", row.candidates());
    FIGURES.forEach((name, figure) -> json.put(name, known(row.median(figure))));
    json.put("latencyMicros", latency(row.latency()));
    json.put("void", row.isVoid());
    json.put("runs", row.runs().stream().map(JsonReport::run).toList());
    return json;
  }

  private static Map<String, Object> run(RunFigures run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("repeat", run.repeat());
    json.put("void", run.isVoid());
    json.put("voidReason", run.voidReason());
    json.put("seconds", known(run.seconds()));
    FIGURES.forEach((name, figure) -> json.put(name, known(figure.applyAsDouble(run))));
    json.put("latencyMicros", latency(run.latency()));
    return json;
  }

  private static Map<String, Object> latency(Latency latency) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("p50", known(latency.p50()));
    json.put("p99", known(latency.p99()));
    json.put("p999", known(latency.p999()));
    json.put("p9999", known(latency.p9999()));
    json.put("max", known(latency.max()));
    return json;
  }

  private static Map<String, Object> target(Target target) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", target.name());
    json.put("target", target.target());
    json.put("value", target.value().isEmpty() ? null : target.value());
    json.put(
        "met",
        target.outcome() == Target.Outcome.NOT_MEASURED
            ? null
            : target.outcome() == Target.Outcome.MET);
    json.put("note", target.note());
    return json;
  }

  private static Map<String, Object> recovery(SingleFigures.Recovery recovery) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("factor", recovery.factor());
    json.put("seconds", known(recovery.seconds()));
    return json;
  }

  /** JSON has no numbers for what is not known, or endless. */
  private static @Nullable Object known(double value) {
    return Double.isFinite(value) ? (Object) value : null;
  }
}
