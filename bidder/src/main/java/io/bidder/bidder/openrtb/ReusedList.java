package io.bidder.bidder.openrtb;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A reused list of reused elements, of which there are never more than a named limit. Not
 * thread-safe.
 */
public final class ReusedList<T> {
  private final List<T> elements = new ArrayList<>();
  private final Supplier<T> factory;
  private final int limit;
  private int size;

  public ReusedList(Supplier<T> factory, int limit) {
    this.factory = factory;
    this.limit = limit;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public boolean isFull() {
    return size == limit;
  }

  /** Element {@code index} of those in use. */
  public T get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return elements.get(index);
  }

  /** The next element, as it was left by its last use: the caller clears it. */
  public T add() {
    if (size == limit) {
      throw new IllegalStateException("more than " + limit + " elements");
    }
    if (size == elements.size()) {
      elements.add(factory.get());
    }
    return elements.get(size++);
  }

  /** Takes the last element back. */
  public void removeLast() {
    size--;
  }

  /** No element is in use; all are kept for reuse. */
  public void clear() {
    size = 0;
  }
}
