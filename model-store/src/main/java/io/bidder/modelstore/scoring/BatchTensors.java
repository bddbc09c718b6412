package io.bidder.modelstore.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.schema.EncodedRows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Everything that one run of a graph on {@code rows} rows takes, made once: input tensors, pinned
 * outputs and the maps that name them. One worker's.
 */
final class BatchTensors implements AutoCloseable {
  private final int rows;
  private final OrtSession session;
  private final InputFiller[] fillers;
  private final TensorBuffer[] inputs;
  private final TensorBuffer[] outputs;
  private final Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> pinned = new LinkedHashMap<>();

  /** Allocates output tensors. */
  interface Outputs {
    TensorBuffer[] allocate(OrtEnvironment environment, int rows) throws OrtException;
  }

  private BatchTensors(
      int rows,
      OpenGraph graph,
      InputFiller[] fillers,
      TensorBuffer[] inputs,
      String[] outputNames,
      TensorBuffer[] outputs) {
    this.rows = rows;
    this.session = graph.session();
    this.fillers = fillers;
    this.inputs = inputs;
    this.outputs = outputs;
    for (int i = 0; i < inputs.length; i++) {
      feeds.put(graph.inputs().get(i).tensor(), inputs[i].tensor());
    }
    for (int i = 0; i < outputs.length; i++) {
      pinned.put(outputNames[i], outputs[i].tensor());
    }
  }

  /**
   * The tensors of a graph.
   *
   * @param fillers of its inputs
   * @param outputNames of what {@code outputs} allocates
   */
  static BatchTensors of(
      OpenGraph graph, InputFiller[] fillers, String[] outputNames, Outputs outputs, int rows)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    TensorBuffer[] inputs = graph.allocateInputs(environment, rows);
    boolean done = false;
    try {
      TensorBuffer[] allocated = outputs.allocate(environment, rows);
      done = true;
      return new BatchTensors(rows, graph, fillers, inputs, outputNames, allocated);
    } finally {
      if (!done) {
        closeAll(inputs);
      }
    }
  }

  TensorBuffer[] outputs() {
    return outputs;
  }

  /** Copies {@code count} encoded rows into the first rows of the inputs. */
  void fill(EncodedRows encoded, int from, int count) {
    for (int i = 0; i < fillers.length; i++) {
      fillers[i].fill(encoded, from, count, inputs[i]);
    }
  }

  /** Fills the rows after the first {@code count} with the last of them. */
  void pad(int count) {
    if (count < rows) {
      for (TensorBuffer input : inputs) {
        input.repeat(count - 1, rows);
      }
    }
  }

  /** Feeds a tensor that is not filled from encoded rows, in place of the one before. */
  void feed(String name, OnnxTensor tensor) {
    feeds.put(name, tensor);
  }

  /** Computes the outputs from the inputs. */
  void run() throws OrtException {
    // The result owns none of the pinned outputs; closing it frees what else it holds.
    session.run(feeds, Set.of(), pinned).close();
  }

  @Override
  public void close() {
    closeAll(inputs);
    closeAll(outputs);
  }

  /** Closes those that were made; the others are null. */
  static void closeAll(TensorBuffer[] buffers) {
    for (TensorBuffer buffer : buffers) {
      if (buffer != null) {
        buffer.close();
      }
    }
  }
}
