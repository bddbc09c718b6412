package io.bidder.settings;

import io.bidder.settings.Node.Entries;
import io.bidder.settings.Node.Form;
import io.bidder.settings.Node.Items;
import io.bidder.settings.Node.Scalar;
import io.bidder.settings.Node.Stream;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a {@link Document}, read key by key. What is wrong is told to the {@link Problems}
 * as {@code file:line: path.key is value, expected …}, what nobody asks for as an unknown key.
 */
public final class Section {
  /** Values of a list. */
  public static final int MAX_VALUES = 100_000;

  /** Keys from which on looking each one up takes a set. */
  private static final int MANY_KEYS = 32;

  private final Entries entries;
  private final KeyPath path;
  private final Problems problems;
  private final int problemsBefore;
  private final @Nullable List<Key> keys;
  private final List<String> asked = new ArrayList<>();
  private boolean skipped;

  /** A key that was read, with its default's text. */
  public record Key(String path, String orElse) {}

  Section(Entries entries, KeyPath path, Problems problems, @Nullable List<Key> keys) {
    this.entries = entries;
    this.path = path;
    this.problems = problems;
    this.problemsBefore = problems.count();
    this.keys = keys;
  }

  /** The keys in the document's order. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(entries.all().keySet());
  }

  /** True if the key is there, and not null. */
  public boolean isSet(String key) {
    return node(key) != null && !(node(key) instanceof Scalar scalar && scalar.form == Form.NULL);
  }

  public boolean isMap(String key) {
    return node(key) instanceof Entries;
  }

  /** The text of the key's number; null where it has none. */
  public @Nullable String numberText(String key) {
    return node(key) instanceof Scalar scalar && scalar.form == Form.NUMBER ? scalar.text : null;
  }

  /** Leaves the other keys unread: what is known would depend on what is wrong. */
  public void skipRest() {
    skipped = true;
  }

  /** The key's scalar. */
  public <T> Setting<T> get(String key, Type<T> type) {
    return new Setting<>(
        this,
        key,
        type.expected(),
        type.placeholder(),
        node -> scalar(path.to(key), node, type),
        type::show);
  }

  /** The key's list of scalars. */
  public <T> Setting<List<T>> list(String key, Type<T> type) {
    return list(key, type, 0, MAX_VALUES);
  }

  /** Likewise, of so many. */
  public <T> Setting<List<T>> list(String key, Type<T> type, int min, int max) {
    return list(key, "a list", min, max, (at, node) -> scalar(at, node, type));
  }

  /** The key's list of mappings. */
  public <T> Setting<List<T>> maps(String key, Function<Section, T> reader) {
    return maps(key, 0, MAX_VALUES, reader);
  }

  /** Likewise, of so many. */
  public <T> Setting<List<T>> maps(String key, int min, int max, Function<Section, T> reader) {
    return list(key, "a list", min, max, (at, node) -> Optional.ofNullable(map(at, node, reader)));
  }

  /** The key's mapping, an empty one where it is missing. */
  public <T> T map(String key, Function<Section, T> reader) {
    Node node = node(key);
    return map(
        path.to(key), node == null ? new Entries(entries.source, entries.line) : node, reader);
  }

  /** The key's mapping; a problem where it is missing. */
  public <T> T requiredMap(String key, Function<Section, T> reader) {
    Node node = node(key);
    if (node == null) {
      problem(key, "a mapping");
      return unread(path.to(key), entries, reader);
    }
    return map(path.to(key), node, reader);
  }

  /** The mapping's entries, whose keys are data. */
  public <T> Map<String, T> all(Type<T> type) {
    Map<String, T> all = new LinkedHashMap<>();
    for (String key : keys()) {
      all.put(key, get(key, type).required());
    }
    return all;
  }

  /**
   * The key's mapping of anything: texts, flags, numbers, lists and maps; what is null is absent.
   */
  public Setting<Map<String, Object>> freeForm(String key) {
    return new Setting<>(
        this,
        key,
        "a mapping",
        Map.of(),
        node -> {
          if (node instanceof Entries map) {
            return Optional.of(freeForm(map));
          }
          return expected(path.to(key), node, "a mapping");
        },
        String::valueOf);
  }

  /**
   * The key's path, relative to the file or, in an option, to the working directory.
   *
   * @param home what the default is relative to
   */
  public Path path(String key, Path home, String orElse) {
    Path path = resolved(key, get(key, Types.TEXT).or(orElse));
    return path == null ? home.resolve(orElse).normalize() : path;
  }

  /** Likewise; null where there is none. */
  public @Nullable Path pathOrNull(String key) {
    return resolved(key, get(key, Types.TEXT).or(""));
  }

  /** The path that a key gives, rather than a default. */
  private @Nullable Path resolved(String key, String text) {
    Node node = node(key);
    if (node instanceof Scalar scalar && scalar.text.equals(text)) {
      try {
        return node.source.base().resolve(text).normalize();
      } catch (InvalidPathException e) {
        problem(key, "a path");
      }
    }
    return null;
  }

  /**
   * What {@code constructor} makes of this section if all is well with it, and its {@link
   * IllegalArgumentException} as a problem of the section if it does not.
   */
  public <T> T build(Supplier<T> constructor, T placeholder) {
    if (problems.count() == problemsBefore) {
      try {
        return constructor.get();
      } catch (IllegalArgumentException e) {
        problems.add(entries.place(), path + ": " + e.getMessage());
      }
    }
    return placeholder;
  }

