package io.bidder.benchmarks.attack;

import io.bidder.benchmarks.attack.kind.Attack;
import io.bidder.benchmarks.attack.victim.AttackedServer;
import io.bidder.benchmarks.attack.victim.ServerFiles;
import io.bidder.benchmarks.attack.victim.ServerWatch;
import io.bidder.benchmarks.attack.victim.Stage;
import io.bidder.benchmarks.attack.victim.Victim;
import io.bidder.benchmarks.attack.wire.Volume;
import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.market.traffic.MadeRequests;
import io.bidder.market.traffic.RequestMix;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Carries out one attack after the other, each on a server that has just started. */
final class AttackRun implements AutoCloseable {
  private static final int REQUESTS = 500;
  private static final long SEED = 31;
  private static final int ENDS_WITHIN_SECONDS = 60;

  private final AttackPlan plan;
  private final Launcher launcher;
  private final Path work;
  private final Path demoStore;
  private final InetAddress source;
  private final GoodLoad good = new GoodLoad();
  private final Map<Integer, List<byte[]>> goodBodies = new HashMap<>();

  /**
   * A run that has not begun.
   *
   * @param work a directory for files of servers and logs
   * @param source the first address that attacks come from
   */
  AttackRun(AttackPlan plan, Launcher launcher, Path work, Path demoStore, InetAddress source) {
    this.plan = plan;
    this.launcher = launcher;
    this.work = work;
    this.demoStore = demoStore;
    this.source = source;
  }

  /** Starts a server, attacks it, and tells how it and the good load fared. */
  AttackResult run(Attack attack) throws IOException, InterruptedException {
    Stage stage = attack.stage();
    ServerFiles files = ServerFiles.in(work.resolve("files"), work, demoStore, stage.campaigns());
    Path log = work.resolve(attack.name() + ".log");
    try (AttackedServer server = AttackedServer.start(launcher, stage.heap(), files, log)) {
      List<byte[]> bodies = goodBodies(server, stage.campaigns());
      double rate =
          stage.goodPerSecond() > 0
              ? Math.min(stage.goodPerSecond(), plan.goodPerSecond())
              : plan.goodPerSecond();
      Victim victim = new Victim(server, bodies, source);
      Callable<Volume> prepared = attack.preparation().prepare(victim);
      good.send(server.address(), bodies, rate, plan.warm());
      GoodFigures alone = good.send(server.address(), bodies, rate, plan.alone());
      return attack(attack, victim, prepared, rate, alone);
    }
  }

  private AttackResult attack(
      Attack attack, Victim victim, Callable<Volume> prepared, double rate, GoodFigures alone)
      throws IOException, InterruptedException {
    AttackedServer server = victim.server();
    long logBytes = server.log().bytes();
    try (ServerWatch watch = new ServerWatch(server, victim.goodBodies().getFirst())) {
      FutureTask<Volume> attacking = new FutureTask<>(prepared);
      Thread.ofPlatform().name("attack").daemon(true).start(attacking);
      long startNs = System.nanoTime();
      Neighbours neighbours = new Neighbours(server);
      GoodFigures beside =
          good.send(
              server.address(), victim.goodBodies(), rate, plan.beside(), victim.endedNs()::get);
      double seconds = (System.nanoTime() - startNs) / 1e9;
      double otherCores = neighbours.cores();
      ServerWatch.Seen seen = watch.seen();
      victim.over().countDown();
      Volume volume = end(attacking, victim);
      GoodFigures after =
          attack.stage().endsServer()
              ? new GoodFigures(0, 0, Map.of(), Double.NaN, Double.NaN, Double.NaN)
              : good.send(server.address(), victim.goodBodies(), rate, plan.after());
      return new AttackResult(
          attack,
          alone,
          beside,
          after,
          volume,
          seconds,
          otherCores,
          seen,
          server.isAlive() ? null : server.exitCode(),
          server.log().bytes() - logBytes,
          server.log().forgedLines(),
          List.copyOf(victim.faults()));
    }
  }

  private static Volume end(FutureTask<Volume> attacking, Victim victim)
      throws IOException, InterruptedException {
    try {
      return attacking.get(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      victim.faults().add("the attack did not end");
      return Volume.NONE;
    } catch (ExecutionException e) {
      if (victim.server().isAlive()) {
        throw new IOException("the attack failed: " + e.getCause(), e);
      }
      return Volume.NONE;
    }
  }

  private List<byte[]> goodBodies(AttackedServer server, int campaigns)
      throws IOException, InterruptedException {
    List<byte[]> known = goodBodies.get(campaigns);
    if (known == null) {
      List<byte[]> made = MadeRequests.bodies(RequestMix.REPORT, REQUESTS, SEED);
      // Once for the server's code to become fast, and once for those that it bids on.
      good.bidFor(server.address(), made);
      known = new ArrayList<>(good.bidFor(server.address(), made));
      if (known.size() < REQUESTS / 2) {
        throw new IOException("the server bids on " + known.size() + " of " + REQUESTS);
      }
      goodBodies.put(campaigns, known);
    }
    return known;
  }

  @Override
  public void close() {
    good.close();
  }
}
