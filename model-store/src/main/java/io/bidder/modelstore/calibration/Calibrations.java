package io.bidder.modelstore.calibration;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.schema.Head;
import io.bidder.settings.IoReasons;
import io.bidder.settings.RegularFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A version's calibration.json: one {@link CalibrationMap} per head that is calibrated, {@code ctr}
 * and {@code ctcvr}, others for rows that tell nothing of the person, and what single campaigns are
 * off by after either. The {@code cvr} of a row is the calibrated ctcvr over the calibrated ctr, so
 * it has no map of its own.
 *
 * <pre>{@code
 * {"ctr":   {"raw": [0.001, 0.02], "calibrated": [0.0012, 0.018]},
 *  "ctcvr": {"raw": [], "calibrated": []},
 *  "withoutPerson": {"ctr": {"raw": [0.001], "calibrated": [0.0013]}},
 *  "campaigns": {"spring-shoes": {"ctr": 0.08, "ctcvr": -0.12}}}
 * }</pre>
 *
 * <p>A row's campaign is told by the version's {@link CampaignFeature}, without which it can have
 * no campaigns. Of campaigns that share an id there, none is shifted; one that is not listed but
 * shares a listed one's id is shifted like that.
 *
 * <p>Immutable.
 *
 * @param maps by head; a head that is not there is left as it is
 * @param withoutPerson the same for rows without any of the schema's {@linkplain
 *     io.bidder.modelstore.schema.PersonalFeatures personal features}; for a head that is not there
 *     they have that of all rows
 * @param campaigns by the campaign's id; one that is not there is left as the heads' maps have it
 */
