package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.CreativeContent.Data;
import io.bidder.bidder.campaign.CreativeContent.Image;
import io.bidder.bidder.campaign.CreativeContent.Native;
import io.bidder.bidder.campaign.Markup;
import io.bidder.settings.YamlMap;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the assets of a native ad. */
final class NativeParser {
  private static final Map<String, Integer> IMAGE_TYPES = imageTypes();

  /** OpenRTB Native's list "Data Asset Types", from 1 on. */
  private static final List<String> DATA =
      List.of(
          "sponsored",
          "description",
          "rating",
          "likes",
          "downloads",
          "price",
          "salePrice",
          "phone",
          "address",
          "description2",
          "displayUrl",
          "callToAction");

  private static Map<String, Integer> imageTypes() {
    Map<String, Integer> types = new LinkedHashMap<>();
    types.put("icon", 1);
    types.put("main", 3);
    return types;
  }

  Native parse(YamlMap map, boolean secure) {
    map.allow(List.of("title", "link", "images", "data", "clickTrackers", "impressionTrackers"));
    List<Image> images = new ArrayList<>();
    for (YamlMap image : map.maps("images")) {
      images.add(image(image, secure));
    }
    Native ad =
        new Native(
            map.text("title", ""),
            images,
            data(map.map("data")),
            url(map, "link", map.requiredText("link"), false),
            urls(map, "clickTrackers", false),
            urls(map, "impressionTrackers", secure));
    if (ad.title().isEmpty() && images.isEmpty() && ad.data().isEmpty()) {
      map.remark("link", "the native ad has neither title, images nor data");
    }
    if (chars(ad) > MarkupReader.MAX_CHARS) {
      map.remark(
          "link",
          chars(ad) + " characters in the native ad, expected at most " + MarkupReader.MAX_CHARS);
    }
    return ad;
  }

  private static Image image(YamlMap map, boolean secure) {
    map.allow(List.of("type", "url", "size", "mime"));
    if (!map.has("type")) {
      map.missing("type");
    }
    Markup url = url(map, "url", map.requiredText("url"), secure);
    Checks.Size size = Checks.size(map, "size");
    return new Image(
        map.choice("type", IMAGE_TYPES, 0), url, size.w(), size.h(), map.requiredText("mime"));
  }

  private static List<Data> data(YamlMap map) {
    map.allow(DATA);
    List<Data> data = new ArrayList<>();
    for (String key : map.keys()) {
      int type = DATA.indexOf(key) + 1;
      if (type > 0) {
        data.add(new Data(type, map.requiredText(key)));
      }
    }
    return data;
  }

  private static List<Markup> urls(YamlMap map, String key, boolean secure) {
    return Checks.texts(map, key).stream().map(url -> url(map, key, url, secure)).toList();
  }

  /** Reads a URL with macros; the caller reports an empty one. */
  private static Markup url(YamlMap map, String key, String text, boolean secure) {
    Markup url = MarkupReader.markup(map, key, text);
    if (!text.isBlank()) {
      if (!isUrl(url)) {
        map.remark(
            key,
            "'" + text + "' is not a web address, expected one such as https://shop.example/offer");
      } else if (secure && !text.startsWith("https:")) {
        map.remark(key, "'" + text + "' is not https, expected https or secure: false");
      }
    }
    return url;
  }

  /** Tells whether it is an absolute web address once its macros have values. */
  private static boolean isUrl(Markup url) {
    try {
      URI uri = new URI(url.filledWith("0"));
      return uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int chars(Native ad) {
    return ad.title().length()
        + ad.data().stream().mapToInt(data -> data.value().length()).sum()
        + Stream.of(
                ad.images().stream().map(Image::url),
                Stream.of(ad.link()),
                ad.clickTrackers().stream(),
                ad.impressionTrackers().stream())
            .flatMap(urls -> urls)
            .mapToInt(url -> url.toString().length())
            .sum();
  }
}
