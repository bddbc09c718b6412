package io.bidder.bidder.bid;

import io.bidder.bidder.campaign.Candidates;
import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.bidder.privacy.ForbiddenFeatures;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.scoring.ImpRows;
import io.bidder.modelstore.scoring.Predictions;
import io.bidder.modelstore.scoring.ScoringModel;
import java.util.List;

/** A model with the memory that one thread needs beside a worker to score with it. */
public final class BoundModel {
  final ScoringModel model;
  final ForbiddenFeatures forbidden;
  final FeatureInputs inputs;
  final FeatureEncoder encoder;
  final RawValues values;
  final EncodedRows rows;
  final ImpRows imps;
  final Predictions predictions;
  final AdRows ads;

  private final List<Head> heads;

  /** P(what its campaign is priced by | impression) of each row that was scored. */
  final float[] pricedBy;

  BoundModel(ScoringModel model, int rowCapacity, PrivacyConfig privacy) {
    this.model = model;
    FeatureSchema schema = model.version().manifest().schema();
    forbidden = new ForbiddenFeatures(privacy, schema);
    inputs = new FeatureInputs(schema, source -> forbidden.reason(source) == null);
    encoder = new FeatureEncoder(schema);
    values = new RawValues(schema);
    rows = new EncodedRows(schema, rowCapacity);
    imps = new ImpRows(rowCapacity);
    predictions = new Predictions(rowCapacity);
    ads = new AdRows(inputs, encoder);
    heads = model.version().manifest().heads();
    pricedBy = new float[rowCapacity];
  }

  /** The same memory with another model on the same graphs, so of the same schema. */
  private BoundModel(ScoringModel model, BoundModel before) {
    this.model = model;
    forbidden = before.forbidden;
    inputs = before.inputs;
    encoder = before.encoder;
    values = before.values;
    rows = before.rows;
    imps = before.imps;
    predictions = before.predictions;
    ads = before.ads;
    heads = before.heads;
    pricedBy = before.pricedBy;
  }

  /** Tells whether it has a head. */
  boolean has(Head head) {
    return heads.contains(head);
  }

  /** Keeps the candidates whose campaigns it can price. */
  void keepPriced(Candidates candidates) {
    if (has(Head.CTR) && has(Head.CVR)) {
      return;
    }
    int kept = 0;
    for (int i = 0; i < candidates.size(); i++) {
      if (has(candidates.get(i).campaign().economics().pricedBy())) {
        candidates.swap(kept++, i);
      }
    }
    candidates.truncate(kept);
  }

  /** The probabilities of a head, given an impression; the array itself. */
  float[] probabilities(Head head) {
    return head == Head.CTR ? predictions.ctr() : predictions.ctcvr();
  }

  /** What another model is bound with by the thread that this one was: its rows are lost. */
  BoundModel rebound(ScoringModel next, int rowCapacity, PrivacyConfig privacy) {
    return next.sharesGraphs(model)
        ? new BoundModel(next, this)
        : new BoundModel(next, rowCapacity, privacy);
  }

  /** Begins a batch. */
  void clear() {
    rows.size(0);
    imps.clear();
  }
}
