package io.bidder.bidder.campaign;

import io.bidder.bidder.json.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * Candidates of one impression. Reused; grows as it is needed, which is counted in its owner's
 * {@link Memory}. Those that are not in use hold on to nothing. Not thread-safe.
 */
public final class Candidates {
  /** Of a candidate with its place. */
  private static final int BYTES = 56;

  private final List<Candidate> elements = new ArrayList<>();
  private final Memory memory;
  private int size;

  /** Candidates whose number their owner bounds. */
  public Candidates() {
    this(Memory.unbounded());
  }

  /** Candidates that are counted. */
  public Candidates(Memory memory) {
    this.memory = memory;
  }

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
      memory.keep(BYTES);
    }
    return elements.get(size++);
  }

  /** Replaces these by the candidates of {@code from}, which is empty then. */
  public void take(Candidates from) {
    clear();
    for (int i = 0; i < from.size; i++) {
      add().set(from.elements.get(i));
    }
    from.clear();
  }

  public void clear() {
    truncate(0);
  }

  /** Keeps the first {@code newSize}. */
  public void truncate(int newSize) {
    for (int i = newSize; i < size; i++) {
      elements.get(i).clear();
    }
    size = Math.min(size, newSize);
  }

  public void swap(int first, int second) {
    Candidate element = elements.get(first);
    elements.set(first, elements.get(second));
    elements.set(second, element);
  }

  /** Moves the first so many behind the others; each part keeps its order. */
  public void rotate(int first) {
    if (first > 0 && first < size) {
      reverse(0, first);
      reverse(first, size);
      reverse(0, size);
    }
  }

  private void reverse(int from, int end) {
    for (int i = from, j = end - 1; i < j; i++, j--) {
      swap(i, j);
    }
  }
}
