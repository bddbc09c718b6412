package io.bidder.settings;

import io.bidder.settings.Node.Entries;
import io.bidder.settings.Node.Form;
import io.bidder.settings.Node.Items;
import io.bidder.settings.Node.Scalar;
import io.bidder.settings.Node.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A YAML or JSON document, or an option that stands for one. One may lie over another: then its
 * values hold, and what it does not say is the other's.
 *
 * <p>In YAML a scalar is whatever its reader takes it for. In JSON a number as a text is a problem.
 */
public final class Document {
  /** Mappings and lists within each other. */
  public static final int MAX_DEPTH = 100;

  /** Values that a document's aliases stand for, each counted as often as it stands there. */
  public static final int MAX_ALIASED = 1_000_000;

  private static final String KEYS =
      "[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+){0," + (MAX_DEPTH - 1) + "}+";

  private final Entries root;
  private final Problems problems;

  private Document(Entries root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /** A document that says nothing. */
  public static Document empty(String name, Problems problems) {
    return new Document(new Entries(new Source(name, false, Path.of("")), 1), problems);
  }

  /**
   * Reads a YAML file, in which paths are relative to its directory.
   *
   * @throws InvalidInputException if it cannot be read or is no YAML
   */
  public static Document yaml(Path file, long maxBytes, Problems problems) {
    return yaml(source(file), text(file, maxBytes), problems);
  }

  /**
   * Reads a YAML file with one list of mappings too long to be held: each is dropped when it has
   * been read. What the reader asks for before the list has to stand before it in the file, or the
   * list is held after all.
   *
   * @param longList the list's key
   * @param reader asks for the list once
   * @throws InvalidInputException with everything that is wrong
   */
  public static <T> T readYaml(
      Path file, long maxBytes, String longList, Function<Section, T> reader) {
    Problems problems = new Problems();
    Source source = source(file);
    Optional<T> result =
        checked(
            file,
            () -> {
              try (Reader text =
                  new StrictReader(LimitedInput.open(file, maxBytes), StandardCharsets.UTF_8)) {
                return YamlParser.guarded(
                    source,
                    problems,
                    () ->
                        of(YamlParser.open(source, text, problems, longList), problems)
                            .read(reader));
              }
            });
    problems.throwIfAny();
    return result.orElseThrow();
  }

  private static Source source(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return new Source(file.toString(), true, directory == null ? Path.of("") : directory);
  }

  /**
   * Parses YAML.
   *
   * @param name how messages call the text
   * @throws InvalidInputException if it is no YAML
   */
  public static Document yaml(String name, String text, Problems problems) {
    return yaml(new Source(name, true, Path.of("")), text, problems);
  }

  private static Document yaml(Source source, String text, Problems problems) {
    return of(YamlParser.parse(source, text, problems), problems);
  }

  /**
   * Parses JSON.
   *
   * @param name how messages call the file
   * @throws InvalidInputException if it is no JSON
   */
  public static Document json(String name, byte[] json, Problems problems) {
    return of(JsonParser.parse(new Source(name, true, Path.of("")), json, problems), problems);
  }

  /**
   * Parses an option such as {@code --set http.port=0}, whose value is a text whatever it looks
   * like. What is no such option is a problem, and an empty document.
   */
  public static Document assignment(String option, String keyAndValue, Problems problems) {
    Source source = new Source(option + " " + keyAndValue, false, Path.of(""));
    Entries root = new Entries(source, 1);
    int equals = keyAndValue.indexOf('=');
    String key = equals < 0 ? "" : keyAndValue.substring(0, equals).strip();
    if (!key.matches(KEYS)) {
      problems.add(source.name(), "expected key=value, such as http.port=0");
      return new Document(root, problems);
    }
    Entries inner = root;
    List<String> parts = List.of(key.split("\\.", -1));
    for (String part : parts.subList(0, parts.size() - 1)) {
      Entries next = new Entries(source, 1);
      inner.values.put(part, next);
      inner = next;
    }
    String value = keyAndValue.substring(equals + 1).strip();
    inner.values.put(parts.getLast(), new Scalar(source, 1, Form.ANY, value));
    return new Document(root, problems);
  }

  /**
   * The bytes of an input file.
   *
   * @throws InvalidInputException if it cannot be read
   */
  public static byte[] bytes(Path file, long maxBytes) {
    return checked(
        file,
        () -> {
          try (InputStream in = LimitedInput.open(file, maxBytes)) {
            return in.readAllBytes();
          }
        });
  }

  /**
   * The text of an input file in UTF-8, without a byte order mark.
   *
   * @throws InvalidInputException if it cannot be read
   */
  public static String text(Path file, long maxBytes) {
    byte[] bytes = bytes(file, maxBytes);
    return checked(file, () -> StrictReader.utf8(bytes));
  }

  /** A way to read a file. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Refuses a file that cannot be read as wrong input: whoever named it can mend it. */
  private static <T> T checked(Path file, Reading<T> reading) {
    try {
      return reading.read();
    } catch (UncheckedIOException e) {
      throw refused(file, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  private static InvalidInputException refused(Path file, IOException failure) {
    String problem =
        switch (failure) {
          case NoSuchFileException _ -> ": there is no such file";
          case StrictReader.MalformedTextException e -> ":" + e.place() + ": " + e.complaint();
          case LimitedInput.TooLongException e -> ": " + e.getMessage();
          default -> ": cannot be read: " + IoReasons.of(failure);
        };
    return new InvalidInputException(file + problem, failure);
  }

  private static Document of(@Nullable Node root, Problems problems) {
    if (root instanceof Entries entries) {
      return new Document(entries, problems);
    }
    if (root != null) {
      problems.add(root.place(), "the file is " + root.shown() + ", expected a mapping");
    }
    problems.throwIfAny();
    throw new AssertionError("unreachable");
  }

  /** This document with another one's values over its own. */
  public Document under(Document above) {
    return new Document(merged(root, above.root, ""), problems);
  }

  private Entries merged(Entries below, Entries above, String path) {
    Entries merged = new Entries(below.source, below.line);
    merged.values.putAll(below.values);
    above.values.forEach((key, value) -> {
      Node old = below.values.get(key);
      String at = path.isEmpty() ? key : path + "." + key;
      if (value instanceof Entries upper && old instanceof Entries lower) {
        merged.values.put(key, merged(lower, upper, at));
      } else {
        if (value instanceof Entries && old != null) {
          problems.add(old.place(), at + " is " + old.shown() + ", expected a mapping");
        }
        merged.values.put(key, value);
      }
    });
    return merged;
  }

  /** The document's values. */
  public Section section() {
    return new Section(root, KeyPath.ROOT, problems, null);
  }

  /**
   * Reads the whole document: what the reader does not ask for is a problem too.
   *
   * @throws InvalidInputException with everything that is wrong, also with other documents that
   *     share the problems
   */
  public <T> T read(Function<Section, T> reader) {
    return read(reader, null);
  }

  /** Likewise, and adds every key that has a default to {@code keys}. */
  public <T> T read(Function<Section, T> reader, @Nullable List<Section.Key> keys) {
    T result = new Section(root, KeyPath.ROOT, problems, keys).whole(reader);
    problems.throwIfAny();
    return result;
  }

  /** The file and line of a path as messages have it, or of what is there of it. */
  public String place(String path) {
    return nearest(root, path).place();
  }

  private static Node nearest(Node node, String path) {
    if (node instanceof Entries entries) {
      for (Map.Entry<String, Node> entry : entries.values.entrySet()) {
        String step = KeyPath.step("", entry.getKey());
        if (begins(path, step)) {
          return nearest(entry.getValue(), path.substring(step.length()).replaceFirst("^\\.", ""));
        }
      }
    } else if (node instanceof Items items) {
      for (int i = 0; i < items.items.size(); i++) {
        String step = "[" + i + "]";
        if (begins(path, step)) {
          return nearest(
              items.items.get(i), path.substring(step.length()).replaceFirst("^\\.", ""));
        }
      }
    }
    return node;
  }

  private static boolean begins(String path, String step) {
    return path.startsWith(step)
        && (path.length() == step.length() || ".[".indexOf(path.charAt(step.length())) >= 0);
  }
}
