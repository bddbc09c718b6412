package io.bidder.settings;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key's value, yet to be read: whoever asks says what holds where it is missing. What is wrong is
 * a problem, and read as if it were right: reading goes on and finds the other problems, too.
 *
 * @param <T> what the value is read as
 */
public final class Setting<T> {
  private final Section section;
  private final String key;
  private final String expected;
  private final T placeholder;
  private final Function<Node, Optional<T>> reader;
  private final Function<T, String> shown;

  Setting(
      Section section,
      String key,
      String expected,
      T placeholder,
      Function<Node, Optional<T>> reader,
      Function<T, String> shown) {
    this.section = section;
    this.key = key;
    this.expected = expected;
    this.placeholder = placeholder;
    this.reader = reader;
    this.shown = shown;
  }

  /** The value, or a default where it is missing or wrong. */
  public T or(T orElse) {
    return or(orElse, shown);
  }

  /**
   * Likewise.
   *
   * @param called how the reference calls the default
   */
  public T or(T orElse, String called) {
    return or(orElse, value -> called);
  }

  private T or(T orElse, Function<T, String> called) {
    section.listed(key, () -> called.apply(orElse));
    Node node = section.node(key);
    return node == null ? orElse : reader.apply(node).orElse(orElse);
  }

  /** The value; null where it is missing, wrong or null. */
  public @Nullable T orNull() {
    return section.isSet(key) ? reader.apply(section.present(key)).orElse(null) : null;
  }

  /** The value; a problem, and a placeholder, where it is missing. */
  public T required() {
    return requiredOr(placeholder);
  }

  /** The value; what the caller says where it is wrong and, which is a problem too, missing. */
  public T requiredOr(T orElse) {
    T value = requiredOrNull();
    return value == null ? orElse : value;
  }

  /** The value; null where it is wrong and, which is a problem too, where it is missing. */
  public @Nullable T requiredOrNull() {
    Node node = section.node(key);
    if (node == null) {
      section.problem(key, expected);
      return null;
    }
    return reader.apply(node).orElse(null);
  }
}
