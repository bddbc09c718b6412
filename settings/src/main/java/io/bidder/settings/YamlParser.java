package io.bidder.settings;

import io.bidder.settings.Node.Entries;
import io.bidder.settings.Node.Form;
import io.bidder.settings.Node.Items;
import io.bidder.settings.Node.Scalar;
import io.bidder.settings.Node.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Source source;
  private final Problems problems;
  private final Iterator<Event> events;
  private final Map<Anchor, Anchored> anchored = new HashMap<>();

  /** Values so far, those that aliases stand for included. */
  private long valueCount;

  private long aliasedCount;

  /** A value that aliases may stand for, and how many there are in it. */
  private record Anchored(Node node, long valueCount) {}

  private YamlParser(Source source, String text, Problems problems) {
    this.source = source;
    this.problems = problems;
    // Whoever reads the file limits its size.
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    events = new Parse(settings).parseString(text).iterator();
  }

  /** The root; null, and a problem, where the text is no document. */
  static @Nullable Node parse(Source source, String text, Problems problems) {
    try {
      return new YamlParser(source, text, problems).document();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      int line = mark.map(Mark::getLine).orElse(0) + 1;
      problems.add(source.place(line), "no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(source.place(1), "no YAML: " + e.getMessage());
    }
    return null;
  }

  private @Nullable Node document() {
    Node root = null;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof NodeEvent node) {
        if (root != null) {
          problems.add(source.place(line(event)), "no YAML: a second document, expected one");
          return null;
        }
        root = node(node, 0);
      }
    }
    if (root == null) {
      problems.add(source.place(1), "the file is empty, expected a mapping");
    }
    return root;
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
          case ScalarEvent scalar -> new Scalar(source, line, Form.ANY, scalar.getValue());
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
      Node key = node(event, depth + 1);
      Node value = node((NodeEvent) events.next(), depth + 1);
      if (!(key instanceof Scalar name)) {
        problems.add(key.place(), key.shown() + " is a key, expected a plain one");
      } else if (entries.values.put(name.text, value) != null) {
        problems.add(source.place(line(event)), Node.quoted(name.text) + " comes twice");
      }
    }
    return entries;
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
