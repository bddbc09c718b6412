package io.bidder.modelstore.manifest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One JSON object read strictly: every field that is missing, of the wrong type or unknown becomes
 * a line in a list that all objects of a document share, so that its author hears of everything at
 * once. After a problem a getter returns a placeholder; whoever reads looks at the list before
 * using what was read.
 */
final class JsonFields {
  private static final int SHOWN_CHARACTERS = 60;

  private final JsonNode node;
  private final String path;
  private final List<String> problems;
  private final int problemsBefore;
  private final Set<String> read = new HashSet<>();

  JsonFields(JsonNode node, String path, List<String> problems) {
    this.node = node;
    this.path = path;
    this.problems = problems;
    this.problemsBefore = problems.size();
    if (!node.isObject()) {
      problem(path.isEmpty() ? "document" : path, node, "an object");
    }
  }

  boolean has(String name) {
    return node.has(name);
  }

  /** Whether the field is absent or null, where either says that there is none. */
  boolean isNull(String name) {
    read.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull();
  }

  String string(String name) {
    JsonNode value = required(name, "a string");
    if (value == null) {
      return "";
    }
    if (!value.isString()) {
      problem(at(name), value, "a string");
      return "";
    }
    return value.stringValue();
  }

  @Nullable String nullableString(String name) {
    return isNull(name) ? null : string(name);
  }

  boolean bool(String name) {
    JsonNode value = required(name, "true or false");
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      problem(at(name), value, "true or false");
      return false;
    }
    return value.booleanValue();
  }

  int integer(String name, int min, int max) {
    return (int) integer(name, (long) min, (long) max);
  }

  long integer(String name, long min, long max) {
    JsonNode value = required(name, "an integer from " + min + " to " + max);
    return value == null ? min : integer(at(name), value, min, max);
  }

  List<Integer> integers(String name, int min, int max) {
    return elements(name, (at, value) -> (int) integer(at, value, min, max));
  }

  private long integer(String at, JsonNode value, long min, long max) {
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      problem(at, value, "an integer from " + min + " to " + max);
      return min;
    }
    return value.longValue();
  }

  double number(String name) {
    JsonNode value = required(name, "a number");
    return value == null ? 0 : number(at(name), value);
  }

  <E extends Enum<E>> E choice(String name, Class<E> type) {
    JsonNode value = required(name, oneOf(type));
    return value == null ? type.getEnumConstants()[0] : choice(at(name), value, type);
  }

  <E extends Enum<E>> List<E> choices(String name, Class<E> type) {
    return elements(name, (at, value) -> choice(at, value, type));
  }

  private <E extends Enum<E>> E choice(String at, JsonNode value, Class<E> type) {
    for (E choice : type.getEnumConstants()) {
      if (value.isString() && id(choice).equals(value.stringValue())) {
        return choice;
      }
    }
    problem(at, value, oneOf(type));
    return type.getEnumConstants()[0];
  }

  private static <E extends Enum<E>> String oneOf(Class<E> type) {
    return "one of "
        + Arrays.stream(type.getEnumConstants())
            .map(JsonFields::id)
            .collect(Collectors.joining(", "));
  }

  /** The name of an enum constant in a manifest. */
  static String id(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  List<String> strings(String name) {
    return elements(
        name,
        (at, value) -> {
          if (!value.isString()) {
            problem(at, value, "a string");
            return "";
          }
          return value.stringValue();
        });
  }

  List<Double> numbers(String name) {
    return elements(name, this::number);
  }

  <T> List<T> objects(String name, Function<JsonFields, T> reader) {
    return elements(name, (at, value) -> read(at, value, reader));
  }

  <T> T object(String name, Function<JsonFields, T> reader, T placeholder) {
    JsonNode value = required(name, "an object");
    return value == null ? placeholder : read(at(name), value, reader);
  }

  /** An object whose field names are data. */
  <T> Map<String, T> map(String name, Function<JsonFields, T> reader) {
    JsonNode value = required(name, "an object");
    if (value == null) {
      return Map.of();
    }
    if (!value.isObject()) {
      problem(at(name), value, "an object");
      return Map.of();
    }
    Map<String, T> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      entries.put(
          entry.getKey(),
          read(at(name) + "[\"" + entry.getKey() + "\"]", entry.getValue(), reader));
    }
    return entries;
  }

  /** An object of anything; see {@link FreeForm}. */
  Map<String, Object> freeForm(String name) {
    JsonNode value = required(name, "an object");
    if (value == null) {
      return Map.of();
    }
    if (!value.isObject()) {
      problem(at(name), value, "an object");
      return Map.of();
    }
    return FreeForm.toMap(value);
  }

  /** Every field that no getter asked for is a problem. */
  void finish() {
    for (String name : node.propertyNames()) {
      if (!read.contains(name)) {
        problems.add(
            at(name)
                + ": unknown field, expected one of "
                + String.join(", ", read.stream().sorted().toList()));
      }
    }
  }

  /**
   * What {@code constructor} makes of the fields, if they are all well, and its {@link
   * IllegalArgumentException} as this object's problem, if it does not.
   */
  <T> T build(Supplier<T> constructor, T placeholder) {
    if (problems.size() == problemsBefore) {
      try {
        return constructor.get();
      } catch (IllegalArgumentException e) {
        problems.add(path + ": " + e.getMessage());
      }
    }
    return placeholder;
  }

  private interface ElementReader<T> {
    T read(String at, JsonNode value);
  }

  private <T> List<T> elements(String name, ElementReader<T> reader) {
    JsonNode array = required(name, "an array");
    if (array == null) {
      return List.of();
    }
    if (!array.isArray()) {
      problem(at(name), array, "an array");
      return List.of();
    }
    List<T> elements = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      elements.add(reader.read(at(name) + "[" + i + "]", array.get(i)));
    }
    return elements;
  }

  private <T> T read(String at, JsonNode value, Function<JsonFields, T> reader) {
    JsonFields fields = new JsonFields(value, at, problems);
    if (!value.isObject()) {
      // What its fields would say of something that has none is noise; the placeholder is all.
      List<String> noise = new ArrayList<>();
      return reader.apply(new JsonFields(value, at, noise));
    }
    T result = reader.apply(fields);
    fields.finish();
    return result;
  }

  private double number(String at, JsonNode value) {
    double number = Double.NaN;
    if (value.isNumber()) {
      try {
        number = value.doubleValue();
      } catch (JacksonException e) {
        number = Double.NaN;
      }
    }
    if (!Double.isFinite(number)) {
      problem(at, value, "a finite number");
      return 0;
    }
    return number;
  }

  private @Nullable JsonNode required(String name, String expected) {
    read.add(name);
    JsonNode value = node.get(name);
    if (value == null) {
      problems.add(at(name) + ": missing, expected " + expected);
    }
    return value;
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private void problem(String at, JsonNode value, String expected) {
    String shown = value.toString();
    if (shown.length() > SHOWN_CHARACTERS) {
      shown = shown.substring(0, SHOWN_CHARACTERS) + "...";
    }
    problems.add(at + ": " + shown + ", expected " + expected);
  }
}
