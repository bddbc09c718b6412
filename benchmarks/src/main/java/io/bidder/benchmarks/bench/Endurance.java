package io.bidder.benchmarks.bench;

import static io.bidder.benchmarks.bench.Plan.TARGET_CANDIDATES;

import io.bidder.benchmarks.bench.material.Material;
import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.benchmarks.bench.process.Subject;
import io.bidder.benchmarks.bench.result.Phase;
import io.bidder.market.load.Load;
import io.bidder.market.load.RequestSet;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Measures what only time shows: model swaps under load, and memory over many minutes. */
final class Endurance {
  /**
   * The swaps and minutes that were done, and the growth of memory meanwhile.
   *
   * @param swaps of model versions that the server reported
   * @param swapResidentGrowth share by which private memory grew from the first tenth of the time
   *     to the last; NaN if it was not measured
   * @param soakResidentBytesPerHour slope of private memory; NaN if it was not measured
   */
  record Result(
      int swaps, double swapResidentGrowth, double soakMinutes, double soakResidentBytesPerHour) {}

  private static final double STEADY = 0.7;
  private static final long SAMPLE_MILLIS = 1_000;
  private static final long SEED = 70;
  private static final Map<String, String> LOOK_OFTEN = Map.of("model.pollInterval", "100ms");

  /** Most swaps are done before the next is due; another model takes seconds. */
  private static final double SECONDS_A_SWAP = 1.5;

  private final Plan plan;
  private final Launcher launcher;
  private final Material material;
  private final Measuring measuring;
  private final Rows rows;
  private final Consumer<String> progress;

  Endurance(
      Plan plan,
      Launcher launcher,
      Material material,
      Measuring measuring,
      Rows rows,
      Consumer<String> progress) {
    this.plan = plan;
    this.launcher = launcher;
    this.material = material;
    this.measuring = measuring;
    this.rows = rows;
    this.progress = progress;
  }

  /** Does what the plan asks for, each with a server of its own. */
  Result measure() throws IOException, InterruptedException {
    int swaps = 0;
    double growth = Double.NaN;
    if (plan.swaps() > 0) {
      progress.accept("%d swaps at 70 %%".formatted(plan.swaps()));
      Path directory = material.workDirectory().resolve("swapped-store");
      TwoModels versions = TwoModels.in(directory, material.store());
      try (Subject subject = start(directory, LOOK_OFTEN)) {
        double before = subject.modelSwaps();
        MemorySamples memory =
            steady(
                subject,
                Phase.SWAPS,
                plan.swaps() * SECONDS_A_SWAP,
                new Swapper(subject, new DirectoryModelStore(directory), versions));
        swaps = (int) (subject.modelSwaps() - before);
        growth = memory.growth();
      }
    }
    double slope = Double.NaN;
    if (plan.soakMinutes() > 0) {
      progress.accept("%.0f minutes at 70 %%".formatted(plan.soakMinutes()));
      try (Subject subject = start(material.store(), Map.of())) {
        slope = steady(subject, Phase.SOAK, 60 * plan.soakMinutes(), () -> {}).slopeBytesPerHour();
      }
    }
    return new Result(swaps, growth, plan.soakMinutes(), slope);
  }

  private Subject start(Path store, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>(material.settings(TARGET_CANDIDATES));
    settings.putAll(more);
    settings.put("model.store", store.toString());
    return Subject.ours(launcher, settings);
  }

  /** 70 % of what this process can do, with something else done all the time. */
  private MemorySamples steady(Subject subject, Phase phase, double seconds, Step meanwhile)
      throws IOException, InterruptedException {
    RequestSet requests = material.requests();
    int closed = plan.connections().closed();
    measuring.send(subject, requests, Load.closed(plan.warmUpSeconds(), closed));
    double capacity =
        measuring
            .run(subject, Phase.CLOSED, 0, requests, Load.closed(plan.closedSeconds(), closed))
            .lookedAtPerSecond();
    measuring.send(
        subject,
        requests,
        Load.open(capacity / 2, plan.warmUpSeconds() / 2, plan.connections().open(), SEED));
    if (phase == Phase.SWAPS) {
      open(subject, Phase.BEFORE_SWAPS, capacity, plan.openSeconds());
    }
    MemorySamples memory = new MemorySamples();
    AtomicBoolean over = new AtomicBoolean();
    Thread doing =
        Thread.ofPlatform()
            .name("meanwhile")
            .start(() -> {
              try {
                while (!over.get()) {
                  memory.add(System.nanoTime(), subject.privateBytes());
                  meanwhile.take();
                  Thread.sleep(SAMPLE_MILLIS);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (IOException e) {
                // The server does not answer any more: the load's failures and the swaps say so.
              }
            });
    try {
      open(subject, phase, capacity, seconds);
    } finally {
      // Not interrupted: that would break off a promotion in the middle of its files.
      over.set(true);
      doing.join();
    }
    return memory;
  }

  private void open(Subject subject, Phase phase, double capacity, double seconds)
      throws IOException, InterruptedException {
    rows.add(
        BenchRun.OURS,
        phase,
        TARGET_CANDIDATES,
        measuring.run(
            subject,
            phase,
            0,
            material.requests(),
            Load.open(STEADY * capacity, seconds, plan.connections().open(), SEED)));
  }

  /** A step that is taken once a second beside the load. */
  private interface Step {
    void take() throws IOException, InterruptedException;
  }

  /** Promotes the next version, once the last one is served. */
  private final class Swapper implements Step {
    private final Subject subject;
    private final ModelStore store;
    private final TwoModels versions;
    private int promoted;

    Swapper(Subject subject, ModelStore store, TwoModels versions) {
      this.subject = subject;
      this.store = store;
      this.versions = versions;
    }

    @Override
    public void take() throws IOException, InterruptedException {
      if (promoted < plan.swaps() && subject.modelSwaps() >= promoted) {
        promoted++;
        store.promote(versions.next(promoted));
      }
    }
  }
}
