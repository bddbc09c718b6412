package io.bidder.bidder.config;

import io.bidder.modelstore.scoring.Provider;
import io.bidder.modelstore.scoring.ScoringOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which model is served and how it is computed; the keys below {@code model}.
 *
 * @param store directory of a model store
 * @param pollInterval between looks at which version is current
 * @param provider where ONNX Runtime computes
 * @param cudaDevice number of the GPU
 * @param fallbackToCpu whether a GPU that is not there is replaced by the CPU
 * @param intraOpThreads threads that work on one batch
 */
public record ModelConfig(
    Path store,
    Duration pollInterval,
    Provider provider,
    int cudaDevice,
    boolean fallbackToCpu,
    int intraOpThreads) {

  private static final Map<String, Provider> PROVIDERS = providers();

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

  static ModelConfig read(Section section) {
    return new ModelConfig(
        section.path("store", "bidder/demo/store"),
        section.duration("pollInterval", "2s", Duration.ofMillis(10), Duration.ofDays(1)),
        section.choice("provider", "cpu", PROVIDERS),
        section.integer("cudaDevice", "0", 0, 1023),
        section.flag("fallbackToCpu", "false"),
        section.integer("intraOpThreads", "1", 1, 1024));
  }

  private static Map<String, Provider> providers() {
    Map<String, Provider> providers = new LinkedHashMap<>();
    providers.put("cpu", Provider.CPU);
    providers.put("cuda", Provider.CUDA);
    return providers;
  }
}
