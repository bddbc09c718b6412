package io.bidder.modelstore.scoring;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.calibration.Calibrations;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A version that was opened for scoring: its ONNX Runtime session, its mapped tables and its
 * calibration. Safe to share between threads, each of which scores through {@linkplain #newWorker
 * its own worker}.
 *
 * <p>References are counted. The opener holds one and gives it up with {@link #close}; every worker
 * holds one until it is closed. Native memory is freed when the last is given up, so that closing
 * never races a run.
 */
public final class ScoringModel implements AutoCloseable {
  private final ModelVersion version;
  private final ScoringOptions options;
  private final ModelGraphs graphs;
  private final PredictionReader reader;
  private final LongAdder invalidRows = new LongAdder();
  private final AtomicInteger references = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  private ScoringModel(
      ModelVersion version, ScoringOptions options, ModelGraphs graphs, PredictionReader reader) {
    this.version = version;
    this.options = options;
    this.graphs = graphs;
    this.reader = reader;
  }

  /**
   * Opens a version: loads its graph or, if it is split, its two, maps its tables, holds the
   * manifest's tensors against the graphs' and runs them once. The files' checksums and golden
   * outputs are checked elsewhere.
   *
   * @throws InvalidVersionException if a file is missing or broken or the manifest is not the
   *     graph's
   * @throws ProviderUnavailableException if CUDA was asked for, is not there, and falling back is
   *     not allowed
   */
  public static ScoringModel open(ModelVersion version, ScoringOptions options) {
    Calibrations calibrations = calibrations(version);
    CampaignFactors campaigns = CampaignFactors.of(version, calibrations);
    ModelGraphs graphs = ModelGraphs.open(version, options);
    return new ScoringModel(
        version,
        options,
        graphs,
        new PredictionReader(graphs.signature(), calibrations, campaigns));
  }

  private static Calibrations calibrations(ModelVersion version) {
    return version.manifest().calibration()
        ? Calibrations.read(version.file(Calibrations.FILE))
        : Calibrations.none();
  }

  /** Times, since the process started, that CUDA was asked for and the CPU taken instead. */
  public static long cudaFallbacks() {
    return SessionFactory.CUDA_FALLBACKS.sum();
  }

  /** The version's id. */
  public String id() {
    return version.id();
  }

  /** The version that was opened. */
  public ModelVersion version() {
    return version;
  }

  /** The options that it was opened with. */
  public ScoringOptions options() {
    return options;
  }

  /** The provider that it computes with, which is the CPU after a fallback. */
  public Provider providerInUse() {
    return graphs.provider();
  }

  /** Tells whether an impression's request side is computed once for all of its candidates. */
  public boolean isSplit() {
    return graphs.isSplit();
  }

  /** Rows so far for which the network gave no probability. */
  public long invalidRows() {
    return invalidRows.sum();
  }

  /**
   * A worker for one thread, which holds a reference until it is closed.
   *
   * @throws IllegalStateException if the model is closed
   */
  public ScoringWorker newWorker() {
    if (!tryRetain()) {
      throw new IllegalStateException("version " + id() + " is closed");
    }
    boolean made = false;
    try {
      ScoringWorker worker = new ScoringWorker(this, graphs.runs(reader, options.batchBuckets()));
      made = true;
      return worker;
    } finally {
      if (!made) {
        release();
      }
    }
  }

  /** Takes a reference, to be given up with {@link #release}; false if the model is closed. */
  public boolean tryRetain() {
    int count = references.get();
    while (count > 0) {
      if (references.compareAndSet(count, count + 1)) {
        return true;
      }
      count = references.get();
    }
    return false;
  }

  /**
   * Gives a reference up; the last one frees the model.
   *
   * @throws IllegalStateException if there was none: a bug
   */
  public void release() {
    int left = references.decrementAndGet();
    if (left == 0) {
      graphs.close();
    } else if (left < 0) {
      throw new IllegalStateException("version " + id() + " was released more than retained");
    }
  }

  /** Gives the opener's reference up. Closing again does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release();
    }
  }

  void countInvalid(int rows) {
    if (rows > 0) {
      invalidRows.add(rows);
    }
  }
}
