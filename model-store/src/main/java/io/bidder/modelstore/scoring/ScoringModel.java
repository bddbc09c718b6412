package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.scoring.ModelSignature.InputTensor;
import io.bidder.modelstore.table.EmbeddingTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

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
  private final Provider provider;
  private final OrtSession session;
  private final @Nullable EmbeddingTables tables;
  private final ModelSignature signature;
  private final PredictionReader reader;
  private final LongAdder invalidRows = new LongAdder();
  private final AtomicInteger references = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  private ScoringModel(
      ModelVersion version,
      ScoringOptions options,
      SessionFactory.Opened opened,
      @Nullable EmbeddingTables tables,
      ModelSignature signature,
      PredictionReader reader) {
    this.version = version;
    this.options = options;
    this.provider = opened.provider();
    this.session = opened.session();
    this.tables = tables;
    this.signature = signature;
    this.reader = reader;
  }

  /**
   * Opens a version: loads its graph, maps its tables, holds the manifest's tensors against the
   * graph's and runs it once. The files' checksums and golden outputs are checked elsewhere.
   *
   * @throws InvalidVersionException if a file is missing or broken or the manifest is not the
   *     graph's
   * @throws ProviderUnavailableException if CUDA was asked for, is not there, and falling back is
   *     not allowed
   */
  public static ScoringModel open(ModelVersion version, ScoringOptions options) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Manifest manifest = version.manifest();
    Calibrations calibrations = calibrations(version);
    EmbeddingTables tables = manifest.tables().isEmpty() ? null : EmbeddingTables.open(version);
    SessionFactory.Opened opened = null;
    boolean done = false;
    try {
      opened = SessionFactory.open(environment, version.file(manifest.network().file()), options);
      GraphCheck check = new GraphCheck(version, opened.session());
      List<InputTensor> inputs = check.inputs(tables);
      check.outputs();
      ModelSignature signature =
          ModelSignature.of(
              manifest,
              inputs,
              new GraphProbe(environment, opened.session(), check).run(manifest, inputs, tables));
      ScoringModel model =
          new ScoringModel(
              version,
              options,
              opened,
              tables,
              signature,
              new PredictionReader(signature, calibrations));
      done = true;
      return model;
    } catch (OrtException e) {
      throw new InvalidVersionException(
          version.directory() + ": the graph cannot be read: " + e.getMessage(), e);
    } finally {
      if (!done) {
        free(opened == null ? null : opened.session(), tables);
      }
    }
  }

  private static Calibrations calibrations(ModelVersion version) {
    if (!version.manifest().calibration()) {
      return Calibrations.none();
    }
    try {
      return Calibrations.read(version.file(Calibrations.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often, since the process started, CUDA was asked for and the CPU taken instead. */
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

  /** How it was opened. */
  public ScoringOptions options() {
    return options;
  }

  /** Where it computes, which is the CPU after a fallback. */
  public Provider providerInUse() {
    return provider;
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
      ScoringWorker worker =
          new ScoringWorker(this, session, tables, signature, reader, options.batchBuckets());
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
      free(session, tables);
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

  private static void free(@Nullable OrtSession session, @Nullable EmbeddingTables tables) {
    try {
      if (session != null) {
        session.close();
        NativeCounts.SESSIONS_CLOSED.increment();
      }
    } catch (OrtException e) {
      throw new ScoringException("a session could not be closed: " + e.getMessage(), e);
    } finally {
      if (tables != null) {
        tables.close();
      }
    }
  }
}
