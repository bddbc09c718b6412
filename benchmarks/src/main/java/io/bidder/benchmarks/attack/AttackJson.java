package io.bidder.benchmarks.attack;

import io.bidder.benchmarks.attack.wire.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The results as JSON, with everything. */
final class AttackJson {
  private AttackJson() {}

  static Map<String, Object> of(
      Map<String, String> machine, AttackPlan plan, List<AttackResult> results) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("plan", plan);
    json.put("attacks", results.stream().map(AttackJson::of).toList());
    return json;
  }

  private static Map<String, @Nullable Object> of(AttackResult result) {
    List<String> unmet = Verdict.unmet(result);
    Volume volume = result.volume();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", result.attack().name());
    json.put("about", result.attack().about());
    json.put("campaigns", result.attack().stage().campaigns());
    json.put("heap", result.attack().stage().heap());
    json.put("void", result.isVoid());
    json.put("met", unmet.isEmpty());
    json.put("unmet", unmet);
    json.put("alone", good(result.alone()));
    json.put("beside", good(result.beside()));
    json.put("after", good(result.after()));
    json.put(
        "p99BoundMicros",
        orNull(result.attack().stage().bound().micros(result.alone().p99Micros())));
    json.put("seconds", result.seconds());
    json.put("messages", volume.messages());
    json.put("connections", volume.connections());
    json.put("refused", volume.refused());
    json.put("closed", volume.closed());
    json.put("answers", volume.answers());
    json.put("bytesSent", volume.bytesSent());
    json.put("bytesRead", volume.bytesRead());
    json.put("cpuCores", volume.cpuSeconds() / result.seconds());
    json.put("otherCores", orNull(result.otherCores()));
    json.put("residentBytes", orNull(result.seen().mostResidentBytes()));
    json.put("logBytes", result.logBytes());
    json.put("forgedLines", result.forgedLines());
    json.put("probes", result.seen().probes());
    json.put("unhealthy", result.seen().unhealthy());
    json.put("unready", result.seen().unready());
    json.put("keptOut", result.seen().keptOut());
    json.put("alive", result.ended() == null);
    json.put("exitCode", result.ended());
    return json;
  }

  private static Map<String, @Nullable Object> good(GoodFigures figures) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("sent", figures.sent());
    json.put("afterwards", figures.afterwards());
    json.put("lost", figures.lost());
    json.put("lostBy", figures.lostBy());
    json.put("p50Micros", orNull(figures.p50Micros()));
    json.put("p99Micros", orNull(figures.p99Micros()));
    json.put("maxMicros", orNull(figures.maxMicros()));
    return json;
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
