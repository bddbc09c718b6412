package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtException;
import io.bidder.modelstore.Manifest.Precision;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.table.EmbeddingTables;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model that is two graphs: the request graph once for all impressions of a batch, then the
 * candidate graph for each impression's rows.
 */
final class SplitRuns implements GraphRuns {
  /**
   * The number of impressions whose request side is computed together; it bounds the memory for
   * them.
   */
  private static final int MAX_IMPS = 128;

  private final FeatureEncoder encoder;
  private final boolean quantised;
  private final Arena arena = Arena.ofShared();
  private final CarriedTensors carried;
  private final BatchBuckets request;
  private final BatchBuckets candidate;

  /** The first row of each impression, one after the other. */
  private final EncodedRows firsts;

  /** Impressions that rows scored without any were found to be of. */
  private final ImpRows found;

  SplitRuns(
      ModelGraphs.RequestGraph requestGraph,
      OpenGraph candidateGraph,
      ModelSignature signature,
      @Nullable EmbeddingTables tables,
      List<Integer> bucketSizes) {
    encoder = new FeatureEncoder(signature.schema());
    quantised = requestGraph.precision() == Precision.INT8;
    List<Integer> impSizes = bucketSizes.stream().filter(size -> size <= MAX_IMPS).toList();
    impSizes = impSizes.isEmpty() ? List.of(MAX_IMPS) : impSizes;
    int mostImps = impSizes.getLast();
    carried = new CarriedTensors(arena, requestGraph.carried(), mostImps);
    firsts = new EncodedRows(signature.schema(), mostImps);
    firsts.size(mostImps);
    found = new ImpRows(mostImps);
    InputFiller[] requestFillers = requestGraph.graph().fillers(signature.schema(), tables);
    List<String> carriedNames = carried.names();
    request =
        new BatchBuckets(
            impSizes,
            imps ->
                BatchTensors.of(
                    arena,
                    requestGraph.graph(),
                    requestFillers,
                    List.of(),
                    carriedNames,
                    (_, count) -> carried.ofBatch(count),
                    imps));
    InputFiller[] candidateFillers = candidateGraph.fillers(signature.schema(), tables);
    List<String> outputs = signature.outputNames();
    candidate =
        new BatchBuckets(
            bucketSizes,
            rows ->
                BatchTensors.of(
                    arena,
                    candidateGraph,
                    candidateFillers,
                    carriedNames,
                    outputs,
                    signature::allocateOutputs,
                    rows));
  }

  @Override
  public void score(PredictionReader reader, EncodedRows rows, ImpRows imps, Predictions out)
      throws OrtException {
    for (int imp = 0; imp < imps.count(); imp += request.largest()) {
      int count = Math.min(request.largest(), imps.count() - imp);
      for (int i = 0; i < count; i++) {
        firsts.copyRow(rows, imps.firstRow(imp + i), i);
      }
      scoreRequests(count);
      for (int i = 0; i < count; i++) {
        int first = imps.firstRow(imp + i);
        int end = imps.endRow(imp + i, rows.size());
        scoreCandidates(reader, i, rows, first, end - first, out, first);
      }
    }
  }

  /** Consecutive rows with the same request side are taken for one impression's. */
  @Override
  public void score(PredictionReader reader, EncodedRows rows, int from, int count, Predictions out)
      throws OrtException {
    int end = from + count;
    int row = from;
    while (row < end) {
      found.clear();
      while (row < end && found.count() < found.capacity()) {
        firsts.copyRow(rows, row, found.count());
        found.add(row);
        int first = row;
        row++;
        while (row < end && encoder.isSameRequest(rows, first, row)) {
          row++;
        }
      }
      scoreRequests(found.count());
      for (int i = 0; i < found.count(); i++) {
        int first = found.firstRow(i);
        scoreCandidates(reader, i, rows, first, found.endRow(i, row) - first, out, first - from);
      }
    }
  }

  /** Computes what the first {@code imps} of {@link #firsts} have carried. */
  private void scoreRequests(int imps) throws OrtException {
    BatchTensors batch = request.forRows(imps);
    batch.fill(firsts, 0, imps);
    batch.run();
  }

  private void scoreCandidates(
      PredictionReader reader,
      int imp,
      EncodedRows rows,
      int from,
      int count,
      Predictions out,
      int at)
      throws OrtException {
    int largest = candidate.largest();
    for (int done = 0; done < count; done += largest) {
      int slice = Math.min(largest, count - done);
      BatchTensors batch = candidate.forRows(slice);
      batch.fill(rows, from + done, slice);
      if (quantised) {
        // A batch's largest number sets the scale of all, so padding must not be another batch's.
        batch.pad(slice);
      }
      carried.feed(imp, batch);
      batch.run();
      reader.readImp(batch.outputs(), rows, from, from + done, slice, out, at + done);
    }
  }

  @Override
  public void warmUp() throws OrtException {
    carried.make();
    for (int bucket = 0; bucket < request.count(); bucket++) {
      BatchTensors batch = request.get(bucket);
      batch.run();
      batch.run();
    }
    for (int bucket = 0; bucket < candidate.count(); bucket++) {
      BatchTensors batch = candidate.get(bucket);
      carried.feed(0, batch);
      batch.run();
      batch.run();
    }
  }

  @Override
  public void close() {
    request.close();
    candidate.close();
    carried.close();
    arena.close();
  }
}
