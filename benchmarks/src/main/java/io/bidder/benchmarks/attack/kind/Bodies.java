package io.bidder.benchmarks.attack.kind;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes bid requests that are valid, and as much work as a request can be. */
final class Bodies {
  /** The largest body that is read. */
  static final int MOST_BYTES = 1 << 18;

  private static final int IMPS = 64;
  private static final int DEALS = 64;
  private static final int TEXTS = 64;

  /** The longest text of a list that is kept. */
  private static final int LIST_TEXT_CHARS = 1_024;

  /** Deals that are full of such texts, in one request. */
  private static final int GROWN_DEALS = 2;

  private static final int NAMES = 1_000;
  private static final int BLOCKS = 4_096;
  private static final int DEEPEST = 60;

  private Bodies() {}

  private static ObjectNode copy(byte[] good) {
    return (ObjectNode) JsonMapper.shared().readTree(good);
  }

  private static byte[] bytes(JsonNode node) {
    return JsonMapper.shared().writeValueAsBytes(node);
  }

  /** A request with as many impressions and deals as are read, each in the open auction too. */
  static byte[] manyImpsAndDeals(byte[] good) {
    return manyImps(good, IMPS, DEALS);
  }

  /** The good request's first impression so many times, with so many deals each. */
  static byte[] manyImps(byte[] good, int imps, int deals) {
    ObjectNode request = copy(good);
    ObjectNode first = (ObjectNode) request.path("imp").get(0);
    ArrayNode all = request.putArray("imp");
    for (int i = 0; i < imps; i++) {
      ObjectNode imp = first.deepCopy().put("id", String.valueOf(i + 1));
      if (deals > 0) {
        ArrayNode array = imp.putObject("pmp").putArray("deals");
        for (int d = 0; d < deals; d++) {
          array.addObject().put("id", "DEAL-" + d);
        }
      }
      all.add(imp);
    }
    return bytes(request);
  }

  /**
   * One of the requests that make a server which keeps its largest texts keep ever more: each has
   * as many texts as there is room for in deals that those before it had none in.
   */
  static byte[] memoryGrower(long number) {
    int imp = (int) (number % IMPS);
    int firstDeal = (int) (number / IMPS % (DEALS / GROWN_DEALS)) * GROWN_DEALS;
    StringBuilder json = new StringBuilder("{\"id\":\"m" + number + "\",\"imp\":[");
    for (int i = 0; i < imp; i++) {
      json.append("{\"id\":\"").append(i).append("\"},");
    }
    json.append("{\"id\":\"").append(imp);
    json.append("\",\"banner\":{\"w\":300,\"h\":250},\"pmp\":{\"deals\":[");
    for (int d = 0; d < firstDeal; d++) {
      json.append("{\"id\":\"").append(d).append("\"},");
    }
    for (int d = 0; d < GROWN_DEALS; d++) {
      json.append(d == 0 ? "" : ",").append("{\"id\":\"g").append(d).append('"');
      texts("wseat", json);
      texts("wadomain", json);
      json.append('}');
    }
    return ascii(json.append("]}}]}"));
  }

  private static void texts(String list, StringBuilder json) {
    String text = '"' + "x".repeat(LIST_TEXT_CHARS) + '"';
    json.append(",\"").append(list).append("\":[");
    for (int t = 0; t < TEXTS && json.length() + text.length() + 64 < MOST_BYTES; t++) {
      json.append(t == 0 ? "" : ",").append(text);
    }
    json.append(']');
  }

  /** The good request with an object of names that collide where their hash has no secret. */
  static byte[] collidingNames(byte[] good) {
    List<String> names = CollidingNames.inOneSlot(NAMES);
    return filled(good, "ext", "{", "}", i -> '"' + names.get(i % NAMES) + "\":1");
  }

  /** The good request with ever new names. */
  static byte[] newNames(byte[] good) {
    return filled(good, "ext", "{", "}", i -> "\"n" + i + "\":1");
  }

  /** The good request with lists of what is blocked, as long as they are read. */
  static byte[] blocklists(byte[] good) {
    ObjectNode request = copy(good);
    fill(request.putArray("badv"), i -> "b%d.example".formatted(i));
    fill(request.putArray("bcat"), i -> "IAB99-%d".formatted(i));
    fill(request.putArray("bapp"), i -> "app.b%d".formatted(i));
    return bytes(request);
  }

  private static void fill(ArrayNode array, IntFunction<String> text) {
    for (int i = 0; i < BLOCKS; i++) {
      array.add(text.apply(i));
    }
  }

  /** The good request with one long text of many keywords. */
  static byte[] keywords(byte[] good) {
    ObjectNode request = copy(good);
    StringBuilder text = new StringBuilder();
    int room = MOST_BYTES - bytes(request).length - 64;
    for (int i = 0; text.length() < room; i++) {
      text.append(i == 0 ? "" : ",").append('k').append(i);
    }
    text.setLength(room);
    ((ObjectNode) request.path("user")).put("keywords", text.toString());
    return bytes(request);
  }

