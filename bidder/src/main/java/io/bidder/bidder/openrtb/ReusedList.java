package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A reused list of reused elements, of which there are never more than a named limit. What they
 * take is counted in its owner's {@link Memory}. Not thread-safe.
 */
public final class ReusedList<T> {
  /** Of the list itself. */
  private static final int BYTES = 64;

  /** Of an element: its place, and what it has beside lists and texts, which count themselves. */
  private static final int OWN_BYTES = 48;

  private final List<T> elements = new ArrayList<>(0);
  private final Memory memory;
  private final Function<Memory, T> factory;
  private final int limit;
  private long elementBytes;
  private int size;

  /**
   * An empty list.
   *
   * @param factory makes elements, which are all as large when they are new
   */
  public ReusedList(Memory memory, Function<Memory, T> factory, int limit) {
    this.memory = memory;
    this.factory = factory;
    this.limit = limit;
    memory.keep(BYTES);
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
      long before = memory.keptBytes();
      elements.add(factory.apply(memory));
      memory.keep(OWN_BYTES);
      elementBytes = memory.keptBytes() - before;
    }
    memory.use(elementBytes);
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
