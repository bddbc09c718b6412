package io.bidder.trainer.network;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.onnx.ElementType;
import io.bidder.modelstore.runtime.OrtLibrary;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@link StepGraph}s on ONNX Runtime: the rows of a batch are cut into chunks of a fixed
 * number of rows, each with tensors of its own, so that several threads can run different chunks at
 * once and what a chunk gives does not depend on who runs it. Every tensor lies over native memory
 * that is allocated once; a run allocates a few hundred bytes.
 *
 * <p>{@link #step} and {@link #forward} may be called from several threads for different chunks;
 * {@link #weights} and {@link #close} only while no other call is under way.
 */
public final class StepEngine implements AutoCloseable {
  private static final int ALIGNMENT_BYTES = 64;

  /**
   * A chunk's inputs, to be filled before a run, and its outputs, to be read after. Row-major; see
   * {@link StepGraph}.
   */
  public static final class Chunk {
    public final float[] latents;
    public final float[] linear;
    public final float[] numeric;
    public final float[] labels;
    public final float[] rowWeights;

    /** One array for each hidden layer of the top network, with dropout; else empty. */
    public final List<float[]> masks = new ArrayList<>();

    public final float[] loss;
    public final float[] logitsGradient;
    public final float[] latentsGradient;

    /** The gradients of the dense weights, laid out as {@link DenseLayout} says. */
    public final float[] denseGradient;

    public final float[] probabilities;

    private final Map<String, OnnxTensor> stepInputs = new HashMap<>();
    private final Map<String, OnnxTensor> stepOutputs = new HashMap<>();
    private final Map<String, OnnxTensor> forwardInputs = new HashMap<>();
    private final Map<String, OnnxTensor> forwardOutputs = new HashMap<>();
    private final List<Copy> forwardIn = new ArrayList<>();
    private final List<Copy> stepIn = new ArrayList<>();
    private final List<Copy> stepOut = new ArrayList<>();
    private final List<Copy> forwardOut = new ArrayList<>();

    private Chunk(NetworkSpec spec, int rows, int denseSize) {
      int heads = spec.headCount();
      latents = new float[spec.hasLatents() ? rows * spec.featureCount() * spec.latent() : 0];
      linear = new float[rows * heads];
      numeric = new float[rows * spec.numericCount()];
      labels = new float[rows * heads];
      rowWeights = new float[rows];
      loss = new float[rows];
      logitsGradient = new float[rows * heads];
      latentsGradient =
          new float[spec.hasLatents() ? rows * spec.gradientVectors() * spec.latent() : 0];
      denseGradient = new float[denseSize];
      probabilities = new float[rows * heads];
    }
  }

  /** A part of a heap array and the native memory under the tensor it belongs to. */
  private static final class Copy {
    private final float[] heap;
    private final int offset;
    private final int length;
    private final FloatBuffer nativeBuffer;

    private Copy(float[] heap, int offset, int length, FloatBuffer nativeBuffer) {
      this.heap = heap;
      this.offset = offset;
      this.length = length;
      this.nativeBuffer = nativeBuffer;
    }

    private void in() {
      nativeBuffer.put(0, heap, offset, length);
    }

    private void out() {
      nativeBuffer.get(0, heap, offset, length);
    }
  }

  private final OrtEnvironment environment = OrtLibrary.environment();
  private final Arena arena = Arena.ofShared();
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final NetworkSpec spec;
  private final DenseLayout layout;
  private final int rows;
  private final List<FloatBuffer> weightBuffers = new ArrayList<>();
  private final Map<String, OnnxTensor> weightTensors = new HashMap<>();
  private final Chunk[] chunks;
  private final @Nullable OrtSession stepSession;
  private final OrtSession forwardSession;

  private StepEngine(
      NetworkSpec spec, int rows, int chunkCount, byte @Nullable [] step, boolean dropout) {
    this.spec = spec;
    this.layout = new DenseLayout(spec);
    this.rows = rows;
    this.chunks = new Chunk[chunkCount];
    boolean complete = false;
    try {
      stepSession = step == null ? null : session(step);
      forwardSession = session(StepGraph.forward(spec, rows, ElementType.FLOAT));
      for (DenseLayout.Parameter parameter : layout.parameters()) {
        FloatBuffer buffer = buffer(parameter.size());
        weightBuffers.add(buffer);
        weightTensors.put(parameter.name(), tensor(buffer, parameter.shape()));
      }
      for (int i = 0; i < chunkCount; i++) {
        chunks[i] = chunk(dropout);
      }
      complete = true;
    } catch (OrtException e) {
      throw new IllegalStateException("the network's graphs do not load", e);
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /**
   * An engine for {@link #step} and {@link #forward}.
   *
   * @param rows rows of a chunk
   * @param chunkCount chunks that can be in use at once
   * @param dropout whether the top network's hidden layers are masked in {@link #step}
   * @param conversionWeight weight of the conversion's loss beside the click's; not looked at with
   *     one head
   */
  public static StepEngine training(
      NetworkSpec spec, int rows, int chunkCount, boolean dropout, double conversionWeight) {
    byte[] step = StepGraph.step(spec, rows, dropout, conversionWeight, ElementType.FLOAT);
    return new StepEngine(spec, rows, chunkCount, step, dropout);
  }

  /** An engine for {@link #forward} alone. */
  public static StepEngine forwardOnly(NetworkSpec spec, int rows, int chunkCount) {
    return new StepEngine(spec, rows, chunkCount, null, false);
  }

  /** Rows of a chunk. */
  public int chunkRows() {
    return rows;
  }

  /** Chunks that can be in use at once. */
  public int chunkCount() {
    return chunks.length;
  }

  private OrtSession session(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      OrtSession session = environment.createSession(model, options);
      owned.push(session);
      return session;
    }
  }

  private FloatBuffer buffer(int floats) {
    return arena
        .allocate(Math.max(1, floats) * (long) Float.BYTES, ALIGNMENT_BYTES)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
    OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, shape);
    owned.push(tensor);
    return tensor;
  }

  private Chunk chunk(boolean dropout) throws OrtException {
    Chunk chunk = new Chunk(spec, rows, layout.size());
    int heads = spec.headCount();
    input(chunk, StepGraph.LINEAR, chunk.linear, true, rows, heads);
    if (spec.hasLatents()) {
      input(
          chunk, StepGraph.LATENTS, chunk.latents, true, rows, spec.featureCount(), spec.latent());
    }
    if (spec.numericCount() > 0) {
      input(chunk, StepGraph.NUMERIC, chunk.numeric, true, rows, spec.numericCount());
    }
    input(chunk, StepGraph.LABEL, chunk.labels, false, rows, heads);
    input(chunk, StepGraph.ROW_WEIGHT, chunk.rowWeights, false, rows, 1);
    if (dropout) {
      for (int i = 0; i < spec.top().size(); i++) {
        float[] mask = new float[rows * spec.top().get(i)];
        chunk.masks.add(mask);
        input(chunk, StepGraph.MASK + i, mask, false, rows, spec.top().get(i));
      }
    }
    chunk.stepInputs.putAll(weightTensors);
    chunk.forwardInputs.putAll(weightTensors);

    chunk.stepOutputs.put(StepGraph.LOSS, output(chunk.stepOut, chunk.loss, 0, rows, 1));
    chunk.stepOutputs.put(
        StepGraph.LOGITS_GRADIENT, output(chunk.stepOut, chunk.logitsGradient, 0, rows, heads));
    if (spec.hasLatents()) {
      chunk.stepOutputs.put(
          StepGraph.LATENTS_GRADIENT,
          output(
              chunk.stepOut, chunk.latentsGradient, 0, StepGraph.latentsGradientShape(spec, rows)));
    }
    for (DenseLayout.Parameter parameter : layout.parameters()) {
      chunk.stepOutputs.put(
          StepGraph.gradient(parameter.name()),
          output(chunk.stepOut, chunk.denseGradient, parameter.offset(), parameter.shape()));
    }
    chunk.forwardOutputs.put(
        StepGraph.PROBABILITIES, output(chunk.forwardOut, chunk.probabilities, 0, rows, heads));
    return chunk;
  }

  private void input(Chunk chunk, String name, float[] heap, boolean forwardToo, long... shape)
      throws OrtException {
    FloatBuffer buffer = buffer(heap.length);
    Copy copy = new Copy(heap, 0, heap.length, buffer);
    OnnxTensor tensor = tensor(buffer, shape);
    chunk.stepInputs.put(name, tensor);
    chunk.stepIn.add(copy);
    if (forwardToo) {
      chunk.forwardInputs.put(name, tensor);
      chunk.forwardIn.add(copy);
    }
  }

  private OnnxTensor output(List<Copy> copies, float[] heap, int offset, long... shape)
      throws OrtException {
    int size = 1;
    for (long dimension : shape) {
      size = Math.toIntExact(size * dimension);
    }
    FloatBuffer buffer = buffer(size);
    copies.add(new Copy(heap, offset, size, buffer));
    return tensor(buffer, shape);
  }

  /** The {@code i}-th chunk's arrays. */
  public Chunk chunk(int i) {
    return chunks[i];
  }

  /** Takes over the dense weights for the runs that follow. */
  public void weights(float[] weights) {
    for (int i = 0; i < weightBuffers.size(); i++) {
      DenseLayout.Parameter parameter = layout.parameters().get(i);
      weightBuffers.get(i).put(0, weights, parameter.offset(), parameter.size());
    }
  }

  /** Forward and backward for the {@code i}-th chunk. */
  public void step(int i) {
    Chunk chunk = chunks[i];
    if (stepSession == null) {
      throw new IllegalStateException("this engine was made for forward passes alone");
    }
    run(stepSession, chunk.stepIn, chunk.stepInputs, chunk.stepOutputs, chunk.stepOut);
  }

  /**
   * The {@code i}-th chunk's probabilities, without dropout; labels and weights are not looked at.
   */
  public void forward(int i) {
    Chunk chunk = chunks[i];
    run(
        forwardSession,
        chunk.forwardIn,
        chunk.forwardInputs,
        chunk.forwardOutputs,
        chunk.forwardOut);
  }

  private static void run(
      OrtSession session,
      List<Copy> in,
      Map<String, OnnxTensor> inputs,
      Map<String, OnnxTensor> outputs,
      List<Copy> out) {
    for (Copy copy : in) {
      copy.in();
    }
    try (OrtSession.Result _ = session.run(inputs, Set.of(), outputs)) {
      for (Copy copy : out) {
        copy.out();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refused the training step", e);
    }
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a native resource of the training step does not close", e);
      }
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
