package io.bidder.market.replay.mapping;

import io.bidder.modelstore.schema.Decimals;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A field of a bid request, named by its dotted path: knows which steps are lists and which values
 * are numbers. Immutable.
 *
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/openrtb2.x/blob/main/2.6.md">OpenRTB
 *     2.6, section 3.2</a>
 */
final class RequestField {
  private static final JsonNodeFactory NODES = JsonMapper.shared().getNodeFactory();

  /** Objects of a request; what begins otherwise is no request field. */
  private static final Set<String> ROOTS =
      Set.of("imp", "site", "app", "dooh", "device", "user", "regs", "source", "ext");

  private static final Set<String> ROOT_FIELDS =
      Set.of(
          "id", "test", "at", "tmax", "wseat", "bseat", "allimps", "cur", "wlang", "wlangb", "acat",
          "bcat", "cattax", "badv", "bapp");

  /** No field: what the bidder works out of {@link #BROWSER_BRAND} by {@link #BRANDS}. */
  private static final String BROWSER = "device.browser";

  private static final String BROWSER_BRAND = "device.sua.browsers.brand";

  /** Brands of structured user agent information by the browser they say (3.2.29). */
  private static final Map<String, String> BRANDS =
      Map.of(
          "Chrome", "Google Chrome",
          "Edge", "Microsoft Edge",
          "Firefox", "Firefox",
          "Opera", "Opera",
          "Safari", "Safari",
          "Samsung", "Samsung Internet");

  /** Lists of objects, by the name of the field that holds them. */
  private static final Set<String> OBJECT_LISTS =
      Set.of(
          "imp",
          "data",
          "segment",
          "eids",
          "uids",
          "deals",
          "format",
          "metric",
          "nodes",
          "browsers");

  /** Those of which a row makes one element that all its values are in. */
  private static final Set<String> ONE_ELEMENT =
      Set.of("imp", "data", "eids", "deals", "format", "metric");

  private static final Set<String> TEXT_LISTS =
      Set.of(
          "wseat",
          "bseat",
          "cur",
          "wlang",
          "wlangb",
          "acat",
          "bcat",
          "badv",
          "bapp",
          "cat",
          "sectioncat",
          "pagecat",
          "kwarray",
          "mimes");

  private static final Set<String> NUMBER_LISTS =
      Set.of(
          "btype", "battr", "api", "expdir", "protocols", "delivery", "playbackmethod", "gpp_sid");

  private static final Set<String> NUMBERS = Set.of("lat", "lon", "pxratio", "bidfloor");

  private static final Set<String> WHOLE_NUMBERS =
      Set.of(
          "test",
          "at",
          "tmax",
          "allimps",
          "cattax",
          "w",
          "h",
          "pos",
          "topframe",
          "vcm",
          "instl",
          "secure",
          "clickbrowser",
          "exp",
          "rwdd",
          "ssai",
          "dnt",
          "lmt",
          "devicetype",
          "ppi",
          "js",
          "geofetch",
          "connectiontype",
          "utcoffset",
          "accuracy",
          "lastfix",
          "ipservice",
          "type",
          "yob",
          "mobile",
          "privacypolicy",
          "paid",
          "coppa",
          "gdpr",
          "minduration",
          "maxduration",
          "startdelay",
          "placement",
          "plcmt",
          "linearity",
          "skip",
          "skipmin",
          "skipafter",
          "sequence",
          "maxextended",
          "minbitrate",
          "maxbitrate",
          "boxingallowed",
          "playbackend",
          "private_auction",
          "episode",
          "prodq",
          "context",
          "livestream",
          "sourcerelationship",
          "len",
          "embeddable",
          "qagmediarating",
          "fd",
          "complete",
          "atype");

  private static final String EXT = "ext";
  private static final String KEYWORDS = "keywords";

  private final String[] steps;
  private final boolean readAsText;
  private final boolean brand;

  private RequestField(String path, boolean readAsText) {
    this.brand = path.equals(BROWSER);
    this.steps = (brand ? BROWSER_BRAND : path).split("\\.", -1);
    this.readAsText = readAsText;
  }

