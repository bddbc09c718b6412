package io.bidder.modelstore.publishing;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.scoring.ImpRows;
import java.util.Random;

/**
 * Seeded rows of a schema as the encoder would write them, so that a check has the same result
 * always.
 */
final class MadeUpRows {
  private static final int MOST_CANDIDATES = 24;

  /** As far as standardised numbers reach but for the odd outlier. */
  private static final double DEVIATION = 2;

  private MadeUpRows() {}

  static EncodedRows of(FeatureSchema schema, int count) {
    return of(schema, count, new Random(1));
  }

  static EncodedRows of(FeatureSchema schema, int count, Random random) {
    EncodedRows rows = new EncodedRows(schema, count);
    rows.size(count);
    int at = 0;
    for (int row = 0; row < count; row++) {
      for (Feature.Embedded feature : schema.embedded()) {
        if (feature instanceof Feature.Bag) {
          int used = random.nextInt(feature.slots() + 1);
          for (int slot = 0; slot < feature.slots(); slot++) {
            int unused = used == 0 && slot == 0 ? 0 : -1;
            rows.ids()[at++] = slot < used ? 1 + random.nextInt(feature.tableRows() - 1) : unused;
          }
        } else {
          rows.ids()[at++] = random.nextInt(feature.tableRows());
        }
      }
    }
    for (int i = 0; i < count * rows.numericCount(); i++) {
      rows.numerics()[i] = (float) (random.nextGaussian() * DEVIATION);
    }
    return rows;
  }

  /** Impressions of a few candidates each, together {@code count} rows. */
  static ImpRows imps(int count) {
    Random random = new Random(2);
    ImpRows imps = new ImpRows(count);
    for (int row = 0; row < count; row += 1 + random.nextInt(MOST_CANDIDATES)) {
      imps.add(row);
    }
    return imps;
  }
}
