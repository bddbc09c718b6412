package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.Text;

/** A reused list of texts, with a named limit. Not thread-safe. */
public final class TextList {
  private final ReusedList<Text> texts;

  public TextList(Memory memory, int limit) {
    texts = new ReusedList<>(memory, Text::new, limit);
  }

  public int size() {
    return texts.size();
  }

  public boolean isEmpty() {
    return texts.isEmpty();
  }

  public boolean isFull() {
    return texts.isFull();
  }

  public Text get(int index) {
    return texts.get(index);
  }

  /** The next text, empty. */
  public Text add() {
    Text text = texts.add();
    text.clear();
    return text;
  }

  public void removeLast() {
    texts.removeLast();
  }

  public void clear() {
    texts.clear();
  }

  public boolean contains(CharSequence value) {
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).contentEquals(value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < size(); i++) {
      out.append(i == 0 ? "" : ", ").append(get(i));
    }
    return out.append(']').toString();
  }
}
