package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.ModelVersion;
import io.bidder.modelstore.runtime.OrtLibrary;
import io.bidder.modelstore.scoring.ModelSignature.CarriedTensor;
import io.bidder.modelstore.scoring.ModelSignature.InputTensor;
import io.bidder.modelstore.scoring.ModelSignature.OutputTensor;
import io.bidder.modelstore.table.EmbeddingTables;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The graphs that a version is scored with, one or a split version's two, and the tables outside.
 * Immutable; shared by the workers of a model, or of several, and closed after the last.
 *
 * @param tables null if there are none outside
 * @param graph which gives the outputs: the whole one, or the candidate graph
 * @param request null unless it is split
 */
record ModelGraphs(
    Provider provider,
    ModelSignature signature,
    @Nullable EmbeddingTables tables,
    OpenGraph graph,
    @Nullable RequestGraph request)
    implements AutoCloseable {

  /** The request graph of a split version. */
  record RequestGraph(OpenGraph graph, List<CarriedTensor> carried, Manifest.Precision precision) {}

  /** Opens a version; see {@link ScoringModel#open}. */
  static ModelGraphs open(ModelVersion version, ScoringOptions options) {
    Opening opening = new Opening(version, options);
    boolean done = false;
    try {
      Manifest.Split split = version.manifest().network().split();
      ModelGraphs graphs =
          split == null || !options.split() ? opening.whole() : opening.split(split);
      done = true;
      return graphs;
    } catch (OrtException e) {
      throw new InvalidVersionException(
          version.directory() + ": the graph cannot be read: " + e.getMessage(), e);
    } finally {
      if (!done) {
        opening.free();
      }
    }
  }

  boolean isSplit() {
    return request != null;
  }

  /** A worker's way through them. */
  GraphRuns runs(List<Integer> bucketSizes) {
    return request == null
        ? new WholeRuns(graph, signature, tables, bucketSizes)
        : new SplitRuns(request, graph, signature, tables, bucketSizes);
  }

  @Override
  public void close() {
    List<OrtSession> sessions = new ArrayList<>();
    sessions.add(graph.session());
    if (request != null) {
      sessions.add(request.graph().session());
    }
    free(sessions, tables);
  }

  private static void free(List<OrtSession> sessions, @Nullable EmbeddingTables tables) {
    try {
      for (OrtSession session : sessions) {
        SessionFactory.close(session);
      }
    } finally {
      if (tables != null) {
        tables.close();
      }
    }
  }

  /** A version on its way to being open. */
  private static final class Opening {
    private final OrtEnvironment environment = OrtLibrary.environment();
    private final List<OrtSession> sessions = new ArrayList<>();
    private final ModelVersion version;
    private final Manifest manifest;
    private final ScoringOptions options;
    private final @Nullable EmbeddingTables tables;
    private Provider provider = Provider.CPU;

    Opening(ModelVersion version, ScoringOptions options) {
      this.version = version;
      this.manifest = version.manifest();
      this.options = options;
      this.tables = manifest.tables().isEmpty() ? null : EmbeddingTables.open(version);
    }

    ModelGraphs whole() throws OrtException {
      String file = manifest.network().file();
      OrtSession session = open(file);
      GraphCheck check = new GraphCheck(version, file, session);
      OpenGraph graph =
          new OpenGraph(
              session,
              check.inputs("network.inputs", manifest.network().inputs(), List.of(), tables));
      check.outputs();
      return opened(graph, probe(graph, check).outputs(Map.of()), null);
    }

    ModelGraphs split(Manifest.Split split) throws OrtException {
      List<CarriedTensor> carried = split.carried().stream().map(CarriedTensor::new).toList();
      OrtSession session = open(split.requestFile());
      GraphCheck check = new GraphCheck(version, split.requestFile(), session);
      OpenGraph request =
          new OpenGraph(
              session,
              check.inputs(
                  "network.split.requestInputs", split.requestInputs(), List.of(), tables));
      check.carriedOutputs(carried);
      OrtSession candidateSession = open(split.candidateFile());
      GraphCheck candidateCheck = new GraphCheck(version, split.candidateFile(), candidateSession);
      List<InputTensor> candidateInputs =
          candidateCheck.inputs(
              "network.split.candidateInputs", split.candidateInputs(), carried, tables);
      candidateCheck.outputs();
      OpenGraph candidate = new OpenGraph(candidateSession, candidateInputs);
      try (Arena arena = Arena.ofConfined();
          CarriedTensors given = new CarriedTensors(arena, carried, GraphProbe.ROWS)) {
        probe(request, check).carried(carried, given);
        return opened(
            candidate,
            probe(candidate, candidateCheck).outputs(given.feeds(0)),
            new RequestGraph(request, carried, split.precision()));
      }
    }

    private OrtSession open(String file) {
      SessionFactory.Opened opened = SessionFactory.open(environment, version.file(file), options);
      sessions.add(opened.session());
      provider = opened.provider();
      return opened.session();
    }

    private GraphProbe probe(OpenGraph graph, GraphCheck check) {
      return new GraphProbe(graph, check, manifest, tables);
    }

    private ModelGraphs opened(
        OpenGraph graph, List<OutputTensor> outputs, @Nullable RequestGraph request) {
      return new ModelGraphs(
          provider, ModelSignature.of(manifest, outputs), tables, graph, request);
    }

    void free() {
      ModelGraphs.free(sessions, tables);
    }
  }
}
