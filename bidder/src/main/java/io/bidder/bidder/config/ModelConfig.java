package io.bidder.bidder.config;

import io.bidder.modelstore.scoring.Provider;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.settings.CacheDirectory;
import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Which model is served and how it is computed; the keys below {@code model}.
 *
 * @param store directory of a model store
 * @param copyDirectory directory for copies of versions while they are being opened
 * @param pollInterval between looks at which version is current
 * @param provider where ONNX Runtime computes
 * @param cudaDevice number of the GPU
 * @param fallbackToCpu whether a GPU that is not there is replaced by the CPU
 * @param intraOpThreads threads that work on one batch
 */
public record ModelConfig(
    Path store,
    Path copyDirectory,
    Duration pollInterval,
    Provider provider,
    int cudaDevice,
    boolean fallbackToCpu,
    int intraOpThreads) {

  /** The options to open a version of the store with. */
  public ScoringOptions scoringOptions() {
    ScoringOptions defaults = ScoringOptions.defaults();
    return new ScoringOptions(
        provider,
        cudaDevice,
        fallbackToCpu,
        intraOpThreads,
        defaults.spinning(),
        defaults.batchBuckets(),
        defaults.split());
  }

  static ModelConfig read(Section section, Path home) {
    return new ModelConfig(
        section.path("store", home, "bidder/demo/store"),
        section.path("copyDirectory", CacheDirectory.path(), "served"),
        section
            .get("pollInterval", Types.duration(Duration.ofMillis(10), Duration.ofDays(1)))
            .or(Duration.ofSeconds(2)),
        section.get("provider", Types.choice(Provider.class)).or(Provider.CPU),
        section.get("cudaDevice", Types.integer(0, 1023)).or(0),
        section.get("fallbackToCpu", Types.FLAG).or(false),
        section.get("intraOpThreads", Types.integer(1, 1024)).or(1));
  }
}
