package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.CreativeContent.Data;
import io.bidder.bidder.campaign.CreativeContent.Image;
import io.bidder.bidder.campaign.CreativeContent.Native;
import io.bidder.settings.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the assets of a native ad. */
final class NativeParser {
  private static final Map<String, Integer> IMAGE_TYPES = imageTypes();

  /** In the order of OpenRTB Native's list "Data Asset Types", from 1 on. */
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
    String link = map.requiredText("link");
    if (!link.isEmpty()) {
      url(map, "link", link, false);
    }
    List<Image> images = new ArrayList<>();
    for (YamlMap image : map.maps("images")) {
      images.add(image(image, secure));
    }
    String title = map.text("title", "");
    List<Data> data = data(map.map("data"));
    if (title.isEmpty() && images.isEmpty() && data.isEmpty()) {
      map.remark("link", "the native ad has neither title, images nor data");
    }
    return new Native(
        title,
        images,
        data,
        link,
        urls(map, "clickTrackers", false),
        urls(map, "impressionTrackers", secure));
  }

  private static Image image(YamlMap map, boolean secure) {
    map.allow(List.of("type", "url", "size", "mime"));
    if (!map.has("type")) {
      map.missing("type");
    }
    String url = map.requiredText("url");
    if (!url.isEmpty()) {
      url(map, "url", url, secure);
    }
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

  private static List<String> urls(YamlMap map, String key, boolean secure) {
    List<String> urls = Checks.texts(map, key);
    for (String url : urls) {
      url(map, key, url, secure);
    }
    return urls;
  }

  private static void url(YamlMap map, String key, String url, boolean secure) {
    Macros.check(map, key, url);
    if (!Checks.isUrl(url)) {
      map.remark(key, "'" + url + "' is no address such as https://shop.example/offer");
    } else if (secure && !url.startsWith("https:")) {
      map.remark(key, "'" + url + "' is not https, expected https or secure: false");
    }
  }
}
