package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.subject.BenchCorpus;
import io.bidder.benchmarks.subject.BenchModel;
import io.bidder.market.load.RequestSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The benchmark's model, corpus and catalogues, kept in a directory from one run to the next. */
final class BenchMaterial implements Material {
  private static final int GENERATED = 2_000;
  private static final long SEED = 17;

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
  static BenchMaterial in(Path directory, @Nullable Path recorded) throws IOException {
    BenchCorpus generated = BenchCorpus.generated(GENERATED, SEED);
    BenchCorpus corpus = recorded == null ? generated : generated.withRecorded(recorded);
    List<byte[]> bodies = new ArrayList<>(corpus.bodies());
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
  public Path catalogue(int candidates) throws IOException {
    Path file = directory.resolve("catalogue-" + candidates + ".yaml");
    Files.writeString(file, BenchCorpus.catalogue(candidates));
    return file;
  }

  @Override
  public int candidateCap(int candidates) {
    return BenchCorpus.candidateCap(candidates);
  }

  @Override
  public RequestSet requests() {
    return requests;
  }

  @Override
  public String describe() {
    return "%d generated requests of 1 to %d impressions, %d recorded ones"
        .formatted(GENERATED, BenchCorpus.MAX_IMPS, recorded);
  }
}
