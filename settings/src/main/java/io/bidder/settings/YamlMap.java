package io.bidder.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a YAML file, read key by key. What is wrong is added to the {@link YamlProblems} as
 * {@code file:line: path.key is value, expected …}; a reader then gives its default, so that
 * reading goes on and finds the other problems too.
 */
public final class YamlMap {
  private final YamlProblems problems;
  private final String path;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private YamlMap(YamlProblems problems, String path, int line) {
    this.problems = problems;
    this.path = path;
    this.line = line;
  }

  /**
   * Reads a file's text, which must be one mapping.
   *
   * @throws InvalidYamlException if it is no YAML
   */
  public static YamlMap parse(String text, YamlProblems problems) {
    try {
      // Who reads the file limits its size.
      LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        problems.add(1, "the file is empty, expected a mapping");
        return new YamlMap(problems, "", 1);
      }
      return of(root.get(), "", problems);
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      problems.add(mark.map(Mark::getLine).orElse(0) + 1, "no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(1, "no YAML: " + e.getMessage());
    }
    problems.throwIfAny();
    throw new AssertionError("unreachable");
  }

  private static YamlMap of(Node node, String path, YamlProblems problems) {
    YamlMap map = new YamlMap(problems, path, lineOf(node));
    if (!(node instanceof MappingNode mapping)) {
      problems.add(map.line, named(path) + show(node) + ", expected a mapping");
      return map;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(lineOf(tuple.getKeyNode()), map.path("?") + ": expected a plain key");
      } else if (map.values.put(key.getValue(), tuple.getValueNode()) != null) {
        problems.add(lineOf(key), map.path(key.getValue()) + " comes twice");
      }
    }
    return map;
  }

  /** Reports every key that is not one of these. */
  public void allow(Collection<String> known) {
    values.forEach((key, node) -> {
      if (!known.contains(key)) {
        String hint = Suggestions.didYouMean(key, known);
        problems.add(
            lineOf(node),
            path(key)
                + ": unknown key"
                + (hint.isEmpty() ? ", expected one of " + String.join(", ", known) : hint));
      }
    });
  }

  /** The keys in the file's order. */
  public Set<String> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  public boolean isMap(String key) {
    return values.get(key) instanceof MappingNode;
  }

  /** The key's text, or null where it is missing. */
  public @Nullable String text(String key) {
    Node node = values.get(key);
    if (node == null) {
      return null;
    }
    if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    problem(key, "a text");
    return null;
  }

  public String text(String key, String orElse) {
    String text = text(key);
    return text == null ? orElse : text;
  }

  /** The key's text; a problem and the empty text where it is missing. */
  public String requiredText(String key) {
    if (!has(key)) {
      missing(key);
      return "";
    }
    return text(key, "");
  }

  /** The key's whole number. */
  public int integer(String key, int orElse, int min, int max) {
    String text = text(key);
    if (text == null) {
      return orElse;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, as a number out of range is.
    }
    problem(key, "a whole number from " + min + " to " + max);
    return orElse;
  }

  /** The key's finite number. */
  public double number(String key, double orElse) {
    String text = text(key);
    if (text == null) {
      return orElse;
    }
    double value = parse(text);
    if (Double.isFinite(value)) {
      return value;
    }
    problem(key, "a finite number");
    return orElse;
  }

  /** The value that the key's text names. */
  public <T> T choice(String key, Map<String, T> choices, T orElse) {
    String text = text(key);
    if (text == null) {
      return orElse;
    }
    T value = choices.get(text);
    if (value != null) {
      return value;
    }
    problem(
        key,
        "one of "
            + String.join(", ", choices.keySet())
            + Suggestions.didYouMean(text, choices.keySet()));
    return orElse;
  }

  /** The key's list of texts; empty where it is missing. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Node item : items(key)) {
      if (item instanceof ScalarNode scalar) {
        texts.add(scalar.getValue());
      } else {
        problem(key, "a list of texts");
      }
    }
    return texts;
  }

  /** The key's list of finite numbers; empty where it is missing. */
  public List<Double> numbers(String key) {
    List<Double> numbers = new ArrayList<>();
    for (String text : texts(key)) {
      double number = parse(text);
      if (Double.isFinite(number)) {
        numbers.add(number);
      } else {
        problem(key, "a list of finite numbers");
      }
    }
    return numbers;
  }

  /** The key's mapping; an empty one where it is missing. */
  public YamlMap map(String key) {
    Node node = values.get(key);
    return node == null ? new YamlMap(problems, path(key), line) : of(node, path(key), problems);
  }

  /** The key's list of mappings; empty where it is missing. */
  public List<YamlMap> maps(String key) {
    List<YamlMap> maps = new ArrayList<>();
    int index = 0;
    for (Node item : items(key)) {
      maps.add(of(item, path(key) + "[" + index++ + "]", problems));
    }
    return maps;
  }

  /** Reports that the key's value is not what was expected. */
  public void problem(String key, String expected) {
    Node node = values.get(key);
    if (node == null) {
      problems.add(line, path(key) + " is missing, expected " + expected);
    } else {
      problems.add(lineOf(node), path(key) + " is " + show(node) + ", expected " + expected);
    }
  }

  /** Reports that the mapping lacks a key. */
  public void missing(String key) {
    problems.add(line, path(key) + " is missing");
  }

  /** Reports something else about the key, or about the mapping where it lacks the key. */
  public void remark(String key, String remark) {
    Node node = values.get(key);
    problems.add(node == null ? line : lineOf(node), path(key) + ": " + remark);
  }

  private List<Node> items(String key) {
    Node node = values.get(key);
    if (node == null) {
      return List.of();
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problem(key, "a list");
    return List.of();
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String named(String path) {
    return path.isEmpty() ? "" : path + " is ";
  }

  private static String show(Node node) {
    return switch (node) {
      case ScalarNode scalar -> "'" + scalar.getValue() + "'";
      case SequenceNode sequence -> "a list";
      default -> "a mapping";
    };
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
