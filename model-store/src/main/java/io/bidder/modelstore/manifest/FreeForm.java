package io.bidder.modelstore.manifest;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the parts of a manifest that are anything its maker wants to say. NaN and the infinities,
 * which JSON does not have, are written as null, which reads as absent.
 */
final class FreeForm {
  private FreeForm() {}

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
