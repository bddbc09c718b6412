package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.json.JsonStrings;
import io.bidder.bidder.json.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The markup of a native ad (OpenRTB Native 1.2, 5.1), of which each asset is written beforehand.
 * Immutable and thread-safe.
 */
final class NativeTemplate {
  /** An event tracker, up to its URL: of event 1, impression, by method 1, image. */
  private static final String IMPRESSION_IMAGE = "{\"event\":1,\"method\":1,\"url\":";

  private static final Markup IMPRESSION = Markup.of("${BIDDER_IMPRESSION_URL}");
  private static final Markup CLICK = Markup.of("${BIDDER_CLICK_URL}");

  private final int depth;
  private final byte[] open;
  private final byte[] openWrapped;
  private final byte[] version11;
  private final byte[] version12;
  private final byte[] assets;
  private final byte[] id;
  private final byte[] title;
  private final Template[] images;
  private final byte[][] data;
  private final Template tail;
  private final Template tailWithEvents;

  NativeTemplate(
      CreativeContent.Native ad,
      Template.Place place,
      Campaign campaign,
      Creative creative,
      boolean outcomes) {
    depth = place.depth;
    open = bytes("{");
    openWrapped = bytes("{\"native\":{");
    version11 = bytes("\"ver\":\"1.1\",");
    version12 = bytes("\"ver\":\"1.2\",");
    assets = bytes("\"assets\":[");
    id = bytes("{\"id\":");
    title = bytes(",\"title\":{\"text\":" + JsonStrings.quoted(ad.title()) + "}}");
    data =
        ad.data().stream()
            .map(value -> ",\"data\":{\"value\":" + JsonStrings.quoted(value.value()) + "}}")
            .map(this::bytes)
            .toArray(byte[][]::new);
    Supplier<Template.Builder> builder =
        () -> new Template.Builder(place, campaign, creative, outcomes);
    images =
        ad.images().stream().map(image -> image(image, builder.get())).toArray(Template[]::new);
    List<Markup> trackers = with(outcomes, IMPRESSION, ad.impressionTrackers());
    tail =
        urls("imptrackers", "", trackers, "", link(ad, outcomes, builder.get()))
            .constant("}")
            .build();
    tailWithEvents =
        urls("eventtrackers", IMPRESSION_IMAGE, trackers, "}", link(ad, outcomes, builder.get()))
            .constant("}")
            .build();
  }

  void write(Utf8Buffer out, NativeChoice choice, MacroValues values) {
    out.raw(choice.wrapped ? openWrapped : open);
    if (choice.version == 11) {
      out.raw(version11);
    } else if (choice.version == 12) {
      out.raw(version12);
    }
    out.raw(assets);
    for (int i = 0; i < choice.size; i++) {
      if (i > 0) {
        out.ascii(',');
      }
      out.raw(id);
      out.number(choice.ids[i]);
      switch (choice.kinds[i]) {
        case NativeChoice.TITLE -> out.raw(title);
        case NativeChoice.IMAGE -> images[choice.answers[i]].write(out, values);
        default -> out.raw(data[choice.answers[i]]);
      }
    }
    (choice.events ? tailWithEvents : tail).write(out, values);
    if (choice.wrapped) {
      out.ascii('}');
    }
  }

  private static Template image(CreativeContent.Image image, Template.Builder json) {
    json.constant(",\"img\":{\"url\":").jsonString(image.url());
    if (image.w() > 0 && image.h() > 0) {
      json.constant(",\"w\":" + image.w() + ",\"h\":" + image.h());
    }
    return json.constant("}}").build();
  }

  private static Template.Builder link(
      CreativeContent.Native ad, boolean outcomes, Template.Builder json) {
    json.constant("],\"link\":{\"url\":").jsonString(ad.link());
    List<Markup> trackers = with(outcomes, CLICK, ad.clickTrackers());
    return urls("clicktrackers", "", trackers, "", json).constant("}");
  }

  /** The ad's trackers, behind the bidder's own where outcomes are counted. */
  private static List<Markup> with(boolean outcomes, Markup own, List<Markup> trackers) {
    return outcomes ? Stream.concat(Stream.of(own), trackers.stream()).toList() : trackers;
  }

  /** Adds a list, in which each URL stands between {@code open} and {@code close}. */
  private static Template.Builder urls(
      String name, String open, List<Markup> urls, String close, Template.Builder json) {
    String separator = ",\"" + name + "\":[";
    for (Markup url : urls) {
      json.constant(separator + open).jsonString(url).constant(close);
      separator = ",";
    }
    return urls.isEmpty() ? json : json.constant("]");
  }

  private byte[] bytes(String json) {
    return JsonStrings.nested(json, depth).getBytes(StandardCharsets.UTF_8);
  }
}
