package io.bidder.modelstore.scoring;

/** Where ONNX Runtime computes: its execution provider. */
public enum Provider {
  CPU,
  /** An NVIDIA GPU; needs the {@code onnxruntime_gpu} artefact (Maven profile {@code cuda}). */
  CUDA
}
