package io.bidder.modelstore.manifest;

import io.bidder.modelstore.Manifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parts of a manifest that are anything its maker wants to say. Read back, integers are {@code
 * Long} (or {@code BigInteger} beyond its range), other numbers {@code Double}, objects and arrays
 * unmodifiable maps and lists in the order of the file. NaN and the infinities, which JSON does not
 * have, are written as null; a null member of an object reads as absent.
 */
final class FreeForm {
  private FreeForm() {}

  static Map<String, Object> toMap(JsonNode object) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      Object value = toObject(entry.getValue());
      if (value != null) {
        map.put(entry.getKey(), value);
      }
    }
    return Collections.unmodifiableMap(map);
  }

  /** An array may hold null, which the declared type of {@link Manifest#metrics()} does not say. */
  @SuppressWarnings("NullAway")
  private static void add(List<Object> list, @Nullable Object value) {
    list.add(value);
  }

  private static @Nullable Object toObject(JsonNode node) {
    if (node.isObject()) {
      return toMap(node);
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>(node.size());
      for (JsonNode element : node) {
        add(list, toObject(element));
      }
      return Collections.unmodifiableList(list);
    }
    if (node.isString()) {
      return node.stringValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    }
    if (node.isNumber()) {
      return node.doubleValue();
    }
    return null;
  }

  static JsonNode toNode(JsonMapper mapper, Map<String, Object> map) {
    return finite(mapper.valueToTree(map));
  }

  private static JsonNode finite(JsonNode node) {
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        copy.set(entry.getKey(), finite(entry.getValue()));
      }
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : node) {
        copy.add(finite(element));
      }
      return copy;
    }
    if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      return JsonNodeFactory.instance.nullNode();
    }
    return node;
  }
}
