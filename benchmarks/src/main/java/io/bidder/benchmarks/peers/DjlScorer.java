package io.bidder.benchmarks.peers;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.bidder.benchmarks.subject.BenchModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** DJL's engine for ONNX Runtime, with its options as they come and a predictor a thread. */
final class DjlScorer implements PeerScorer {
  private final ZooModel<NDList, NDList> model;
  private final Queue<Predictor<NDList, NDList>> predictors = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<Predictor<NDList, NDList>> own;

  DjlScorer(Path file) throws IOException, ModelNotFoundException, MalformedModelException {
    model =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(file)
            .optEngine("OnnxRuntime")
            .optTranslator(new NoopTranslator())
            .build()
            .loadModel();
    own =
        ThreadLocal.withInitial(() -> {
          Predictor<NDList, NDList> predictor = model.newPredictor();
          predictors.add(predictor);
          return predictor;
        });
  }

  @Override
  public float[] score(long[] ids, float[] numbers, int rows) throws TranslateException {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDList input =
          new NDList(
              manager.create(LongBuffer.wrap(ids), new Shape(rows, BenchModel.FEATURES)),
              manager.create(FloatBuffer.wrap(numbers), new Shape(rows, BenchModel.NUMBERS)));
      input.get(0).setName(BenchModel.IDS);
      input.get(1).setName(BenchModel.NUMERIC);
      try (NDList output = own.get().predict(input)) {
        float[] ctr = output.get(0).toFloatArray();
        float[] cvr = output.get(1).toFloatArray();
        float[] pCtcvr = new float[rows];
        for (int i = 0; i < rows; i++) {
          pCtcvr[i] = ctr[i] * cvr[i];
        }
        return pCtcvr;
      }
    }
  }

  @Override
  public void close() {
    predictors.forEach(Predictor::close);
    model.close();
  }
}
