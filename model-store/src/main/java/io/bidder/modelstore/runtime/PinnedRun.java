package io.bidder.modelstore.runtime;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one session on tensors that are known beforehand, inputs and outputs alike; allocates
 * nothing where {@link OrtCApi} is found. One worker's.
 */
public final class PinnedRun {
  private final OrtSession session;
  private final Tensors inputs;
  private final Tensors outputs;
  private final @Nullable OrtCApi api;

  /**
   * A run without tensors as yet.
   *
   * @param api what runs it; null for the Java binding
   */
  public PinnedRun(
      OrtSession session, List<String> inputs, List<String> outputs, @Nullable OrtCApi api) {
    this.session = session;
    this.api = api;
    this.inputs = new Tensors(inputs, api);
    this.outputs = new Tensors(outputs, api);
  }

  /** Sets an input; the tensor stays open while this runs. */
  public void input(int index, OnnxTensor tensor) {
    inputs.set(index, tensor);
  }

  /** Sets an output; the tensor stays open while this runs. */
  public void output(int index, OnnxTensor tensor) {
    outputs.set(index, tensor);
  }

  /** Computes the outputs from the inputs, all of which were set. */
  public void run() throws OrtException {
    if (api == null) {
      // The result owns none of the pinned outputs; closing it frees what else it holds.
      session.run(inputs.byName, Set.of(), outputs.byName).close();
    } else {
      api.run(
          api.address(session),
          inputs.names.address(),
          inputs.values.address(),
          inputs.count(),
          outputs.names.address(),
          outputs.values.address(),
          outputs.count());
    }
  }

  /** Names and tensors of one side, as the binding takes them and as the C API does. */
  private static final class Tensors {
    final Map<String, OnnxTensor> byName = new LinkedHashMap<>();
    final MemorySegment names;
    final MemorySegment values;
    private final List<String> order;
    private final @Nullable OrtCApi api;

    Tensors(List<String> order, @Nullable OrtCApi api) {
      this.order = order;
      this.api = api;
      // Freed with this object, which outlives every run.
      Arena arena = Arena.ofAuto();
      names = arena.allocate(JAVA_LONG, order.size());
      values = arena.allocate(JAVA_LONG, order.size());
      for (int i = 0; i < order.size(); i++) {
        names.setAtIndex(JAVA_LONG, i, arena.allocateFrom(order.get(i)).address());
      }
    }

    int count() {
      return order.size();
    }

    void set(int index, OnnxTensor tensor) {
      // Also keeps the tensor alive: the C API only knows its address.
      byName.put(order.get(index), tensor);
      if (api != null) {
        values.setAtIndex(JAVA_LONG, index, api.address(tensor));
      }
    }
  }
}
