package io.bidder.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.bidder.benchmarks.subject.BenchModel;
import io.bidder.modelstore.runtime.OrtLibrary;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;

/** ONNX Runtime's Java API as its tutorial shows it: one shared session, tensors for every run. */
final class OrtScorer implements PeerScorer {
  private final OrtEnvironment environment = OrtLibrary.environment();
  private final SessionOptions options;
  private final OrtSession session;

  private OrtScorer(Path model, SessionOptions options) throws OrtException {
    this.options = options;
    session = environment.createSession(model.toString(), options);
  }

  /** A session with every option as it comes: as many threads a run as there are cores. */
  static OrtScorer asItComes(Path model) throws OrtException {
    return new OrtScorer(model, new SessionOptions());
  }

  /** A session with our options: one thread a run, no spinning. */
  static OrtScorer tuned(Path model) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    return new OrtScorer(model, options);
  }

  @Override
  public float[] score(long[] ids, float[] numbers, int rows) throws OrtException {
    try (OnnxTensor idTensor =
            OnnxTensor.createTensor(
                environment, LongBuffer.wrap(ids), new long[] {rows, BenchModel.FEATURES});
        OnnxTensor numberTensor =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(numbers), new long[] {rows, BenchModel.NUMBERS});
        OrtSession.Result result =
            session.run(Map.of(BenchModel.IDS, idTensor, BenchModel.NUMERIC, numberTensor))) {
      float[][] ctr = (float[][]) result.get(BenchModel.CTR).orElseThrow().getValue();
      float[][] cvr = (float[][]) result.get(BenchModel.CVR).orElseThrow().getValue();
      float[] pCtcvr = new float[rows];
      for (int i = 0; i < rows; i++) {
        pCtcvr[i] = ctr[i][0] * cvr[i][0];
      }
      return pCtcvr;
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the session could not be closed", e);
    }
    options.close();
  }
}
