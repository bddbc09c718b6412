package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.material.Material;
import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.benchmarks.bench.process.Programs;
import io.bidder.benchmarks.bench.process.Subject;
import io.bidder.benchmarks.bench.result.Latency;
import io.bidder.benchmarks.bench.result.Phase;
import io.bidder.benchmarks.bench.result.RunFigures;
import io.bidder.market.load.Load;
import io.bidder.market.load.RequestSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Measures what our server is compared with: the bare model in a loop, and what people ship. */
final class Comparisons {
  private final Plan plan;
  private final Launcher launcher;
  private final Material material;

  /** A program of this module, with the arguments that make it what its name says. */
  record Program(String name, String mainClass, List<String> arguments) {}

  private static final String LOOP = "io.bidder.benchmarks.ceiling.BareLoop";
  private static final String PEER = "io.bidder.benchmarks.peers.Peer";

  static final List<Program> LOOPS =
      List.of(
          new Program(Targets.CEILING, LOOP, List.of("--graph", "stock")),
          new Program("bare loop, our graphs", LOOP, List.of("--graph", "served")));
  static final List<Program> PEERS =
      List.of(
          new Program(Targets.TEXTBOOK, PEER, List.of("--kind", "textbook")),
          new Program("peer b: our options", PEER, List.of("--kind", "tuned")),
          new Program("peer c: DJL", PEER, List.of("--kind", "djl")));

  Comparisons(Plan plan, Launcher launcher, Material material) {
    this.plan = plan;
    this.launcher = launcher;
    this.material = material;
  }

  void loops(int candidates, int repeat, Rows rows) throws IOException, InterruptedException {
    if (!plan.peers()) {
      return;
    }
    for (Program loop : LOOPS) {
      List<String> arguments = new ArrayList<>(loop.arguments());
      arguments.addAll(
          List.of(
              "--model",
              material.modelDirectory().toString(),
              "--candidates",
              Integer.toString(candidates),
              "--seconds",
              Double.toString(plan.closedSeconds())));
      JsonNode figures = Programs.figures(launcher, loop.name(), loop.mainClass(), arguments);
      rows.add(loop.name(), Phase.LOOP, candidates, loopFigures(repeat, figures));
    }
  }

  static RunFigures loopFigures(int repeat, JsonNode figures) {
    double none = Double.NaN;
    return new RunFigures(
        repeat,
        "",
        number(figures, "seconds"),
        none,
        number(figures, "runsPerSecond"),
        number(figures, "candidatesPerSecond"),
        none,
        none,
        number(figures, "candidates"),
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        0,
        none,
        none,
        none,
        none,
        none,
        none,
        new Latency(
            number(figures, "p50Micros"),
            number(figures, "p99Micros"),
            number(figures, "p999Micros"),
            number(figures, "p9999Micros"),
            number(figures, "maxMicros"),
            List.of()));
  }

  private static double number(JsonNode figures, String name) {
    return figures.path(name).isNumber() ? figures.path(name).asDouble() : Double.NaN;
  }

  void peers(Measuring measuring, int repeat, int candidates, Rows rows, Consumer<String> progress)
      throws IOException, InterruptedException {
    if (!plan.peers()) {
      return;
    }
    RequestSet requests = material.requests();
    int connections = plan.connections().closed();
    for (Program peer : PEERS) {
      progress.accept("%s, %d candidates".formatted(peer.name(), candidates));
      try (Subject subject =
          Subject.peer(
              launcher,
              peer.name(),
              peer.mainClass(),
              material.stockModel(),
              material.store(),
              material.catalogue(candidates),
              peer.arguments())) {
        measuring.send(subject, requests, Load.closed(plan.warmUpSeconds(), connections));
        rows.add(
            peer.name(),
            Phase.CLOSED,
            candidates,
            measuring.run(
                subject,
                Phase.CLOSED,
                repeat,
                requests,
                Load.closed(plan.closedSeconds(), connections)));
      }
    }
  }
}