public record Calibrations(
    Map<Head, CalibrationMap> maps,
    Map<Head, CalibrationMap> withoutPerson,
    Map<String, CampaignOffsets> campaigns) {
  /** The file's name in a version. */
  public static final String FILE = "calibration.json";

  /** The largest number of campaigns. */
  public static final int MAX_CAMPAIGNS = 100_000;

  /** As many campaigns, or some 800,000 knots. */
  private static final int MAX_BYTES = 32 << 20;

  private static final String CAMPAIGNS = "campaigns";
  private static final String WITHOUT_PERSON = "withoutPerson";
  private static final List<Head> HEADS = List.of(Head.CTR, Head.CTCVR);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * Checks heads and campaigns.
   *
   * @throws IllegalArgumentException saying what was expected
   */
  public Calibrations {
    if (campaigns.size() > MAX_CAMPAIGNS || campaigns.containsKey("")) {
      throw new IllegalArgumentException(
          "%d campaigns%s, expected at most %d, each with an id"
              .formatted(
                  campaigns.size(),
                  campaigns.containsKey("") ? ", one without an id" : "",
                  MAX_CAMPAIGNS));
    }
    maps = copy(maps);
    withoutPerson = copy(withoutPerson);
    campaigns = Collections.unmodifiableMap(new TreeMap<>(campaigns));
  }

  /** Maps of heads alone. */
  public Calibrations(Map<Head, CalibrationMap> maps) {
    this(maps, Map.of(), Map.of());
  }

  /** Maps of heads for all rows, and campaigns. */
  public Calibrations(Map<Head, CalibrationMap> maps, Map<String, CampaignOffsets> campaigns) {
    this(maps, Map.of(), campaigns);
  }

  private static Map<Head, CalibrationMap> copy(Map<Head, CalibrationMap> maps) {
    EnumMap<Head, CalibrationMap> copy = new EnumMap<>(Head.class);
    maps.forEach((head, map) -> {
      if (!HEADS.contains(head)) {
        throw new IllegalArgumentException(
            "head " + head.id() + " has no calibration, expected ctr or ctcvr");
      }
      copy.put(head, map);
    });
    return Collections.unmodifiableMap(copy);
  }

  /** Neither a head nor a campaign is calibrated. */
  public static Calibrations none() {
    return new Calibrations(Map.of());
  }

  /** The head's map; the identity if it has none. */
  public CalibrationMap of(Head head) {
    CalibrationMap map = maps.get(head);
    return map == null ? CalibrationMap.identity() : map;
  }

  /** The head's map for rows that tell nothing of the person. */
  public CalibrationMap withoutPerson(Head head) {
    CalibrationMap map = withoutPerson.get(head);
    return map == null ? of(head) : map;
  }

  /**
   * Reads a calibration.json.
   *
   * @throws InvalidVersionException naming file, head, field, value and what was expected
   */
  public static Calibrations read(Path file) {
    JsonNode root;
    try {
      root = JSON.readTree(RegularFiles.read(file, MAX_BYTES));
    } catch (NoSuchFileException e) {
      throw new InvalidVersionException(
          file + ": is missing, expected the calibration of the version", e);
    } catch (IOException e) {
      throw new InvalidVersionException(file + ": cannot be read: " + IoReasons.of(e), e);
    } catch (JacksonException e) {
      throw new InvalidVersionException(
          file + ": is not valid JSON: " + e.getOriginalMessage() + at(e), e);
    }
    if (!(root instanceof ObjectNode fields)) {
      throw new InvalidVersionException(
          "%s: is %s, expected an object with ctr, ctcvr, withoutPerson and campaigns"
              .formatted(file, shown(root)));
    }
    EnumMap<Head, CalibrationMap> maps = new EnumMap<>(Head.class);
    Map<Head, CalibrationMap> withoutPerson = Map.of();
    Map<String, CampaignOffsets> campaigns = Map.of();
    for (Map.Entry<String, JsonNode> entry : fields.properties()) {
      if (entry.getKey().equals(CAMPAIGNS)) {
        campaigns = campaigns(file, entry.getValue());
      } else if (entry.getKey().equals(WITHOUT_PERSON)) {
        withoutPerson = withoutPerson(file, entry.getValue());
      } else {
        maps.put(head(file, entry.getKey()), map(file, entry.getKey(), entry.getValue()));
      }
    }
    return new Calibrations(maps, withoutPerson, campaigns);
  }

  private static Map<Head, CalibrationMap> withoutPerson(Path file, JsonNode node) {
    if (!(node instanceof ObjectNode fields)) {
      throw new InvalidVersionException(
          "%s: withoutPerson is %s, expected an object with ctr and ctcvr"
              .formatted(file, shown(node)));
    }
    EnumMap<Head, CalibrationMap> maps = new EnumMap<>(Head.class);
    for (Map.Entry<String, JsonNode> entry : fields.properties()) {
      maps.put(
          head(file, entry.getKey()),
          map(file, WITHOUT_PERSON + "." + entry.getKey(), entry.getValue()));
    }
    return maps;
  }

  private static Map<String, CampaignOffsets> campaigns(Path file, JsonNode node) {
    if (!(node instanceof ObjectNode campaigns) || campaigns.size() > MAX_CAMPAIGNS) {
      throw new InvalidVersionException(
          "%s: campaigns is %s, expected an object with at most %d campaigns"
              .formatted(
                  file, node.isObject() ? "one with " + node.size() : shown(node), MAX_CAMPAIGNS));
    }
    Map<String, CampaignOffsets> offsets = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : campaigns.properties()) {
      String id = entry.getKey();
      if (id.isEmpty()) {
        throw new InvalidVersionException(file + ": a campaign's id is empty, expected one");
      }
      if (!(entry.getValue() instanceof ObjectNode fields)) {
        throw new InvalidVersionException(
            "%s: campaign '%s' is %s, expected an object with ctr and ctcvr"
                .formatted(file, id, shown(entry.getValue())));
      }
      for (String field : fields.propertyNames()) {
        if (HEADS.stream().noneMatch(head -> head.id().equals(field))) {
          throw new InvalidVersionException(
              "%s: campaign '%s': field '%s' is unknown, expected ctr and ctcvr"
                  .formatted(file, id, field));
        }
      }
      offsets.put(
          id,
          new CampaignOffsets(
              offset(file, id, fields, Head.CTR), offset(file, id, fields, Head.CTCVR)));
    }
    return offsets;
  }

  private static double offset(Path file, String campaign, ObjectNode fields, Head head) {
    JsonNode node = fields.get(head.id());
    if (node == null || !node.isNumber() || !CampaignOffsets.isValid(node.doubleValue())) {
      throw new InvalidVersionException(
          "%s: campaign '%s': %s is %s, expected a number within ±%s"
              .formatted(
                  file,
                  campaign,
                  head.id(),
                  node == null ? "missing" : shown(node),
                  CampaignOffsets.MAX));
    }
    return node.doubleValue();
  }

  private static Head head(Path file, String id) {
    for (Head head : HEADS) {
      if (head.id().equals(id)) {
        return head;
      }
    }
    throw new InvalidVersionException(
        "%s: field '%s' is unknown, expected ctr, ctcvr, withoutPerson or campaigns"
            .formatted(file, id));
  }

  private static CalibrationMap map(Path file, String head, JsonNode node) {
    if (!(node instanceof ObjectNode fields)) {
      throw new InvalidVersionException(
          "%s: head %s is %s, expected an object with raw and calibrated"
              .formatted(file, head, shown(node)));
    }
    for (String field : fields.propertyNames()) {
      if (!field.equals("raw") && !field.equals("calibrated")) {
        throw new InvalidVersionException(
            "%s: head %s: field '%s' is unknown, expected raw and calibrated"
                .formatted(file, head, field));
      }
    }
    double[] raw = numbers(file, head, "raw", fields.get("raw"));
    double[] calibrated = numbers(file, head, "calibrated", fields.get("calibrated"));
    String problem = CalibrationMap.problem(raw, calibrated);
    if (problem != null) {
      throw new InvalidVersionException("%s: head %s: %s".formatted(file, head, problem));
    }
    return CalibrationMap.of(raw, calibrated);
  }

  private static double[] numbers(Path file, String head, String field, @Nullable JsonNode node) {
    if (!(node instanceof ArrayNode array)) {
      throw new InvalidVersionException(
          "%s: head %s: field '%s' is %s, expected an array of probabilities"
              .formatted(file, head, field, node == null ? "missing" : shown(node)));
    }
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = array.get(i);
      if (!value.isNumber()) {
        throw new InvalidVersionException(
            "%s: head %s: '%s[%d]' is %s, expected a probability"
                .formatted(file, head, field, i, shown(value)));
      }
      values[i] = value.doubleValue();
    }
    return values;
  }

  private static String shown(JsonNode node) {
    String text = node.toString();
    return text.isEmpty() ? "empty" : text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
  }

  /** Writes a calibration.json; {@link #read} gives back numbers with the same bits. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    put(root, maps);
    if (!withoutPerson.isEmpty()) {
      put(root.putObject(WITHOUT_PERSON), withoutPerson);
    }
    if (!campaigns.isEmpty()) {
      ObjectNode all = root.putObject(CAMPAIGNS);
      campaigns.forEach((id, offsets) ->
          all.putObject(id)
              .put(Head.CTR.id(), offsets.ctr())
              .put(Head.CTCVR.id(), offsets.ctcvr()));
    }
    Files.write(file, JSON.writeValueAsBytes(root));
  }

  private static void put(ObjectNode to, Map<Head, CalibrationMap> maps) {
    maps.forEach((head, map) -> {
      ObjectNode fields = to.putObject(head.id());
      put(fields.putArray("raw"), map.rawKnots());
      put(fields.putArray("calibrated"), map.calibratedKnots());
    });
  }

  private static void put(ArrayNode array, double[] values) {
    for (double value : values) {
      array.add(value);
    }
  }
}
