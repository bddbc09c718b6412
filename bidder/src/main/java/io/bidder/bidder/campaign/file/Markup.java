package io.bidder.bidder.campaign.file;

import io.bidder.settings.YamlMap;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads the markup of banners, videos and sounds: in the catalogue or in a file beside it. */
final class Markup {
  static final int MAX_CHARS = 256 << 10;

  /** OpenRTB's list "Protocols": by the VAST version, first in-line, then wrapper. */
  private static final Map<String, int[]> PROTOCOLS =
      Map.of(
          "2.0", new int[] {2, 5},
          "3.0", new int[] {3, 6},
          "4.0", new int[] {7, 8},
          "4.1", new int[] {11, 12},
          "4.2", new int[] {13, 14});

  /** What a page that is itself secure would not load. */
  private static final Pattern INSECURE =
      Pattern.compile("(src\\s*=\\s*[\"']?|url\\(\\s*[\"']?)http://", Pattern.CASE_INSENSITIVE);

  private static final Pattern INSECURE_MEDIA =
      Pattern.compile("<MediaFile\\b[^>]*>\\s*(<!\\[CDATA\\[)?\\s*http://");

  private final Path directory;
  private final Set<Path> filesRead;

  /** VAST and the protocol that it is. */
  record Vast(String text, int protocol) {}

  /** Reads files below a directory, and adds them to {@code filesRead}. */
  Markup(Path directory, Set<Path> filesRead) {
    this.directory = directory;
    this.filesRead = filesRead;
  }

  String html(YamlMap map, boolean secure) {
    String key = key(map);
    String text = text(map, key);
    if (secure && INSECURE.matcher(text).find()) {
      insecure(map, key);
    }
    return text;
  }

  Vast vast(YamlMap map, boolean secure) {
    String key = key(map);
    String text = text(map, key);
    if (text.isEmpty()) {
      return new Vast(text, 0);
    }
    if (secure && INSECURE_MEDIA.matcher(text).find()) {
      insecure(map, key);
    }
    Element root = xml(map, key, text);
    if (root == null) {
      return new Vast(text, 0);
    }
    int[] protocols = PROTOCOLS.get(root.getAttribute("version"));
    if (!root.getTagName().equals("VAST") || protocols == null) {
      map.remark(key, "expected <VAST version=\"…\">, version 2.0, 3.0, 4.0, 4.1 or 4.2");
      return new Vast(text, 0);
    }
    boolean wrapper = root.getElementsByTagName("Wrapper").getLength() > 0;
    if (!wrapper && root.getElementsByTagName("InLine").getLength() == 0) {
      map.remark(key, "expected an <Ad> with <InLine> or <Wrapper> in the VAST");
    }
    return new Vast(text, protocols[wrapper ? 1 : 0]);
  }

  private static void insecure(YamlMap map, String key) {
    map.remark(key, "the markup loads something over http://, expected https or secure: false");
  }

  private static String key(YamlMap map) {
    return map.has("markupFile") ? "markupFile" : "markup";
  }

  private String text(YamlMap map, String key) {
    if (map.has("markupFile") && map.has("markup")) {
      map.remark(key, "expected either markup or markupFile");
    }
    String text = map.requiredText(key);
    if (key.equals("markupFile") && !text.isEmpty()) {
      text = file(map, key, text);
    }
    if (text.length() > MAX_CHARS) {
      map.remark(key, text.length() + " characters, expected at most " + MAX_CHARS);
      return "";
    }
    Macros.check(map, key, text);
    return text;
  }

  private String file(YamlMap map, String key, String name) {
    try {
      Path file = directory.resolve(name).normalize();
      if (!file.startsWith(directory)) {
        map.problem(key, "a file below the catalogue's directory");
        return "";
      }
      filesRead.add(file);
      if (Files.size(file) > 4L * MAX_CHARS) {
        map.problem(key, "a file of at most " + MAX_CHARS + " characters");
      } else {
        return Files.readString(file);
      }
    } catch (IOException | InvalidPathException e) {
      map.problem(key, "a UTF-8 file that can be read, beside the catalogue");
    }
    return "";
  }

  private static @Nullable Element xml(YamlMap map, String key, String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Throwing());
      return builder.parse(new InputSource(new StringReader(text.strip()))).getDocumentElement();
    } catch (SAXException e) {
      map.remark(key, "no XML: " + e.getMessage());
      return null;
    } catch (IOException | ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's XML parser reads from memory", e);
    }
  }

  /** The parser's own handler writes to the console. */
  private static final class Throwing implements ErrorHandler {
    @Override
    public void warning(SAXParseException exception) {
      // What is only odd is left to the player.
    }

    @Override
    public void error(SAXParseException exception) throws SAXException {
      throw exception;
    }

    @Override
    public void fatalError(SAXParseException exception) throws SAXException {
      throw exception;
    }
  }
}