  /** The good request with as many keywords, in the form of a list, and short ones. */
  static byte[] keywordList(byte[] good) {
    return filledIn(good, "user", "kwarray", "[", "]", i -> "\"k" + i + '"');
  }

  /** The good request with many segments. */
  static byte[] segments(byte[] good) {
    return filledIn(good, "user", "data", "[{\"segment\":[", "]}]", i -> "{\"id\":\"s" + i + "\"}");
  }

  /** A request whose impressions and deals all have the same ids. */
  static byte[] sameIds(byte[] good) {
    StringBuilder json = new StringBuilder("{\"id\":\"same\",\"imp\":[");
    String deals = "{\"id\":\"DEAL-1\"},".repeat(DEALS - 1) + "{\"id\":\"DEAL-1\"}";
    String imp =
        "{\"id\":\"1\",\"banner\":{\"w\":300,\"h\":250},\"pmp\":{\"deals\":[" + deals + "]}}";
    json.append(imp);
    while (json.length() + imp.length() + 1_000 < MOST_BYTES) {
      json.append(',').append(imp);
    }
    return withRest(good, json.append(']'));
  }

  /** The good request's other fields after an object that has begun. */
  private static byte[] withRest(byte[] good, StringBuilder begun) {
    ObjectNode request = copy(good);
    request.remove(List.of("id", "imp"));
    String rest = new String(bytes(request), StandardCharsets.UTF_8);
    return ascii(begun.append(',').append(rest.substring(1)));
  }

  /** Arrays in arrays, deeper than anybody reads. */
  static byte[] tooDeep(byte[] good) {
    ObjectNode request = copy(good);
    int room = MOST_BYTES - bytes(request).length - 16;
    String json = new String(bytes(request), StandardCharsets.UTF_8);
    String start = json.substring(0, json.length() - 1) + ",\"ext\":";
    return ascii(start + "[".repeat(room / 2) + "]".repeat(room / 2) + '}');
  }

  /** Objects in objects as deep as is read, over and over. */
  static byte[] deep(byte[] good) {
    String once = "{\"a\":".repeat(DEEPEST) + "1" + "}".repeat(DEEPEST);
    return filled(good, "ext", "[", "]", i -> once);
  }

  /** Numbers of a thousand digits. */
  static byte[] longNumbers(byte[] good) {
    return filled(good, "ext", "[", "]", i -> "9".repeat(999));
  }

  /** A long text whose every character is escaped. */
  static byte[] escapes(byte[] good) {
    return filled(good, "ext", "[", "]", i -> '"' + "\\u0041".repeat(600) + '"');
  }

  /** A device that says at length who made it. */
  static byte[] longUserAgent(byte[] good) {
    ObjectNode request = copy(good);
    ((ObjectNode) request.path("device")).put("ua", "Mozilla/5.0 (Linux; Android ".repeat(2_000));
    return bytes(request);
  }

  /** A native slot whose request is a document in a text, with as much in it as there is room. */
  static byte[] nativeAssets(byte[] good) {
    ObjectNode request = copy(good);
    StringBuilder assets = new StringBuilder("{\"assets\":[");
    for (int i = 0; assets.length() < MOST_BYTES / 4; i++) {
      assets.append(i == 0 ? "" : ",");
      assets.append("{\"id\":").append(i).append(",\"title\":{\"len\":90}}");
    }
    ObjectNode imp = (ObjectNode) request.path("imp").get(0);
    imp.putObject("native").put("ver", "1.2").put("request", assets.append("]}").toString());
    return bytes(request);
  }

  /** The good request with so many bytes. */
  static byte[] filledTo(byte[] good, int bytes) {
    ObjectNode request = copy(good);
    request.put("ext", "x".repeat(bytes - bytes(request).length - 9));
    return bytes(request);
  }

  private static byte[] filled(
      byte[] good, String field, String start, String end, IntFunction<String> element) {
    ObjectNode request = copy(good);
    request.remove(field);
    String json = new String(bytes(request), StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(json.substring(0, json.length() - 1));
    out.append(",\"").append(field).append("\":").append(start);
    return ascii(fill(out, end + '}', element));
  }

  private static byte[] filledIn(
      byte[] good,
      String object,
      String field,
      String start,
      String end,
      IntFunction<String> element) {
    ObjectNode request = copy(good);
    ObjectNode inner = (ObjectNode) request.remove(object);
    inner.remove(field);
    String json = new String(bytes(request), StandardCharsets.UTF_8);
    String text = new String(bytes(inner), StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(json.substring(0, json.length() - 1));
    out.append(",\"").append(object).append("\":").append(text, 0, text.length() - 1);
    out.append(",\"").append(field).append("\":").append(start);
    return ascii(fill(out, end + "}}", element));
  }

  private static StringBuilder fill(StringBuilder out, String end, IntFunction<String> element) {
    int first = out.length();
    for (int i = 0; ; i++) {
      String next = element.apply(i);
      if (out.length() + next.length() + 1 + end.length() > MOST_BYTES) {
        return out.append(end);
      }
      out.append(out.length() == first ? "" : ",").append(next);
    }
  }

  private static byte[] ascii(CharSequence json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
