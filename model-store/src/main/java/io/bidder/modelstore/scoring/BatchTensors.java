package io.bidder.modelstore.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.bidder.modelstore.runtime.OrtCApi;
import io.bidder.modelstore.runtime.PinnedRun;
import io.bidder.modelstore.runtime.TensorBuffer;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.ModelSignature.InputTensor;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that one run of a graph on {@code rows} rows takes, made once: input tensors, pinned
 * outputs and the maps that name them. One worker's.
 */
final class BatchTensors implements AutoCloseable {
  private final int rows;
  private final PinnedRun run;
  private final InputFiller[] fillers;
  private final TensorBuffer[] inputs;
  private final TensorBuffer[] outputs;

  /** Allocates output tensors. */
  interface Outputs {
    TensorBuffer[] allocate(Arena arena, int rows) throws OrtException;
  }

  private BatchTensors(
      int rows,
      PinnedRun run,
      InputFiller[] fillers,
      TensorBuffer[] inputs,
      TensorBuffer[] outputs) {
    this.rows = rows;
    this.run = run;
    this.fillers = fillers;
    this.inputs = inputs;
    this.outputs = outputs;
    for (int i = 0; i < inputs.length; i++) {
      run.input(i, inputs[i].tensor());
    }
    for (int i = 0; i < outputs.length; i++) {
      run.output(i, outputs[i].tensor());
    }
  }

  /**
   * The tensors of a graph.
   *
   * @param arena what they lie in; the caller's to close, after this
   * @param fillers of the inputs that encoded rows are copied into
   * @param fed its other inputs
   * @param outputNames of what {@code outputs} allocates
   */
  static BatchTensors of(
      Arena arena,
      OpenGraph graph,
      InputFiller[] fillers,
      List<String> fed,
      List<String> outputNames,
      Outputs outputs,
      int rows)
      throws OrtException {
    List<String> inputNames =
        Stream.concat(graph.inputs().stream().map(InputTensor::tensor), fed.stream()).toList();
    PinnedRun run = new PinnedRun(graph.session(), inputNames, outputNames, OrtCApi.found());
    TensorBuffer[] inputs = graph.allocateInputs(arena, rows);
    boolean done = false;
    try {
      TensorBuffer[] allocated = outputs.allocate(arena, rows);
      done = true;
      return new BatchTensors(rows, run, fillers, inputs, allocated);
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

  /** Feeds the {@code index}th of the inputs that are not filled from encoded rows. */
  void feed(int index, OnnxTensor tensor) {
    run.input(inputs.length + index, tensor);
  }

  /** Computes the outputs from the inputs. */
  void run() throws OrtException {
    run.run();
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
