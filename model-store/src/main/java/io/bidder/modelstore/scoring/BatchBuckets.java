package io.bidder.modelstore.scoring;

import ai.onnxruntime.OrtException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A graph's tensors for every batch size, each made when it first occurs. One worker's. */
final class BatchBuckets implements AutoCloseable {
  /** Makes the tensors for batches of {@code rows} rows. */
  interface Maker {
    BatchTensors make(int rows) throws OrtException;
  }

  private final int[] sizes;
  private final Maker maker;
  private final @Nullable BatchTensors[] made;

  BatchBuckets(List<Integer> sizes, Maker maker) {
    this.sizes = sizes.stream().mapToInt(Integer::intValue).toArray();
    this.maker = maker;
    this.made = new BatchTensors[this.sizes.length];
  }

  int count() {
    return sizes.length;
  }

  /** Rows of the largest bucket. */
  int largest() {
    return sizes[sizes.length - 1];
  }

  BatchTensors get(int bucket) throws OrtException {
    BatchTensors tensors = made[bucket];
    if (tensors == null) {
      tensors = maker.make(sizes[bucket]);
      made[bucket] = tensors;
    }
    return tensors;
  }

  /** The smallest that holds {@code rows}, at most {@link #largest}. */
  BatchTensors forRows(int rows) throws OrtException {
    int bucket = 0;
    while (sizes[bucket] < rows) {
      bucket++;
    }
    return get(bucket);
  }

  @Override
  public void close() {
    for (BatchTensors tensors : made) {
      if (tensors != null) {
        tensors.close();
      }
    }
  }
}
