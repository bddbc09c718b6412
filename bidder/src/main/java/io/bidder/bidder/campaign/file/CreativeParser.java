package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.settings.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one ad of a catalogue file. */
final class CreativeParser {
  private static final int MAX_SECONDS = 3_600;
  private static final int MAX_KBPS = 1_000_000;
  private static final int MAX_ATTRIBUTE = 10_000;
  private static final int DEFAULT_BANNER_TYPE = 2;
  private static final int MAX_BANNER_TYPE = 4;
  private static final List<String> CONTENTS = List.of("banner", "video", "audio", "native");
  private static final Map<String, Creative.Delivery> DELIVERIES = deliveries();

  private final Checks checks;
  private final MarkupReader markup;
  private final NativeParser natives = new NativeParser();

  CreativeParser(Checks checks, MarkupReader markup) {
    this.checks = checks;
    this.markup = markup;
  }

  private static Map<String, Creative.Delivery> deliveries() {
    Map<String, Creative.Delivery> deliveries = new LinkedHashMap<>();
    deliveries.put("adm", Creative.Delivery.ADM);
    deliveries.put("nurl", Creative.Delivery.NURL);
    return deliveries;
  }

  /** Reads an ad; null if it has no content. */
  @Nullable Creative creative(YamlMap map) {
    List<String> keys = new ArrayList<>(CONTENTS);
    keys.addAll(
        List.of(
            "id",
            "adId",
            "attributes",
            "languages",
            "categories",
            "bundle",
            "secure",
            "delivery",
            "features"));
    map.allow(keys);
    String id = checks.uniqueId(map, "id", "creative");
    boolean secure = Checks.bool(map, "secure", true);
    CreativeContent content = content(map, secure);
    Creative.Delivery delivery = map.choice("delivery", DELIVERIES, Creative.Delivery.ADM);
    List<Integer> attributes = attributes(map);
    List<String> languages = TargetingParser.languages(map, "languages");
    List<String> categories = Checks.texts(map, "categories");
    Map<String, String> features = Checks.values(map, "features");
    String adId = map.text("adId", id);
    String bundle = map.text("bundle", "");
    return content == null
        ? null
        : new Creative(
            id,
            adId,
            content,
            attributes,
            languages,
            categories,
            bundle,
            secure,
            delivery,
            features);
  }

  private @Nullable CreativeContent content(YamlMap map, boolean secure) {
    List<String> present = CONTENTS.stream().filter(map::has).toList();
    if (present.size() != 1) {
      map.remark(
          present.isEmpty() ? "id" : present.getLast(),
          "expected exactly one of " + String.join(", ", CONTENTS) + " in a creative");
      return null;
    }
    String kind = present.getFirst();
    YamlMap content = map.map(kind);
    return switch (kind) {
      case "banner" -> banner(content, secure);
      case "video" -> vast(content, secure, false);
      case "audio" -> vast(content, secure, true);
      default -> natives.parse(content, secure);
    };
  }

  private CreativeContent banner(YamlMap map, boolean secure) {
    map.allow(List.of("size", "type", "mimes", "markup", "markupFile"));
    Checks.Size size = Checks.size(map, "size");
    return new CreativeContent.Banner(
        size.w(),
        size.h(),
        map.integer("type", DEFAULT_BANNER_TYPE, 1, MAX_BANNER_TYPE),
        mimes(map),
        markup.html(map, secure));
  }

  private CreativeContent vast(YamlMap map, boolean secure, boolean audio) {
    List<String> keys =
        new ArrayList<>(List.of("durationSeconds", "mimes", "bitrateKbps", "markup", "markupFile"));
    if (!audio) {
      keys.addAll(List.of("size", "linear"));
    }
    map.allow(keys);
    for (String key : List.of("durationSeconds", "mimes")) {
      if (!map.has(key)) {
        map.missing(key);
      }
    }
    Checks.Size size = audio ? new Checks.Size(0, 0) : Checks.size(map, "size");
    int durationSeconds = map.integer("durationSeconds", 0, 1, MAX_SECONDS);
    MarkupReader.Vast vast = markup.vast(map, secure, durationSeconds);
    return new CreativeContent.Vast(
        audio,
        size.w(),
        size.h(),
        durationSeconds,
        mimes(map),
        vast.protocol(),
        Checks.bool(map, "linear", true),
        map.integer("bitrateKbps", 0, 0, MAX_KBPS),
        vast.markup());
  }

  private static List<String> mimes(YamlMap map) {
    return Checks.texts(
        map, "mimes", mime -> mime.matches("[\\w.+-]+/[\\w.+-]+"), "a MIME type such as image/png");
  }

  private static List<Integer> attributes(YamlMap map) {
    List<Integer> attributes = new ArrayList<>();
    for (String text : Checks.texts(map, "attributes")) {
      if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= MAX_ATTRIBUTE) {
        attributes.add(Integer.parseInt(text));
      } else {
        map.remark(
            "attributes",
            "'" + text + "' is one of the values, expected a number from 0 to " + MAX_ATTRIBUTE);
      }
    }
    return attributes;
  }
}
