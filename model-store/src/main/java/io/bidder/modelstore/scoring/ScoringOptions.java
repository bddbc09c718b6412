package io.bidder.modelstore.scoring;

import java.util.List;

/**
 * Options for opening a model. Immutable.
 *
 * @param provider where to compute
 * @param cudaDevice number of the GPU, for {@link Provider#CUDA}
 * @param fallbackToCpu whether CUDA that is not there is replaced by the CPU, which {@link
 *     ScoringModel#cudaFallbacks} counts, instead of being an error
 * @param intraOpThreads threads that work on one batch. 1, with one caller a core, serves most rows
 *     a second at the lowest latency
 * @param spinning whether idle threads of a batch burn their core while they wait; only of use with
 *     several threads and cores to spare
 * @param batchBuckets ascending row counts that tensors are made for. A batch is padded up to the
 *     next one; more rows than the last one holds are scored in slices. They bound ONNX Runtime's
 *     arena, which never shrinks
 * @param split whether a version that was published as two graphs is scored through them, so that
 *     an impression's request side is computed once, or through the graph they were made from
 */
public record ScoringOptions(
    Provider provider,
    int cudaDevice,
    boolean fallbackToCpu,
    int intraOpThreads,
    boolean spinning,
    List<Integer> batchBuckets,
    boolean split) {

  /** Rows that one bucket may hold. */
  public static final int MAX_BUCKET = 1 << 16;

  /** The largest number of buckets. */
  public static final int MAX_BUCKETS = 32;

  public ScoringOptions {
    batchBuckets = List.copyOf(batchBuckets);
    require(cudaDevice >= 0, "cudaDevice", cudaDevice, "0 or more");
    require(intraOpThreads >= 1, "intraOpThreads", intraOpThreads, "1 or more");
    require(
        !batchBuckets.isEmpty() && batchBuckets.size() <= MAX_BUCKETS,
        "batchBuckets",
        batchBuckets,
        "1 to " + MAX_BUCKETS + " row counts");
    int previous = 0;
    for (int bucket : batchBuckets) {
      require(
          bucket > previous && bucket <= MAX_BUCKET,
          "batchBuckets",
          batchBuckets,
          "ascending row counts of 1 to " + MAX_BUCKET);
      previous = bucket;
    }
  }

  /** CPU, one thread a batch, no spinning, batches of up to 128 rows. */
  public static ScoringOptions defaults() {
    return new ScoringOptions(
        Provider.CPU, 0, false, 1, false, List.of(1, 2, 4, 8, 16, 32, 64, 128), true);
  }

  /** The same with another provider. */
  public ScoringOptions withProvider(Provider provider, int cudaDevice, boolean fallbackToCpu) {
    return new ScoringOptions(
        provider, cudaDevice, fallbackToCpu, intraOpThreads, spinning, batchBuckets, split);
  }

  /** The same with other buckets. */
  public ScoringOptions withBatchBuckets(List<Integer> batchBuckets) {
    return new ScoringOptions(
        provider, cudaDevice, fallbackToCpu, intraOpThreads, spinning, batchBuckets, split);
  }

  /** The same with split versions scored through their two graphs, or through the one. */
  public ScoringOptions withSplit(boolean split) {
    return new ScoringOptions(
        provider, cudaDevice, fallbackToCpu, intraOpThreads, spinning, batchBuckets, split);
  }

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + value + ", expected " + expected);
    }
  }
}
