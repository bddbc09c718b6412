package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Apis;
import io.bidder.bidder.campaign.Markup;
import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the markup of banners, videos and sounds: in the catalogue or in a file beside it. */
final class MarkupReader {
  static final int MAX_CHARS = 256 << 10;

  /** References that a page which is itself secure would not load. */
  private static final Pattern INSECURE =
      Pattern.compile("(src\\s*=\\s*[\"']?|url\\(\\s*[\"']?)http://", Pattern.CASE_INSENSITIVE);

  private final Path directory;
  private final Map<Path, FileStamp> stamps;
  private long chars;

  /** Markup, with what it needs and the protocol of VAST. */
  record Read(Markup markup, int protocol, Apis apis) {}

  /** Reads files below a directory, and adds them to {@code stamps} before. */
  MarkupReader(Path directory, Map<Path, FileStamp> stamps) {
    this.directory = directory;
    this.stamps = stamps;
  }

  Read html(Section map, boolean secure) {
    String key = key(map);
    String text = text(map, key);
    if (secure && INSECURE.matcher(text).find()) {
      map.remark(key, "the markup loads something over http://, expected https or secure: false");
    }
    return new Read(markup(map, key, text), VastParser.UNKNOWN, Apis.ofHtml(text));
  }

  /** Reads a VAST document. */
  Read vast(Section map, VastParser.Promise promise) {
    String key = key(map);
    String text = text(map, key).strip();
    VastParser.Seen seen = VastParser.NOTHING;
    if (!text.isEmpty()) {
      String where = key.equals("markupFile") ? map.get(key, Types.TEXT).or("") + ":" : "line ";
      seen =
          VastParser.parse(
              text, promise, (line, problem) -> map.remark(key, where + line + ": " + problem));
    }
    return new Read(markup(map, key, text), seen.protocol(), seen.apis());
  }

  /** Splits markup or a URL of a key at its macros. */
  static Markup markup(Section map, String key, String text) {
    return Markup.parse(text, problem -> map.remark(key, problem));
  }

  private static String key(Section map) {
    return map.isSet("markupFile") ? "markupFile" : "markup";
  }

  private String text(Section map, String key) {
    if (map.isSet("markupFile") && map.isSet("markup")) {
      map.remark(key, "expected either markup or markupFile");
    }
    String text = map.get(key, Types.TEXT).required();
    if (key.equals("markupFile") && !text.isEmpty()) {
      text = file(map, key, text);
    }
    if (text.length() > MAX_CHARS) {
      map.remark(key, text.length() + " characters, expected at most " + MAX_CHARS);
      return "";
    }
    return text;
  }

  private String file(Section map, String key, String name) {
    try {
      Path file = directory.resolve(name).normalize();
      if (!file.startsWith(directory)) {
        map.problem(key, "a file below the catalogue's directory");
        return "";
      }
      stamps.putIfAbsent(file, FileStamp.of(file));
      String text = Document.text(file, 4L * MAX_CHARS);
      chars += text.length();
      if (chars <= CatalogueReader.MAX_FILE_BYTES) {
        return text;
      }
      map.problem(key, "files of " + CatalogueReader.MAX_FILE_BYTES + " characters together");
    } catch (InvalidPathException | InvalidInputException e) {
      map.problem(
          key,
          "a UTF-8 file of " + MAX_CHARS + " characters that can be read, beside the catalogue");
    }
    return "";
  }
}
