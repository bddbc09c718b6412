package io.bidder.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value of a document, and where it stands. */
abstract sealed class Node {
  private static final int SHOWN_CHARS = 60;

  final Source source;
  final int line;

  private Node(Source source, int line) {
    this.source = source;
    this.line = line;
  }

  /**
   * A file or option that values come from.
   *
   * @param name how messages call it
   * @param hasLines whether a line says more of a place in it
   * @param base what paths in it are relative to
   */
  record Source(String name, boolean hasLines, Path base) {
    String place(int line) {
      return hasLines ? name + ":" + line : name;
    }
  }

  /** The kind of a scalar: JSON tells it, in YAML it is whatever its reader takes it for. */
  enum Form {
    ANY,
    TEXT,
    NUMBER,
    FLAG,
    NULL
  }

  String place() {
    return source.place(line);
  }

  /** The value as messages show it. */
  abstract String shown();

  static String quoted(String text) {
    return "'" + shortened(text) + "'";
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
  }

  /** A text, number, flag or nothing. */
  static final class Scalar extends Node {
    final Form form;
    final String text;

    Scalar(Source source, int line, Form form, String text) {
      super(source, line);
      this.form = form;
      this.text = text;
    }

    @Override
    String shown() {
      return form == Form.ANY || form == Form.TEXT ? quoted(text) : shortened(text);
    }
  }

  /** A list. */
  static final class Items extends Node {
    final List<Node> items;

    Items(Source source, int line, List<Node> items) {
      super(source, line);
      this.items = items;
    }

    @Override
    String shown() {
      return items.isEmpty() ? "an empty list" : "a list of " + items.size();
    }
  }

  /** A list whose items are parsed one by one, as they are read, and not kept. */
  static final class Stream extends Node {
    private final Supplier<@Nullable Node> next;

    Stream(Source source, int line, Supplier<@Nullable Node> next) {
      super(source, line);
      this.next = next;
    }

    /** The item after the last one; null after all. */
    @Nullable Node next() {
      return next.get();
    }

    @Override
    String shown() {
      return "a list";
    }
  }

  /** A mapping, in the document's order. */
  static non-sealed class Entries extends Node {
    final Map<String, Node> values = new LinkedHashMap<>();

    Entries(Source source, int line) {
      super(source, line);
    }

    /** The value of a key; null if it has none. */
    @Nullable Node get(String key) {
      return values.get(key);
    }

    /** All of it. */
    Map<String, Node> all() {
      return values;
    }

    @Override
    String shown() {
      return "a mapping";
    }
  }
}
