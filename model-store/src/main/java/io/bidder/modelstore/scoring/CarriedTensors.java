package io.bidder.modelstore.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.bidder.modelstore.runtime.TensorBuffer;
import io.bidder.modelstore.scoring.ModelSignature.CarriedTensor;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors that a split model's request graph hands to its candidate graph, without a copy: one
 * writes a batch of impressions to memory of which the other reads one impression's part. One
 * worker's.
 *
 * <pre>{@code
 * memory of a tensor     | imp 0 | imp 1 | imp 2 | ...
 * request's output       [imps, ...dims]
 * candidate's input              [1, ...dims]
 * }</pre>
 */
final class CarriedTensors implements AutoCloseable {
  private final List<CarriedTensor> tensors;
  private final List<String> names;
  private final ByteBuffer[] memory;

  /** By impression, then tensor; null until the impression occurs. */
  private final @Nullable TensorBuffer[][] ofImp;

  /**
   * Tensors for a worker.
   *
   * @param arena what they lie in; the caller's to close, after this
   */
  CarriedTensors(Arena arena, List<CarriedTensor> tensors, int maxImps) {
    this.tensors = tensors;
    names = tensors.stream().map(CarriedTensor::tensor).toList();
    memory = new ByteBuffer[names.size()];
    for (int t = 0; t < names.size(); t++) {
      memory[t] = TensorBuffer.allocate(arena, tensors.get(t).shape(maxImps), Float.BYTES);
    }
    ofImp = new TensorBuffer[maxImps][];
  }

  List<String> names() {
    return names;
  }

  /** The first {@code imps} impressions' memory as one tensor each. The caller's to close. */
  TensorBuffer[] ofBatch(int imps) throws OrtException {
    return views(0, imps);
  }

  /** Has a run of the candidate graph read an impression's part. */
  void feed(int imp, BatchTensors batch) throws OrtException {
    TensorBuffer[] views = ofImp(imp);
    for (int t = 0; t < views.length; t++) {
      batch.feed(t, views[t].tensor());
    }
  }

  /** Writes a tensor's values for the first impressions. */
  void put(int tensor, FloatBuffer values) {
    memory[tensor].asFloatBuffer().put(values);
  }

  /** The tensors of one impression that the candidate graph takes, by name. */
  Map<String, OnnxTensor> feeds(int imp) throws OrtException {
    TensorBuffer[] views = ofImp(imp);
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    for (int t = 0; t < views.length; t++) {
      feeds.put(names.get(t), views[t].tensor());
    }
    return feeds;
  }

  /** Makes every impression's tensors. */
  void make() throws OrtException {
    for (int imp = 0; imp < ofImp.length; imp++) {
      ofImp(imp);
    }
  }

  private TensorBuffer[] ofImp(int imp) throws OrtException {
    TensorBuffer[] views = ofImp[imp];
    if (views == null) {
      views = views(imp, 1);
      ofImp[imp] = views;
    }
    return views;
  }

  private TensorBuffer[] views(int firstImp, int imps) throws OrtException {
    TensorBuffer[] views = new TensorBuffer[names.size()];
    boolean done = false;
    try {
      for (int t = 0; t < views.length; t++) {
        CarriedTensor tensor = tensors.get(t);
        long at = (long) firstImp * tensor.floats() * Float.BYTES;
        views[t] = TensorBuffer.float32(memory[t], at, tensor.shape(imps));
      }
      done = true;
      return views;
    } finally {
      if (!done) {
        BatchTensors.closeAll(views);
      }
    }
  }

  @Override
  public void close() {
    for (TensorBuffer[] views : ofImp) {
      if (views != null) {
        BatchTensors.closeAll(views);
      }
    }
  }
}
