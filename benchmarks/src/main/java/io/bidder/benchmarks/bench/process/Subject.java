package io.bidder.benchmarks.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running bidder of ours or a peer's, in a process of its own. Closing it ends the process. */
public final class Subject implements AutoCloseable {
  private static final Pattern OURS_READY =
      Pattern.compile("bidding on http://[^ ]*:([0-9]+)/.*admin on http://[^ ]*:([0-9]+)");
  private static final Pattern PEER_READY = Pattern.compile("listening on ([0-9]+)");
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(10);
  private static final double NS_PER_SECOND = 1e9;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(ASK_TIMEOUT).build();
  private final ChildProcess process;
  private final int port;
  private final URI counts;
  private final boolean ours;

  private Subject(ChildProcess process, int port, URI counts, boolean ours) {
    this.process = process;
    this.port = port;
    this.counts = counts;
    this.ours = ours;
  }

  /**
   * Starts our server and waits until it bids.
   *
   * @param settings keys of its configuration that are not to be as by default
   */
  public static Subject ours(Launcher launcher, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("http.port", "0");
    all.put("admin.port", "0");
    // What is measured is read between two scrapes, however close they are.
    all.put("admin.scrapeInterval", "0ms");
    all.put("admin.host", "127.0.0.1");
    all.putAll(settings);
    ChildProcess process = new ChildProcess("ours", launcher.server(all), OURS_READY);
    Matcher ready = process.awaitReady();
    return new Subject(
        process,
        Integer.parseInt(ready.group(1)),
        URI.create("http://localhost:" + ready.group(2) + "/metrics"),
        true);
  }

  /**
   * Starts a peer and waits until it bids.
   *
   * @param model the ONNX file that it scores with
   * @param store says what the model's features are
   */
  public static Subject peer(
      Launcher launcher,
      String name,
      String mainClass,
      Path model,
      Path store,
      Path catalogue,
      List<String> more)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--port", "0"));
    arguments.addAll(List.of("--model", model.toString(), "--store", store.toString()));
    arguments.addAll(List.of("--catalogue", catalogue.toString()));
    arguments.addAll(more);
    ChildProcess process = new ChildProcess(name, launcher.java(mainClass, arguments), PEER_READY);
    int port = Integer.parseInt(process.awaitReady().group(1));
    return new Subject(process, port, URI.create("http://localhost:" + port + "/stats"), false);
  }

  /** The address that bid requests are posted to. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Reads its counters. */
  public Counters counters() throws IOException, InterruptedException {
    String answer = ask();
    return ours ? ourCounters(answer) : peerCounters(answer);
  }

  private String ask() throws IOException, InterruptedException {
    process.requireAlive();
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(counts).timeout(ASK_TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new SubjectFailedException(counts + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  static Counters ourCounters(String metrics) {
    PrometheusText text = new PrometheusText(metrics);
    String requests = "bidder_requests_total";
    return new Counters(
        text.sum(requests),
        text.sum(requests, sample -> sample.has("outcome", "bid")),
        text.sum("bidder_candidates_sum"),
        text.sum(requests, sample -> sample.has("outcome", "late")),
        text.sum(requests, sample -> sample.has("outcome", "shed")),
        text.all("bidder_shed_seconds_bucket").stream()
            .map(sample ->
                new Counters.Bucket(
                    sample.label("le").equals("+Inf")
                        ? Double.POSITIVE_INFINITY
                        : Double.parseDouble(sample.label("le")),
                    sample.value()))
            .filter(bucket -> bucket.atMostSeconds() < Double.POSITIVE_INFINITY)
            .toList(),
        text.sum("jvm_allocated_bytes_total"),
        orZero(text.sum("jvm_gc_pause_seconds_count")),
        orZero(text.sum("jvm_gc_pause_seconds_sum")),
        text.sum("process_cpu_time_ns_total") / NS_PER_SECOND);
  }

  /** Pauses are there from the first on. */
  private static double orZero(double sum) {
    return Double.isNaN(sum) ? 0 : sum;
  }

  static Counters peerCounters(String json) {
    JsonNode stats = JsonMapper.shared().readTree(json);
    return new Counters(
        number(stats, "requests"),
        number(stats, "bids"),
        number(stats, "candidatesScored"),
        0,
        0,
        List.of(),
        number(stats, "allocatedBytes"),
        number(stats, "gcCount"),
        number(stats, "gcPauseMillis") / 1000,
        number(stats, "cpuNanos") / NS_PER_SECOND);
  }

  private static double number(JsonNode stats, String name) {
    return stats.path(name).isNumber() ? stats.path(name).asDouble() : Double.NaN;
  }

  /** Model versions that have taken another's place; NaN if it does not say. */
  public double modelSwaps() throws IOException, InterruptedException {
    return new PrometheusText(ask()).sum("bidder_model_swaps_total");
  }

  /** Memory that is its own: no pages of mapped files, which the kernel may take back. */
  public double privateBytes() {
    return Kernel.statusBytes(process.pid(), "RssAnon");
  }

  /** Memory that it has resident. */
  public double residentBytes() {
    return Kernel.statusBytes(process.pid(), "VmRSS");
  }

  /** Ends it. */
  @Override
  public void close() {
    process.close();
    client.close();
  }
}
