package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.runtime.NativeCounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** Opens ONNX Runtime sessions as {@link ScoringOptions} ask. */
final class SessionFactory {
  static final LongAdder CUDA_FALLBACKS = new LongAdder();

  private SessionFactory() {}

  /** A session and where it computes. */
  record Opened(OrtSession session, Provider provider) {}

  static Opened open(OrtEnvironment environment, Path graph, ScoringOptions options) {
    if (!Files.isRegularFile(graph)) {
      throw new InvalidVersionException(graph + " is missing, expected the version's graph");
    }
    if (options.provider() == Provider.CUDA) {
      try {
        return new Opened(create(environment, graph, options, Provider.CUDA), Provider.CUDA);
      } catch (OrtException e) {
        if (!options.fallbackToCpu()) {
          throw new ProviderUnavailableException(unavailable(options, e), e);
        }
      }
    }
    try {
      Opened opened = new Opened(create(environment, graph, options, Provider.CPU), Provider.CPU);
      if (options.provider() == Provider.CUDA) {
        CUDA_FALLBACKS.increment();
      }
      return opened;
    } catch (OrtException e) {
      throw new InvalidVersionException(
          graph + " is not a graph that ONNX Runtime can open: " + e.getMessage(), e);
    }
  }

  private static String unavailable(ScoringOptions options, OrtException e) {
    String why =
        OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)
            ? e.getMessage()
            : "this build has ONNX Runtime for the CPU only; build with the Maven profile 'cuda'";
    return "provider CUDA (device %d) was asked for, but is not available: %s. Use provider CPU, or allow falling back to it"
        .formatted(options.cudaDevice(), why);
  }

  private static OrtSession create(
      OrtEnvironment environment, Path graph, ScoringOptions options, Provider provider)
      throws OrtException {
    try (SessionOptions session = new SessionOptions()) {
      session.setOptimizationLevel(OptLevel.ALL_OPT);
      session.setExecutionMode(ExecutionMode.SEQUENTIAL);
      session.setIntraOpNumThreads(options.intraOpThreads());
      session.setInterOpNumThreads(1);
      String spinning = options.spinning() ? "1" : "0";
      session.addConfigEntry("session.intra_op.allow_spinning", spinning);
      session.addConfigEntry("session.inter_op.allow_spinning", spinning);
      // One allocation a run instead of one a node. There are as many patterns as batch buckets.
      session.setMemoryPatternOptimization(true);
      session.setCPUArenaAllocator(true);
      // What fails is thrown; the default level also prints it, and warnings about the graph.
      session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      if (provider == Provider.CUDA) {
        addCuda(session, options.cudaDevice());
      }
      OrtSession created = environment.createSession(graph.toString(), session);
      NativeCounts.SESSIONS_OPENED.increment();
      return created;
    }
  }

  static void close(OrtSession session) {
    try {
      session.close();
      NativeCounts.SESSIONS_CLOSED.increment();
    } catch (OrtException e) {
      throw new ScoringException("a session could not be closed: " + e.getMessage(), e);
    }
  }

  private static void addCuda(SessionOptions session, int device) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device)) {
      // TF32 keeps 10 bits of a product's mantissa: bids would differ from the CPU's.
      cuda.add("use_tf32", "0");
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      session.addCUDA(cuda);
    }
  }
}
