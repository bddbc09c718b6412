package io.bidder.settings;

import io.bidder.settings.Node.Entries;
import io.bidder.settings.Node.Form;
import io.bidder.settings.Node.Items;
import io.bidder.settings.Node.Scalar;
import io.bidder.settings.Node.Source;
import io.bidder.settings.Node.Stream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Parses one YAML document; an alias is the very node that its anchor is. */
final class YamlParser {
  /** Texts up to this length are looked up among those before them: they come again and again. */
  private static final int MAX_SHARED_CHARS = 32;

  private final Source source;
  private final Problems problems;
  private final Iterator<Event> events;
  private final Map<Anchor, Anchored> anchored = new HashMap<>();

  /** Values so far, those that aliases stand for included. */
  private long valueCount;

  private long aliasedCount;

  /** A value that aliases may stand for, and how many there are in it. */
  private record Anchored(Node node, long valueCount) {}

  /** Texts met lately, each where its hash leads. */
  private final @Nullable String[] shared = new String[1 << 12];

  private YamlParser(Source source, Reader text, Problems problems) {
    this.source = source;
    this.problems = problems;
    // Whoever reads the file limits its size.
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    events = new Parse(settings).parseReader(text).iterator();
  }

  /** The root; null, and a problem, where the text is no document. */
  static @Nullable Node parse(Source source, String text, Problems problems) {
    return YamlParser.<Node>guarded(
            source,
            problems,
            () -> {
              YamlParser parser = new YamlParser(source, new StringReader(text), problems);
              NodeEvent event = parser.begin();
              Node root = event == null ? null : parser.node(event, 0);
              return root != null && parser.hasEnded() ? root : null;
            })
        .orElse(null);
  }

  /**
   * Likewise of a text that is parsed as far as was asked for, in {@link #guarded}.
   *
   * @param longList the root's key whose list is a {@link Stream}
   */
  static @Nullable Node open(Source source, Reader text, Problems problems, String longList) {
    YamlParser parser = new YamlParser(source, text, problems);
    NodeEvent event = parser.begin();
    return event instanceof MappingStartEvent
        ? parser.new Unread(line(event), longList)
        : event == null ? null : parser.node(event, 0);
  }

  /**
   * Tells what turns out to be no YAML as a problem; nothing then.
   *
   * @throws UncheckedIOException if the text cannot be read
   */
  static <T> Optional<T> guarded(Source source, Problems problems, Supplier<@Nullable T> parsing) {
    try {
      return Optional.ofNullable(parsing.get());
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      int line = mark.map(Mark::getLine).orElse(0) + 1;
      problems.add(source.place(line), "no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      if (e.getCause() instanceof IOException failure) {
        throw new UncheckedIOException(failure);
      }
      problems.add(source.place(1), "no YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** The root's first event; null, and a problem, where there is none. */
  private @Nullable NodeEvent begin() {
    while (events.hasNext()) {
      if (events.next() instanceof NodeEvent root) {
        return root;
      }
    }
    problems.add(source.place(1), "the file is empty, expected a mapping");
    return null;
  }

  /** Parses what comes after the root: false, and a problem, where that is something. */
  private boolean hasEnded() {
    while (events.hasNext()) {
      if (events.next() instanceof NodeEvent event) {
        problems.add(source.place(line(event)), "no YAML: a second document, expected one");
        return false;
      }
    }
    return true;
  }

  /** The root, of which what comes after the last key that was asked for is yet to be parsed. */
  private final class Unread extends Entries {
    private final String longList;
    private boolean streaming;
    private boolean ended;

    Unread(int line, String longList) {
      super(YamlParser.this.source, line);
      this.longList = longList;
    }

    @Override
    @Nullable Node get(String key) {
      while (!values.containsKey(key) && !ended) {
        parseNext(key.equals(longList));
      }
      return values.get(key);
    }

    @Override
    Map<String, Node> all() {
      while (!ended) {
        parseNext(false);
      }
      return values;
    }

    private void parseNext(boolean mayStream) {
      while (streaming) {
        nextItem();
      }
      if (!(events.next() instanceof NodeEvent event)) {
        ended = true;
        hasEnded();
        return;
      }
      Node key = node(event, 1);
      NodeEvent value = (NodeEvent) events.next();
      if (mayStream
          && value instanceof SequenceStartEvent
          && key instanceof Scalar name
          && name.text.equals(longList)) {
        streaming = true;
        put(this, line(event), key, new Stream(source, line(value), this::nextItem));
      } else {
        put(this, line(event), key, node(value, 1));
      }
    }

    private @Nullable Node nextItem() {
      if (streaming && events.next() instanceof NodeEvent item) {
        return node(item, 2);
      }
      streaming = false;
      return null;
    }
  }

  private Node node(NodeEvent event, int depth) {
    int line = line(event);
    if (depth > Document.MAX_DEPTH) {
      throw new YamlEngineException(
          "line " + line + " is within more than " + Document.MAX_DEPTH + " levels");
    }
    if (event instanceof AliasEvent alias) {
      return aliased(alias.getAlias(), line);
    }
    long before = valueCount++;
    Node node =
        switch (event) {
          case ScalarEvent scalar -> new Scalar(source, line, Form.ANY, shared(scalar.getValue()));
          case SequenceStartEvent sequence -> new Items(source, line, items(depth));
          case MappingStartEvent mapping -> entries(line, depth);
          default -> throw new IllegalStateException("an event of a kind unknown: " + event);
        };
    event
        .getAnchor()
        .ifPresent(anchor -> anchored.put(anchor, new Anchored(node, valueCount - before)));
    return node;
  }

  private Node aliased(Anchor anchor, int line) {
    Anchored aliased = anchored.get(anchor);
    if (aliased == null) {
      throw new YamlEngineException(
          "line " + line + " refers to " + anchor + ", which is nothing before it");
    }
    valueCount += aliased.valueCount;
    aliasedCount += aliased.valueCount;
    if (aliasedCount > Document.MAX_ALIASED) {
      throw new YamlEngineException(
          "the aliases up to line "
              + line
              + " stand for more than "
              + Document.MAX_ALIASED
              + " values");
    }
    return aliased.node;
  }

  private List<Node> items(int depth) {
    List<Node> items = new ArrayList<>();
    while (events.next() instanceof NodeEvent item) {
      items.add(node(item, depth + 1));
    }
    return items;
  }

  private Entries entries(int line, int depth) {
    Entries entries = new Entries(source, line);
    while (events.next() instanceof NodeEvent event) {
      put(entries, line(event), node(event, depth + 1), node((NodeEvent) events.next(), depth + 1));
    }
    return entries;
  }

  private void put(Entries entries, int line, Node key, Node value) {
    if (!(key instanceof Scalar name)) {
      problems.add(key.place(), key.shown() + " is a key, expected a plain one");
    } else if (entries.values.put(name.text, value) != null) {
      problems.add(source.place(line), Node.quoted(name.text) + " comes twice");
    }
  }

  private String shared(String text) {
    if (text.length() > MAX_SHARED_CHARS) {
      return text;
    }
    int hash = text.hashCode();
    int slot = (hash ^ hash >>> 16) & (shared.length - 1);
    String before = shared[slot];
    if (text.equals(before)) {
      return before;
    }
    shared[slot] = text;
    return text;
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
