package io.bidder.modelstore.scoring;

/** The execution provider that ONNX Runtime computes with. */
public enum Provider {
  CPU,
  /** An NVIDIA GPU; needs the {@code onnxruntime_gpu} artefact (Maven profile {@code cuda}). */
  CUDA
}
