package io.bidder.benchmarks.stages;

import io.bidder.benchmarks.subject.Catalogues;
import io.bidder.bidder.bid.BidPathStages;
import io.bidder.bidder.campaign.Catalogue;
import io.bidder.market.traffic.MadeCatalogue;
import io.bidder.market.traffic.MadeRequests;
import io.bidder.market.traffic.RequestMix;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.scoring.ScoringModel;
import io.bidder.modelstore.scoring.ScoringOptions;
import io.bidder.modelstore.serving.ServedModel;
import java.nio.file.Path;
import java.util.List;

/** A model, ads for every request, and the requests: what the stages are measured with. */
final class MeasuredPath implements AutoCloseable {
  /** Requests that benchmarks take turns with, so that no branch is learnt by heart. */
  static final int REQUESTS = 500;

  /** A Monday morning. */
  private static final long NOW_MILLIS = 1_700_470_800_000L;

  final List<byte[]> bodies = MadeRequests.bodies(RequestMix.ONE_BANNER, REQUESTS, 3);
  final BidPathStages path;
  private final ServedModel model;

  MeasuredPath(Path store, int candidates) {
    model = new ServedModel(open(store), 1);
    Catalogue catalogue = Catalogues.read(MadeCatalogue.forAll(candidates, 0));
    path = new BidPathStages(model, catalogue, candidates, NOW_MILLIS);
    for (byte[] body : bodies) {
      int bytes = path.bid(body);
      if (bytes == 0 || path.candidates() != candidates) {
        throw new IllegalStateException(
            "a request had %d candidates, expected %d, and no bid: %s"
                .formatted(path.candidates(), candidates, path.noBid()));
      }
    }
  }

  /** The store's current version. */
  static ScoringModel open(Path directory) {
    DirectoryModelStore store = new DirectoryModelStore(directory);
    String id =
        store
            .currentId()
            .orElseThrow(() -> new IllegalArgumentException(directory + " has no current version"));
    return ScoringModel.open(store.open(id), ScoringOptions.defaults());
  }

  /** The store that {@code -p store=...} names; that of the demo where it names none. */
  static Path storeOrDemo(String store) {
    return store.isEmpty()
        ? Path.of(System.getProperty("bidder.home", "."), "bidder", "demo", "store")
        : Path.of(store);
  }

  @Override
  public void close() {
    path.close();
    model.close();
  }
}
