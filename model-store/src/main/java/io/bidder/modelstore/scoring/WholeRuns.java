package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtException;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.table.EmbeddingTables;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a model that is one graph: every row has both sides. */
final class WholeRuns implements GraphRuns {
  private final Arena arena = Arena.ofShared();
  private final FeatureEncoder encoder;
  private final BatchBuckets buckets;

  WholeRuns(
      OpenGraph graph,
      ModelSignature signature,
      @Nullable EmbeddingTables tables,
      List<Integer> bucketSizes) {
    encoder = new FeatureEncoder(signature.schema());
    InputFiller[] fillers = graph.fillers(signature.schema(), tables);
    List<String> outputs = signature.outputNames();
    buckets =
        new BatchBuckets(
            bucketSizes,
            rows ->
                BatchTensors.of(
                    arena, graph, fillers, List.of(), outputs, signature::allocateOutputs, rows));
  }

  @Override
  public void score(PredictionReader reader, EncodedRows rows, int from, int count, Predictions out)
      throws OrtException {
    int largest = buckets.largest();
    for (int done = 0; done < count; done += largest) {
      int slice = Math.min(largest, count - done);
      BatchTensors batch = buckets.forRows(slice);
      batch.fill(rows, from + done, slice);
      // Padding rows are zeros or an earlier batch's: valid, and nobody reads their outputs.
      batch.run();
      reader.read(batch.outputs(), rows, from + done, slice, out, done);
    }
  }

  @Override
  public void score(PredictionReader reader, EncodedRows rows, ImpRows imps, Predictions out)
      throws OrtException {
    for (int imp = 0; imp < imps.count(); imp++) {
      int first = imps.firstRow(imp);
      for (int row = first + 1; row < imps.endRow(imp, rows.size()); row++) {
        encoder.copyRequest(rows, first, row);
      }
    }
    score(reader, rows, 0, rows.size(), out);
  }

  @Override
  public void warmUp() throws OrtException {
    for (int bucket = 0; bucket < buckets.count(); bucket++) {
      BatchTensors batch = buckets.get(bucket);
      batch.run();
      batch.run();
    }
  }

  @Override
  public void close() {
    buckets.close();
    arena.close();
  }
}
