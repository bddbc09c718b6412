package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.CreativeContent.Data;
import io.bidder.bidder.campaign.CreativeContent.Image;
import io.bidder.bidder.campaign.CreativeContent.Native;
import io.bidder.bidder.campaign.Markup;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the assets of a native ad. */
final class NativeParser {
  private static final Type<Integer> IMAGE_TYPE = Types.choice(Types.names("icon", 1, "main", 3));

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

  Native parse(Section section, boolean secure) {
    Native ad =
        new Native(
            section.get("title", Types.TEXT).or(""),
            section.maps("images", image -> image(image, secure)).or(List.of()),
            section.map("data", NativeParser::data),
            url(section, "link", section.get("link", Types.TEXT).required(), false),
            urls(section, "clickTrackers", false),
            urls(section, "impressionTrackers", secure));
    if (ad.title().isEmpty() && ad.images().isEmpty() && ad.data().isEmpty()) {
      section.remark("link", "the native ad has neither title, images nor data");
    }
    if (chars(ad) > MarkupReader.MAX_CHARS) {
      section.remark(
          "link",
          chars(ad) + " characters in the native ad, expected at most " + MarkupReader.MAX_CHARS);
    }
    return ad;
  }

  private static Image image(Section section, boolean secure) {
    Markup url = url(section, "url", section.get("url", Types.TEXT).required(), secure);
    Checks.Size size = section.get("size", Checks.SIZE).required();
    return new Image(
        section.get("type", IMAGE_TYPE).required(),
        url,
        size.w(),
        size.h(),
        section.get("mime", Types.TEXT).required());
  }

  private static List<Data> data(Section section) {
    List<Data> data = new ArrayList<>();
    for (int i = 0; i < DATA.size(); i++) {
      String text = section.get(DATA.get(i), Types.TEXT).orNull();
      if (text != null) {
        data.add(new Data(i + 1, text));
      }
    }
    return data;
  }

  private static List<Markup> urls(Section section, String key, boolean secure) {
    return section.list(key, Types.WORDS).or(List.of()).stream()
        .map(url -> url(section, key, url, secure))
        .toList();
  }

  /** Reads a URL with macros; the caller reports an empty one. */
  private static Markup url(Section section, String key, String text, boolean secure) {
    Markup url = MarkupReader.markup(section, key, text);
    if (!text.isBlank()) {
      if (Types.webAddress(url.filledWith("0")).isEmpty()) {
        section.remark(
            key,
            "'" + text + "' is not a web address, expected one such as https://shop.example/offer");
      } else if (secure && !text.startsWith("https:")) {
        section.remark(key, "'" + text + "' is not https, expected https or secure: false");
      }
    }
    return url;
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
