package io.bidder.settings;

import io.bidder.settings.Node.Form;
import io.bidder.settings.Node.Scalar;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A type of scalar values: which texts are one, and how messages call what was expected.
 *
 * @param <T> what a value is read as
 */
public final class Type<T> {
  private final Form form;
  private final String expected;
  private final T placeholder;
  private final Function<String, Optional<T>> parser;
  private final Function<String, String> hint;
  private final Function<T, String> shown;

  Type(
      Form form,
      String expected,
      T placeholder,
      Function<String, Optional<T>> parser,
      Function<String, String> hint,
      Function<T, String> shown) {
    this.form = form;
    this.expected = expected;
    this.placeholder = placeholder;
    this.parser = parser;
    this.hint = hint;
    this.shown = shown;
  }

  /**
   * A type of texts.
   *
   * @param expected what messages say was expected
   * @param placeholder the value of what cannot be read
   * @param parser nothing for a text that is none
   */
  public static <T> Type<T> of(
      String expected, T placeholder, Function<String, Optional<T>> parser) {
    return new Type<>(Form.TEXT, expected, placeholder, parser, text -> "", String::valueOf);
  }

  /** Texts that are as they must be. */
  public static Type<String> texts(String expected, Predicate<String> isOne) {
    return of(expected, "", text -> isOne.test(text) ? Optional.of(text) : Optional.empty());
  }

  /** This type with something to add to messages about a wrong text, or nothing. */
  public Type<T> hinting(Function<String, String> hintOf) {
    return new Type<>(form, expected, placeholder, parser, hintOf, shown);
  }

  /** The value of a text, if it is one. */
  public Optional<T> parse(String text) {
    return parser.apply(text);
  }

  /** The words in which messages say what was expected. */
  public String expected() {
    return expected;
  }

  /** The words in which messages say what was expected instead of a value. */
  String expectedInsteadOf(Node node) {
    return node instanceof Scalar scalar && isOfForm(scalar)
        ? expected + hint.apply(scalar.text)
        : expected;
  }

  T placeholder() {
    return placeholder;
  }

  /** The text that is read as a value. */
  String show(T value) {
    return shown.apply(value);
  }

  Optional<T> read(Node node) {
    return node instanceof Scalar scalar && isOfForm(scalar)
        ? parse(scalar.text)
        : Optional.empty();
  }

  private boolean isOfForm(Scalar scalar) {
    return scalar.form == form || scalar.form == Form.ANY;
  }
}
