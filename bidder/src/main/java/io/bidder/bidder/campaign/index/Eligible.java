package io.bidder.bidder.campaign.index;

import org.jspecify.annotations.Nullable;

/**
 * The campaigns still in the running, narrowed one dimension at a time. One thread's, reused.
 *
 * <p>For each dimension: {@link #begin}, {@link #allow} what each of the request's values leads to,
 * {@link #end}.
 */
final class Eligible {
  final long[] bits;
  private final long[] allowed;
  private long[] free;
  private long @Nullable [] firstBitmap;
  private boolean gathered;

  Eligible(int campaigns) {
    bits = new long[Bits.words(campaigns)];
    allowed = new long[bits.length];
    free = allowed;
  }

  /** Starts a dimension with the campaigns that it does not concern. */
  void begin(long[] unconcerned) {
    free = unconcerned;
    firstBitmap = null;
    gathered = false;
  }

  void allow(@Nullable Postings postings) {
    if (postings == null) {
      return;
    }
    // Mostly one value leads somewhere; then nothing needs gathering.
    if (!gathered && firstBitmap == null && postings.bitmap() != null) {
      firstBitmap = postings.bitmap();
      return;
    }
    gather();
    postings.addTo(allowed);
  }

  void allow(int campaign) {
    gather();
    Bits.set(allowed, campaign);
  }

  void end() {
    if (gathered) {
      Bits.and(bits, allowed);
    } else if (firstBitmap != null) {
      Bits.andEither(bits, free, firstBitmap);
    } else {
      Bits.and(bits, free);
    }
  }

  void remove(@Nullable Postings postings) {
    if (postings != null) {
      postings.removeFrom(bits);
    }
  }

  private void gather() {
    if (!gathered) {
      System.arraycopy(free, 0, allowed, 0, free.length);
      if (firstBitmap != null) {
        Bits.or(allowed, firstBitmap);
      }
      gathered = true;
    }
  }
}
