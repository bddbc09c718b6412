package io.bidder.bidder.bid;

import io.bidder.modelstore.Trial;
import io.bidder.modelstore.schema.XxHash64;
import io.bidder.modelstore.serving.Lease;
import io.bidder.modelstore.serving.ServedModel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A version that is tried beside the served one, opened to score with. After its first failure
 * nobody scores with it any more. Thread-safe.
 */
public final class TriedModel implements AutoCloseable {
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** So that the highest 53 bits of a hash are a number from 0 to 1. */
  private static final double UNIT = 0x1p-53;

  private static final int LOW_BITS = 11;

  private final Trial trial;
  private final ServedModel model;
  private final Consumer<Throwable> failing;
  private final long seed;
  private final AtomicBoolean failed = new AtomicBoolean();

  /**
   * A version to try.
   *
   * @param model belongs to this object from here on
   * @param failing is told why nobody scores with it any more, once
   */
  public TriedModel(Trial trial, ServedModel model, Consumer<Throwable> failing) {
    this.trial = trial;
    this.model = model;
    this.failing = failing;
    byte[] id = trial.id().getBytes(StandardCharsets.UTF_8);
    seed = XxHash64.hash(id, 0, id.length);
  }

  /** Which version is tried, and how. */
  public Trial trial() {
    return trial;
  }

  /** Tells whether it only predicts. */
  boolean isShadow() {
    return trial.kind() == Trial.Kind.SHADOW;
  }

  /**
   * Tells whether it bids in an auction: always the same of a request's id, for any server, and
   * another share of all ids than another version has.
   */
  boolean bidsIn(CharSequence requestId) {
    if (isShadow()) {
      return false;
    }
    long hash = FNV_START;
    for (int i = 0; i < requestId.length(); i++) {
      hash = (hash ^ requestId.charAt(i)) * FNV_PRIME;
    }
    return (XxHash64.hash(hash, seed) >>> LOW_BITS) * UNIT < trial.share();
  }

  /** A worker to score with; null if it has failed, or its trial has ended. */
  @Nullable Lease acquire() {
    return failed.get() ? null : model.tryAcquire();
  }

  /** It has failed to score. */
  void fail(Throwable why) {
    if (failed.compareAndSet(false, true)) {
      failing.accept(why);
    }
  }

  /** Ends its trial; it is freed when the last that scores with it is done. */
  @Override
  public void close() {
    model.close();
  }
}
