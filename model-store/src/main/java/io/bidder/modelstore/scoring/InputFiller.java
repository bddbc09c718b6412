package io.bidder.modelstore.scoring;

import io.bidder.modelstore.Manifest.InputRole;
import io.bidder.modelstore.runtime.TensorBuffer;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.table.TableGatherer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;

/** Copies encoded rows into one input tensor. One thread's; allocates nothing. */
sealed interface InputFiller {

  /** Writes rows {@code from} to {@code from + count} to the tensor's first rows. */
  void fill(EncodedRows rows, int from, int count, TensorBuffer to);

  /** {@link InputRole#NUMERIC}: float32 [rows, features]. */
  final class Numbers implements InputFiller {
    /** For each column of the tensor, the column of the encoded rows. */
    private final int[] columns;

    /** Set if the tensor's rows are the encoded rows as they are. */
    private final boolean whole;

    Numbers(FeatureSchema schema, List<String> features) {
      List<String> names = schema.numeric().stream().map(Feature.Numeric::name).toList();
      columns = features.stream().mapToInt(names::indexOf).toArray();
      whole = features.equals(names);
    }

    @Override
    public void fill(EncodedRows rows, int from, int count, TensorBuffer to) {
      float[] numerics = rows.numerics();
      int width = rows.numericCount();
      FloatBuffer floats = to.floats();
      if (whole) {
        floats.put(0, numerics, from * width, count * width);
        return;
      }
      int at = 0;
      for (int r = from; r < from + count; r++) {
        for (int column : columns) {
          floats.put(at++, numerics[r * width + column]);
        }
      }
    }
  }

  /** {@link InputRole#EMBEDDINGS}: float32 [rows, features, dimension]. */
  final class Embeddings implements InputFiller {
    private final TableGatherer gatherer;

    Embeddings(TableGatherer gatherer) {
      this.gatherer = gatherer;
    }

    @Override
    public void fill(EncodedRows rows, int from, int count, TensorBuffer to) {
      gatherer.gather(rows, from, count, to.segment());
    }
  }

  /** {@link InputRole#IDS}: int64 [rows, slots]; a bag's unused slots are 0. */
  final class Ids implements InputFiller {
    private final String[] names;
    private final int[] slots;
    private final int[] limits;
    private final boolean[] bags;

    Ids(FeatureSchema schema, List<String> features) {
      int width = 0;
      for (Feature.Embedded feature : schema.embedded()) {
        width += features.contains(feature.name()) ? feature.slots() : 0;
      }
      names = new String[width];
      slots = new int[width];
      limits = new int[width];
      bags = new boolean[width];
      int column = 0;
      for (String name : features) {
        int slot = 0;
        for (Feature.Embedded feature : schema.embedded()) {
          for (int s = 0; s < feature.slots(); s++, slot++) {
            if (feature.name().equals(name)) {
              names[column] = name;
              slots[column] = slot;
              limits[column] = feature.tableRows();
              bags[column] = feature instanceof Feature.Bag;
              column++;
            }
          }
        }
      }
    }

    @Override
    public void fill(EncodedRows rows, int from, int count, TensorBuffer to) {
      int[] ids = rows.ids();
      LongBuffer longs = to.longs();
      int at = 0;
      for (int r = from; r < from + count; r++) {
        int row = r * rows.slotCount();
        for (int c = 0; c < slots.length; c++) {
          int id = ids[row + slots[c]];
          // Inside the graph an id beyond its table would end in an error without a name, or worse.
          if (id >= limits[c] || (id < 0 && !bags[c])) {
            throw new IllegalArgumentException(
                "feature '%s', row %d: id %d, expected 0..%d"
                    .formatted(names[c], r, id, limits[c] - 1));
          }
          longs.put(at++, Math.max(id, 0));
        }
      }
    }
  }
}
