package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Apis;
import io.bidder.bidder.campaign.Cap;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Macro;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.targeting.ValueTypes;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one ad of a catalogue file. */
final class CreativeParser {
  private static final int MAX_SECONDS = 3_600;
  private static final int MAX_KBPS = 1_000_000;
  private static final int DEFAULT_BANNER_TYPE = 2;
  private static final Type<Integer> BANNER_TYPE = Types.integer(1, 4);
  private static final Type<Integer> API = Types.integer(1, 10_000);
  private static final Type<Integer> ATTRIBUTE = Types.integer(0, 10_000);
  private static final List<String> CONTENTS = List.of("banner", "video", "audio", "native");
  private static final Type<Creative.Delivery> DELIVERY = Types.choice(Creative.Delivery.class);
  private static final Pattern MIME_FORM = Pattern.compile("[\\w.+-]+/[\\w.+-]+");
  private static final Type<String> MIME =
      Type.texts("a MIME type such as image/png", text -> MIME_FORM.matcher(text).matches());

  private static final Set<Macro> KNOWN_AT_CLICK =
      EnumSet.of(
          Macro.BIDDER_CAMPAIGN,
          Macro.BIDDER_CREATIVE,
          Macro.BIDDER_ADVERTISER,
          Macro.BIDDER_BID,
          Macro.BIDDER_CACHEBUSTER,
          Macro.BIDDER_CLICK_ID);

  private final CapParser caps;
  private final Checks checks;
  private final MarkupReader markup;
  private final NativeParser natives = new NativeParser();

  /** Those that the markup of the ad that is read shows. */
  private Apis needed = Apis.NONE;

  CreativeParser(CapParser caps, Checks checks, MarkupReader markup) {
    this.caps = caps;
    this.checks = checks;
    this.markup = markup;
  }

  /** Reads an ad; null if it has no content. */
  @Nullable Creative creative(Section section) {
    String id = checks.uniqueId(section, "creative");
    boolean secure = section.get("secure", Types.FLAG).or(true);
    needed = Apis.NONE;
    CreativeContent content = content(section, secure);
    Apis apis = needed.and(section.list("apis", API).or(List.of()));
    String adId = section.get("adId", Types.TEXT).or(id);
    List<Integer> attributes = section.list("attributes", ATTRIBUTE).or(List.of());
    List<String> languages = section.list("languages", ValueTypes.LANGUAGE).or(List.of());
    List<String> categories = section.list("categories", Types.WORDS).or(List.of());
    String bundle = section.get("bundle", Types.TEXT).or("");
    Markup landing = landing(section, content, secure);
    Creative.Delivery delivery = section.get("delivery", DELIVERY).or(Creative.Delivery.ADM);
    List<Cap> ownCaps = caps.caps(section, true);
    Map<String, String> features = Checks.values(section, "features");
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
            landing,
            delivery,
            ownCaps,
            apis,
            features);
  }

  private static @Nullable Markup landing(
      Section section, @Nullable CreativeContent content, boolean secure) {
    String text = section.get("landing", Types.TEXT).orNull();
    if (text == null) {
      if (content instanceof CreativeContent.Banner banner
          && banner.markup().has(Macro.BIDDER_CLICK_URL)) {
        section.problem("landing", "the page that ${BIDDER_CLICK_URL} leads to");
      }
      return null;
    }
    Markup landing = MarkupReader.markup(section, "landing", text);
    if (Types.webAddress(landing.filledWith("0")).isEmpty()) {
      section.remark(
          "landing",
          "'" + text + "' is not a web address, expected one such as https://shop.example/offer");
    }
    if (secure && text.startsWith("http:")) {
      section.remark("landing", "'" + text + "' is not https, expected https or secure: false");
    }
    for (Markup.Part part : landing.parts()) {
      if (part instanceof Markup.Part.Placeholder placeholder
          && !KNOWN_AT_CLICK.contains(placeholder.macro())) {
        section.remark("landing", placeholder + " is not known when a click comes");
      }
    }
    return landing;
  }

  private @Nullable CreativeContent content(Section section, boolean secure) {
    List<String> present = CONTENTS.stream().filter(section::isSet).toList();
    if (present.size() != 1) {
      section.remark(
          present.isEmpty() ? "id" : present.getLast(),
          "expected exactly one of " + String.join(", ", CONTENTS) + " in a creative");
      return null;
    }
    String kind = present.getFirst();
    return section.map(
        kind,
        content ->
            switch (kind) {
              case "banner" -> banner(content, secure);
              case "video" -> vast(content, secure, false);
              case "audio" -> vast(content, secure, true);
              default -> natives.parse(content, secure);
            });
  }

  private CreativeContent banner(Section section, boolean secure) {
    Checks.Size size = section.get("size", Checks.SIZE).required();
    MarkupReader.Read html = markup.html(section, secure);
    needed = html.apis();
    return new CreativeContent.Banner(
        size.w(),
        size.h(),
        section.get("type", BANNER_TYPE).or(DEFAULT_BANNER_TYPE),
        section.list("mimes", MIME).or(List.of()),
        html.markup());
  }

  private CreativeContent vast(Section section, boolean secure, boolean audio) {
    Checks.Size size = audio ? new Checks.Size(0, 0) : section.get("size", Checks.SIZE).required();
    int durationSeconds =
        section.get("durationSeconds", Types.integer(1, MAX_SECONDS)).requiredOr(0);
    List<String> mimes = section.list("mimes", MIME).required();
    boolean linear = audio || section.get("linear", Types.FLAG).or(true);
    // An overlay is shown, not played: its resources are no media files.
    MarkupReader.Read vast =
        markup.vast(
            section, new VastParser.Promise(secure, durationSeconds, linear ? mimes : List.of()));
    needed = vast.apis();
    return new CreativeContent.Vast(
        audio,
        size.w(),
        size.h(),
        durationSeconds,
        mimes,
        vast.protocol(),
        linear,
        section.get("bitrateKbps", Types.integer(0, MAX_KBPS)).or(0),
        vast.markup());
  }
}
