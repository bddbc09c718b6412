package io.bidder.modelstore.scoring;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.table.EmbeddingTables;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A version that was opened for scoring: its ONNX Runtime session, its mapped tables and its
 * calibration. Safe to share between threads, each of which scores through {@linkplain #newWorker
 * its own worker}.
 *
 * <p>Versions that differ in their calibration alone may be opened {@linkplain #openRecalibrated on
 * one another}: they share sessions and tables, and workers may {@linkplain ScoringWorker#serve
 * change} between them.
 *
 * <p>References are counted. The opener holds one and gives it up with {@link #close}; every worker
 * holds one until it is closed. Native memory is freed when the last is given up, so that closing
 * never races a run.
 */
public final class ScoringModel implements AutoCloseable {
  private final ModelVersion version;
  private final ScoringOptions options;
  private final SharedGraphs shared;
  private final ModelGraphs graphs;
  private final PredictionReader reader;
  private final LongAdder invalidRows = new LongAdder();
  private final AtomicInteger references = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  private ScoringModel(
      ModelVersion version, ScoringOptions options, SharedGraphs shared, PredictionReader reader) {
    this.version = version;
    this.options = options;
    this.shared = shared;
    this.graphs = shared.graphs();
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
    RowCalibration calibration = RowCalibration.of(version);
    ModelGraphs graphs = ModelGraphs.open(version, options);
    return new ScoringModel(
        version,
        options,
        new SharedGraphs(graphs),
        new PredictionReader(graphs.signature(), calibration));
  }

  /**
   * Opens a version that {@linkplain Manifest#differsInCalibrationAlone differs} from this one in
   * its calibration alone, on the graphs and tables that are open already: no file is read but
   * calibration.json. Each of the two is closed by itself, in any order; what both score with is
   * freed with the last.
   *
   * @throws IllegalArgumentException if the version differs in more
   * @throws InvalidVersionException if its calibration is no valid one
   * @throws IllegalStateException if this is closed
   */
  public ScoringModel openRecalibrated(ModelVersion other) {
    if (!other.manifest().differsInCalibrationAlone(version.manifest())) {
      throw new IllegalArgumentException(
          "version %s differs from %s in more than its calibration".formatted(other.id(), id()));
    }
    PredictionReader calibrated =
        new PredictionReader(graphs.signature(), RowCalibration.of(other));
    requireRetained();
    try {
      return new ScoringModel(other, options, shared.retain(), calibrated);
    } finally {
      release();
    }
  }

  /** Tells whether another model scores on the same open graphs and tables. */
  public boolean sharesGraphs(ScoringModel other) {
    return shared.equals(other.shared);
  }

  /** Brings the tables into memory, so that the first rows do not wait for them. */
  public void load() {
    EmbeddingTables tables = graphs.tables();
    if (tables != null) {
      tables.load();
    }
  }

  PredictionReader reader() {
    return reader;
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
    requireRetained();
    boolean made = false;
    try {
      ScoringWorker worker = new ScoringWorker(this, graphs.runs(options.batchBuckets()));
      made = true;
      return worker;
    } finally {
      if (!made) {
        release();
      }
    }
  }

  /**
   * Takes a reference.
   *
   * @throws IllegalStateException if the model is closed
   */
  void requireRetained() {
    if (!tryRetain()) {
      throw new IllegalStateException("version " + id() + " is closed");
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
      shared.release();
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
