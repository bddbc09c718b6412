package io.bidder.bidder.bid;

import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;

/** A model with the memory that one thread needs beside a worker to score with it. */
public final class BoundModel {
  final ScoringModel model;
  final FeatureInputs inputs;
  final FeatureEncoder encoder;
  final RawValues values;
  final EncodedRows rows;
  final ImpRows imps;
  final Predictions predictions;
  final AdRows ads;

  BoundModel(ScoringModel model, int rowCapacity) {
    this.model = model;
    FeatureSchema schema = model.version().manifest().schema();
    inputs = new FeatureInputs(schema);
    encoder = new FeatureEncoder(schema);
    values = new RawValues(schema);
    rows = new EncodedRows(schema, rowCapacity);
    imps = new ImpRows(rowCapacity);
    predictions = new Predictions(rowCapacity);
    ads = new AdRows(inputs, encoder);
  }

  /** Begins a batch. */
  void clear() {
    rows.size(0);
    imps.clear();
  }
}
