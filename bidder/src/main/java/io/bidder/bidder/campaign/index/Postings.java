package io.bidder.bidder.campaign.index;

import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A set of campaigns or creatives: a bitmap where they are many, a list where they are few, so that
 * a hundred thousand domains of one campaign each take a list each and not a bitmap. Immutable.
 */
final class Postings {
  private final long @Nullable [] bitmap;
  private final int[] list;

  private Postings(long @Nullable [] bitmap, int[] list) {
    this.bitmap = bitmap;
    this.list = list;
  }

  /**
   * The set of some members.
   *
   * @param members in ascending order
   * @param universe one more than the highest member there could be
   */
  static Postings of(IntArrayList members, int universe) {
    int[] list = members.toIntArray();
    if (list.length < Bits.words(universe)) {
      return new Postings(null, list);
    }
    long[] bitmap = new long[Bits.words(universe)];
    for (int member : list) {
      Bits.set(bitmap, member);
    }
    return new Postings(bitmap, new int[0]);
  }

  /** The bitmap, if it is one. */
  long @Nullable [] bitmap() {
    return bitmap;
  }

  void addTo(long[] bits) {
    if (bitmap != null) {
      Bits.or(bits, bitmap);
    } else {
      for (int member : list) {
        Bits.set(bits, member);
      }
    }
  }

  void removeFrom(long[] bits) {
    if (bitmap != null) {
      Bits.andNot(bits, bitmap);
    } else {
      for (int member : list) {
        Bits.clear(bits, member);
      }
    }
  }
}
