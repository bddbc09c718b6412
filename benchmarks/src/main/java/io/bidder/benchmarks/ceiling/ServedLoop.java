package io.bidder.benchmarks.ceiling;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringWorker;
import java.util.List;

/**
 * The published version as the server scores it: rows gathered from the mapped tables, and where
 * the version is split the request side once a batch.
 */
final class ServedLoop implements BatchLoop {
  private final ScoringWorker worker;
  private final List<EncodedRows> batches;
  private final ImpRows imps = new ImpRows(1);
  private final Predictions predictions;

  ServedLoop(ScoringModel model, List<EncodedRows> batches) {
    worker = model.newWorker();
    this.batches = batches;
    predictions = new Predictions(batches.getFirst().size());
    imps.add(0);
  }

  @Override
  public void run(int batch) {
    worker.score(batches.get(batch), imps, predictions);
  }

  @Override
  public void close() {
    worker.close();
  }
}