  /**
   * The field at a path, or null where a bid request has no such place.
   *
   * @param readAsText whether a feature reads the value's text and not only its number
   */
  static @Nullable RequestField of(String path, boolean readAsText) {
    RequestField field = new RequestField(path, readAsText);
    boolean known =
        field.steps.length == 1
            ? ROOT_FIELDS.contains(path)
            : ROOTS.contains(field.steps[0])
                && Arrays.stream(field.steps).noneMatch(String::isEmpty);
    return known ? field : null;
  }

  /** Returns whether the field is the named object or below it. */
  boolean isIn(String... path) {
    return steps.length >= path.length
        && Arrays.equals(steps, 0, path.length, path, 0, path.length);
  }

  /**
   * Puts values, each so that the bidder reads the text or number that the log has, and returns how
   * many had no place: what is no number for a field that holds one, more than one value for a
   * field that takes one, a place taken by another field.
   */
  int put(ObjectNode request, List<String> values) {
    List<JsonNode> nodes = new ArrayList<>();
    for (String value : values) {
      JsonNode node = node(value);
      if (node != null) {
        nodes.add(node);
      }
    }
    return nodes.isEmpty() ? values.size() : values.size() - placed(request, nodes);
  }

  private int placed(ObjectNode request, List<JsonNode> nodes) {
    ObjectNode at = request;
    int last = steps.length - 1;
    for (int step = 0; step < last; step++) {
      String name = steps[step];
      boolean inExt = step > 0 && isExtension(step);
      if (!inExt && OBJECT_LISTS.contains(name)) {
        ArrayNode list = list(at, name);
        if (step == last - 1 && !ONE_ELEMENT.contains(name)) {
          for (int i = 0; i < nodes.size(); i++) {
            (i < list.size() ? (ObjectNode) list.get(i) : list.addObject())
                .set(steps[last], nodes.get(i));
          }
          return nodes.size();
        }
        at = list.isEmpty() ? list.addObject() : (ObjectNode) list.get(0);
      } else {
        JsonNode child = at.get(name);
        if (child != null && !child.isObject()) {
          return 0;
        }
        at = child == null ? at.putObject(name) : (ObjectNode) child;
      }
    }
    return placed(at, steps[last], nodes);
  }

  private int placed(ObjectNode at, String name, List<JsonNode> nodes) {
    if (at.get(name) != null) {
      return 0;
    }
    boolean inExt = isExtension(steps.length - 1);
    if (inExt ? nodes.size() > 1 : TEXT_LISTS.contains(name) || NUMBER_LISTS.contains(name)) {
      at.putArray(name).addAll(nodes);
      return nodes.size();
    }
    if (!inExt && name.equals(KEYWORDS)) {
      at.put(name, String.join(",", nodes.stream().map(JsonNode::asString).toList()));
      return nodes.size();
    }
    at.set(name, nodes.getFirst());
    return 1;
  }

  private static ArrayNode list(ObjectNode at, String name) {
    return at.get(name) instanceof ArrayNode list ? list : at.putArray(name);
  }

  /** The value as the field holds it, or null where it cannot. */
  private @Nullable JsonNode node(String value) {
    if (brand) {
      String name = BRANDS.get(value);
      return name == null ? null : NODES.stringNode(name);
    }
    String name = steps[steps.length - 1];
    boolean inExt = isExtension(steps.length - 1);
    boolean whole = !inExt && (WHOLE_NUMBERS.contains(name) || NUMBER_LISTS.contains(name));
    boolean number = inExt ? !readAsText : NUMBERS.contains(name);
    if (!whole && !number) {
      return NODES.stringNode(value);
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    double parsed = Decimals.parse(utf8, 0, utf8.length);
    boolean exact = !readAsText || Decimals.text(parsed).equals(value);
    if (Double.isNaN(parsed) || !exact) {
      return null;
    }
    if (parsed == Math.rint(parsed) && Math.abs(parsed) < 0x1p53) {
      return NODES.numberNode((long) parsed);
    }
    return whole ? null : NODES.numberNode(new BigDecimal(Decimals.text(parsed)));
  }

  private boolean isExtension(int step) {
    for (int before = 0; before < step; before++) {
      if (steps[before].equals(EXT)) {
        return true;
      }
    }
    return false;
  }
}
