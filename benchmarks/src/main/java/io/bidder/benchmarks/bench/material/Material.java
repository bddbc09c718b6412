package io.bidder.benchmarks.bench.material;

import io.bidder.market.load.RequestSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The model in its two forms, campaigns, and requests for them, which subjects are given. */
public interface Material {
  /** The model as a store, for our server. */
  Path store();

  /** The same model as one ONNX file with its tables inside, for the others. */
  Path stockModel();

  /** The directory in which the loops find both. */
  Path modelDirectory();

  /** Campaigns of which each impression of the requests has so many ads to choose from. */
  Path catalogue(int candidates) throws IOException;

  /** The same with budgets that are paced, and caps, of which none ever stops a bid. */
  Path moneyCatalogue(int candidates) throws IOException;

  /** For files that are made on the way. */
  Path workDirectory();

  /** The settings with which our server takes the store and the catalogue, and leaves no ad out. */
  Map<String, String> settings(int candidates) throws IOException;

  /** The requests, the same for any number of candidates. */
  RequestSet requests() throws IOException;

  /** For people. */
  String describe();
}
