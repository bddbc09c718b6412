package io.bidder.benchmarks.ceiling;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.benchmarks.subject.BenchModel;
import io.bidder.modelstore.schema.EncodedRows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stock graph as fast as ONNX Runtime's Java API runs it: direct buffers, tensors and outputs
 * made once.
 */
final class StockLoop implements BatchLoop {
  private final OrtSession session;
  private final List<EncodedRows> batches;
  private final OrtSession.RunOptions options = new OrtSession.RunOptions();
  private final LongBuffer ids;
  private final FloatBuffer numbers;
  private final OnnxTensor idTensor;
  private final OnnxTensor numberTensor;
  private final OnnxTensor ctr;
  private final OnnxTensor cvr;
  private final Map<String, OnnxTensor> inputs;
  private final Map<String, OnnxValue> outputs;

  StockLoop(OrtEnvironment environment, OrtSession session, List<EncodedRows> batches)
      throws OrtException {
    this.session = session;
    this.batches = batches;
    int rows = batches.getFirst().size();
    ids = direct(rows * BenchModel.FEATURES * Long.BYTES).asLongBuffer();
    numbers = direct(rows * BenchModel.NUMBERS * Float.BYTES).asFloatBuffer();
    idTensor = OnnxTensor.createTensor(environment, ids, new long[] {rows, BenchModel.FEATURES});
    numberTensor =
        OnnxTensor.createTensor(environment, numbers, new long[] {rows, BenchModel.NUMBERS});
    ctr = output(environment, rows);
    cvr = output(environment, rows);
    inputs = Map.of(BenchModel.IDS, idTensor, BenchModel.NUMERIC, numberTensor);
    outputs = Map.of(BenchModel.CTR, ctr, BenchModel.CVR, cvr);
  }

  private static OnnxTensor output(OrtEnvironment environment, int rows) throws OrtException {
    FloatBuffer buffer = direct(rows * Float.BYTES).asFloatBuffer();
    return OnnxTensor.createTensor(environment, buffer, new long[] {rows, 1});
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  @Override
  public void run(int batch) throws OrtException {
    EncodedRows rows = batches.get(batch);
    int[] from = rows.ids();
    for (int i = 0; i < from.length; i++) {
      ids.put(i, from[i]);
    }
    numbers.put(0, rows.numerics());
    session.run(inputs, Set.of(), outputs, options).close();
  }

  @Override
  public void close() {
    idTensor.close();
    numberTensor.close();
    ctr.close();
    cvr.close();
    options.close();
  }
}