  /** Reports that the key's value is not what was expected. */
  public void problem(String key, String expected) {
    Node node = node(key);
    if (node == null) {
      problems.add(entries.place(), path.to(key) + " is missing, expected " + expected);
    } else {
      expected(path.to(key), node, expected);
    }
  }

  /** Reports something else about the key, or about the mapping where it lacks the key. */
  public void remark(String key, String remark) {
    Node node = node(key);
    problems.add((node == null ? entries : node).place(), path.to(key) + ": " + remark);
  }

  /** Reads this section, after which what was not asked for is unknown. */
  <T> T whole(Function<Section, T> reader) {
    T result = reader.apply(this);
    if (!skipped) {
      Map<String, Node> all = entries.all();
      Collection<String> known = asked.size() > MANY_KEYS ? new HashSet<>(asked) : asked;
      all.forEach((key, node) -> {
        if (!known.contains(key)) {
          unknown(key, node);
        }
      });
    }
    return result;
  }

  private void unknown(String key, Node node) {
    Set<String> known = new LinkedHashSet<>(asked);
    String hint = Suggestions.didYouMean(key, known);
    String expected = hint.isEmpty() ? ", expected one of " + String.join(", ", known) : hint;
    problems.add(node.place(), path.to(key) + ": unknown key" + expected);
  }

  @Nullable Node node(String key) {
    asked.add(key);
    return entries.get(key);
  }

  Node present(String key) {
    return Optional.ofNullable(entries.get(key)).orElseThrow();
  }

  void listed(String key, Supplier<String> orElse) {
    if (keys != null) {
      keys.add(new Key(path.to(key).toString(), orElse.get()));
    }
  }

  private <T> Optional<T> scalar(KeyPath at, Node node, Type<T> type) {
    Optional<T> value = type.read(node);
    if (value.isPresent()) {
      return value;
    }
    return expected(at, node, type.expectedInsteadOf(node));
  }

  private <T> Setting<List<T>> list(
      String key, String what, int min, int max, BiFunction<KeyPath, Node, Optional<T>> reader) {
    return new Setting<>(
        this,
        key,
        what,
        List.of(),
        node -> {
          KeyPath at = path.to(key);
          if (node instanceof Stream stream) {
            return Optional.of(streamed(at, stream, what, min, max, reader));
          }
          if (!(node instanceof Items list)) {
            return expected(at, node, what);
          }
          int size = list.items.size();
          if (size < min || size > max) {
            return expected(at, node, sized(what, min, max));
          }
          List<T> values = new ArrayList<>(size);
          for (int i = 0; i < size; i++) {
            reader.apply(at.to(i), list.items.get(i)).ifPresent(values::add);
          }
          return Optional.of(values);
        },
        String::valueOf);
  }

  private <T> List<T> streamed(
      KeyPath at,
      Stream list,
      String what,
      int min,
      int max,
      BiFunction<KeyPath, Node, Optional<T>> reader) {
    List<T> values = new ArrayList<>();
    int size = 0;
    for (Node item = list.next(); item != null; item = list.next()) {
      if (size < max) {
        reader.apply(at.to(size), item).ifPresent(values::add);
      }
      size++;
    }
    if (size < min || size > max) {
      problems.add(
          list.place(), at + " is a list of " + size + ", expected " + sized(what, min, max));
    }
    return values;
  }

  private static String sized(String what, int min, int max) {
    return what + " of " + (min == max ? "" + min : min + " to " + max);
  }

  private <T> T map(KeyPath at, Node node, Function<Section, T> reader) {
    if (node instanceof Entries map) {
      return new Section(map, at, problems, keys).whole(reader);
    }
    expected(at, node, "a mapping");
    return unread(at, entries, reader);
  }

  /** Stands for a mapping that is not there: that all its keys are missing is not reported. */
  private static <T> T unread(KeyPath at, Entries above, Function<Section, T> reader) {
    Problems noise = new Problems();
    return reader.apply(new Section(new Entries(above.source, above.line), at, noise, null));
  }

  private <T> Optional<T> expected(KeyPath at, Node node, String expected) {
    problems.add(node.place(), at + " is " + node.shown() + ", expected " + expected);
    return Optional.empty();
  }

  private static Map<String, Object> freeForm(Entries entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    entries.values.forEach((key, node) -> {
      Object value = freeForm(node);
      if (value != null) {
        map.put(key, value);
      }
    });
    return Collections.unmodifiableMap(map);
  }

  private static @Nullable Object freeForm(Node node) {
    return switch (node) {
      case Entries map -> freeForm(map);
      case Items list -> {
        List<@Nullable Object> items = new ArrayList<>();
        list.items.forEach(item -> items.add(freeForm(item)));
        yield Collections.unmodifiableList(items);
      }
      case Stream _ -> throw new IllegalStateException("a long list holds mappings");
      case Scalar scalar ->
          switch (scalar.form) {
            case ANY, TEXT -> scalar.text;
            case FLAG -> Boolean.valueOf(scalar.text);
            case NUMBER -> number(scalar.text);
            case NULL -> null;
          };
    };
  }

  private static Object number(String text) {
    if (!text.matches("-?\\d+")) {
      return Double.valueOf(text);
    }
    BigInteger integer = new BigInteger(text);
    return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
  }
}
