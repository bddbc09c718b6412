package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import java.util.ArrayList;
import java.util.List;

/** The values that a request holds at some {@link ExtraPaths}. Reused: see {@link BidRequest}. */
public final class ExtraValues {
  private static final TextList NOTHING = new TextList(Memory.unbounded(), 0);

  private final Memory memory;
  private final List<TextList> values = new ArrayList<>();

  ExtraValues(Memory memory) {
    this.memory = memory;
  }

  /** The values at a path: numbers and true or false as they were written. */
  public TextList get(int path) {
    return path < 0 || path >= values.size() ? NOTHING : values.get(path);
  }

  /** The list to add the values at a path to. */
  public TextList forAdding(int path) {
    while (values.size() <= path) {
      values.add(new TextList(memory, BidRequest.MAX_LIST));
    }
    return values.get(path);
  }

  public void clear() {
    for (int i = 0; i < values.size(); i++) {
      values.get(i).clear();
    }
  }
}
