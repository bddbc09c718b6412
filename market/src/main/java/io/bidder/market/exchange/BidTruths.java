package io.bidder.market.exchange;

/** The true probabilities of bids by their ids. One thread's. */
public final class BidTruths {
  private static final int FIRST = 1 << 12;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int SHIFT = 29;
  private static final double LOAD = 0.6;

  private long[] ids = new long[FIRST];
  private float[] clicks = new float[FIRST];
  private float[] conversions = new float[FIRST];
  private boolean[] shown = new boolean[FIRST];
  private int size;

  /**
   * Adds a bid.
   *
   * @param isShown whether it won and its ad was shown
   */
  void add(String id, double click, double conversion, boolean isShown) {
    if (size > LOAD * ids.length) {
      grow();
    }
    long key = key(id);
    int at = find(key);
    if (ids[at] == 0) {
      ids[at] = key;
      clicks[at] = (float) click;
      conversions[at] = (float) conversion;
      shown[at] = isShown;
      size++;
    }
  }

  /** Where a bid is, or -1 if it is not there. */
  public int indexOf(String id) {
    int at = find(key(id));
    return ids[at] == 0 ? -1 : at;
  }

  /** P(click | impression) of the bid at an index. */
  public double click(int index) {
    return clicks[index];
  }

  /** P(conversion | click) of the bid at an index. */
  public double conversion(int index) {
    return conversions[index];
  }

  /** Returns whether the bid at an index won and its ad was shown. */
  public boolean isShown(int index) {
    return shown[index];
  }

  public int size() {
    return size;
  }

  /** More than any index. */
  public int capacity() {
    return ids.length;
  }

  private int find(long key) {
    int at = (int) (key ^ (key >>> 32)) & (ids.length - 1);
    while (ids[at] != 0 && ids[at] != key) {
      at = (at + 1) & (ids.length - 1);
    }
    return at;
  }

  private void grow() {
    long[] oldIds = ids;
    float[] oldClicks = clicks;
    float[] oldConversions = conversions;
    boolean[] oldShown = shown;
    ids = new long[2 * oldIds.length];
    clicks = new float[ids.length];
    conversions = new float[ids.length];
    shown = new boolean[ids.length];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != 0) {
        int at = find(oldIds[i]);
        ids[at] = oldIds[i];
        clicks[at] = oldClicks[i];
        conversions[at] = oldConversions[i];
        shown[at] = oldShown[i];
      }
    }
  }

  /** A bit less than 64 of an id's bits: no two of a market's bids are alike. */
  private static long key(String id) {
    long key = 0;
    for (int i = 0; i < id.length(); i++) {
      key = MULTIPLIER * (key ^ id.charAt(i));
      key ^= key >>> SHIFT;
    }
    return key | 1;
  }
}
