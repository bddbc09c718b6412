package io.bidder.benchmarks.bench.material;

import io.bidder.benchmarks.subject.BenchModel;
import io.bidder.market.load.RequestSet;
import io.bidder.market.traffic.MadeCatalogue;
import io.bidder.market.traffic.MadeRequests;
import io.bidder.market.traffic.RequestMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The benchmark's model, corpus and catalogues, kept in a directory from one run to the next. */
public final class BenchMaterial implements Material {
  private static final int GENERATED = 2_000;
  private static final long SEED = 17;

  /** Campaigns that are looked at, but never bid. */
  private static final int ELSEWHERE = 100;

  private final Path directory;
  private final BenchModel model;
  private final RequestSet requests;
  private final int recorded;

  private BenchMaterial(Path directory, BenchModel model, List<byte[]> bodies, int recorded) {
    this.directory = directory;
    this.model = model;
    this.requests = RequestSet.of(bodies);
    this.recorded = recorded;
  }

  /**
   * Takes what is there and makes what is not.
   *
   * @param recorded a directory of recorded requests that come in between; null for none
   */
  public static BenchMaterial in(Path directory, @Nullable Path recorded) throws IOException {
    List<byte[]> bodies = new ArrayList<>(MadeRequests.bodies(RequestMix.REPORT, GENERATED, SEED));
    if (recorded != null) {
      try (Stream<Path> files = Files.list(recorded)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
          bodies.add(Files.readAllBytes(file));
        }
      }
    }
    Collections.shuffle(bodies, new Random(SEED));
    return new BenchMaterial(
        directory, BenchModel.in(directory), bodies, bodies.size() - GENERATED);
  }

  @Override
  public Path store() {
    return model.store();
  }

  @Override
  public Path stockModel() {
    return model.stockFile();
  }

  @Override
  public Path modelDirectory() {
    return directory;
  }

  @Override
  public Path workDirectory() {
    return directory;
  }

  @Override
  public Map<String, String> settings(int candidates) throws IOException {
    return Map.of(
        "model.store", store().toString(),
        "catalogue.file", catalogue(candidates).toString(),
        // By default fewer are scored: then the row would be of another number of candidates.
        "bid.candidateCap", Integer.toString(RequestMix.REPORT.mostImps() * candidates),
        // The others cut no bid, and which ad wins is to be the same.
        "bid.maxCpm", "1000000");
  }

  @Override
  public Path catalogue(int candidates) throws IOException {
    Path file = directory.resolve("catalogue-" + candidates + ".yaml");
    Files.writeString(file, MadeCatalogue.forAll(candidates, ELSEWHERE));
    return file;
  }

  @Override
  public Path moneyCatalogue(int candidates) throws IOException {
    Path file = directory.resolve("catalogue-money-" + candidates + ".yaml");
    Files.writeString(file, MadeCatalogue.withMoney(MadeCatalogue.forAll(candidates, ELSEWHERE)));
    return file;
  }

  @Override
  public RequestSet requests() {
    return requests;
  }

  @Override
  public String describe() {
    return "%d generated requests of 1 to %d impressions, %d recorded ones"
        .formatted(GENERATED, RequestMix.REPORT.mostImps(), recorded);
  }
}
