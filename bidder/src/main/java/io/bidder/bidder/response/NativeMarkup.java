package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The markup of a native ad (OpenRTB Native 1.2, 5.1), of which each asset is written beforehand.
 * Immutable and thread-safe.
 */
final class NativeMarkup {
  private static final int IMPRESSION_EVENT = 1;
  private static final int IMAGE_METHOD = 1;

  private final int depth;
  private final byte[] open;
  private final byte[] openWrapped;
  private final byte[] version11;
  private final byte[] version12;
  private final byte[] assets;
  private final byte[] id;
  private final byte[] title;
  private final byte[][] images;
  private final byte[][] data;
  private final MarkupTemplate tail;
  private final MarkupTemplate tailWithEvents;

  NativeMarkup(
      CreativeContent.Native ad, MarkupTemplate.Place place, Campaign campaign, Creative creative) {
    depth = place == MarkupTemplate.Place.BID ? 1 : 0;
    open = bytes("{");
    openWrapped = bytes("{\"native\":{");
    version11 = bytes("\"ver\":\"1.1\",");
    version12 = bytes("\"ver\":\"1.2\",");
    assets = bytes("\"assets\":[");
    id = bytes("{\"id\":");
    title = bytes(",\"title\":{\"text\":" + Json.string(ad.title()) + "}}");
    images = new byte[ad.images().size()][];
    for (int i = 0; i < images.length; i++) {
      images[i] = bytes(image(ad.images().get(i)));
    }
    data = new byte[ad.data().size()][];
    for (int i = 0; i < data.length; i++) {
      data[i] = bytes(",\"data\":{\"value\":" + Json.string(ad.data().get(i).value()) + "}}");
    }
    String link = "],\"link\":{\"url\":" + Json.string(ad.link());
    if (!ad.clickTrackers().isEmpty()) {
      link += ",\"clicktrackers\":" + Json.strings(ad.clickTrackers());
    }
    link += "}";
    String trackers = "";
    String events = "";
    if (!ad.impressionTrackers().isEmpty()) {
      trackers = ",\"imptrackers\":" + Json.strings(ad.impressionTrackers());
      events = ",\"eventtrackers\":" + eventTrackers(ad.impressionTrackers());
    }
    tail = MarkupTemplate.compile(link + trackers + "}", place, campaign, creative);
    tailWithEvents = MarkupTemplate.compile(link + events + "}", place, campaign, creative);
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
      out.raw(
          switch (choice.kinds[i]) {
            case NativeChoice.TITLE -> title;
            case NativeChoice.IMAGE -> images[choice.answers[i]];
            default -> data[choice.answers[i]];
          });
    }
    (choice.events ? tailWithEvents : tail).write(out, values);
    if (choice.wrapped) {
      out.ascii('}');
    }
  }

  private static String image(CreativeContent.Image image) {
    StringBuilder json = new StringBuilder(",\"img\":{\"url\":").append(Json.string(image.url()));
    if (image.w() > 0 && image.h() > 0) {
      json.append(",\"w\":").append(image.w()).append(",\"h\":").append(image.h());
    }
    return json.append("}}").toString();
  }

  private static String eventTrackers(List<String> urls) {
    StringBuilder json = new StringBuilder("[");
    for (String url : urls) {
      json.append(json.length() == 1 ? "" : ",")
          .append("{\"event\":")
          .append(IMPRESSION_EVENT)
          .append(",\"method\":")
          .append(IMAGE_METHOD)
          .append(",\"url\":")
          .append(Json.string(url))
          .append('}');
    }
    return json.append(']').toString();
  }

  private byte[] bytes(String json) {
    return Json.nested(json, depth).getBytes(StandardCharsets.UTF_8);
  }
}
