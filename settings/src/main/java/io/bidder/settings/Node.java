package io.bidder.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** A mapping, in the document's order. */
  static final class Entries extends Node {
    final Map<String, Node> values = new LinkedHashMap<>();

    Entries(Source source, int line) {
      super(source, line);
    }

    @Override
    String shown() {
      return "a mapping";
    }
  }
}
