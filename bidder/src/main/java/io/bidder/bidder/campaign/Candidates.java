package io.bidder.bidder.campaign;

import java.util.ArrayList;
import java.util.List;

/** Candidates of one impression. Reused; grows as it is needed. Not thread-safe. */
public final class Candidates {
  private final List<Candidate> elements = new ArrayList<>();
  private int size;

  public int size() {
    return size;
  }

  public Candidate get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return elements.get(index);
  }

  /** The next candidate, to be {@linkplain Candidate#set set}. */
  public Candidate add() {
    if (size == elements.size()) {
      elements.add(new Candidate());
    }
    return elements.get(size++);
  }

  public void clear() {
    size = 0;
  }

  /** Keeps the first {@code newSize}. */
  public void truncate(int newSize) {
    size = Math.min(size, newSize);
  }

  /** Takes all of another, which is empty then; what is kept for reuse changes hands. */
  public void takeAll(Candidates other) {
    size = 0;
    while (size < other.size) {
      Candidate free = add();
      elements.set(size - 1, other.elements.get(size - 1));
      other.elements.set(size - 1, free);
    }
    other.size = 0;
  }

  public void swap(int first, int second) {
    Candidate element = elements.get(first);
    elements.set(first, elements.get(second));
    elements.set(second, element);
  }
}
