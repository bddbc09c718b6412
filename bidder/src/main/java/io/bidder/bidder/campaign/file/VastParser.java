package io.bidder.bidder.campaign.file;

import io.bidder.bidder.campaign.Apis;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a VAST document once, for all that a bid says of it. Players drop what is not well-formed,
 * exchanges what is newer or longer than the bid says.
 */
final class VastParser {
  /** The protocol of a document that is not VAST. */
  static final int UNKNOWN = 0;

  /** AdCOM's list "Creative Subtypes - Audio/Video": by VAST version, in-line and wrapper. */
  private static final SortedMap<String, Protocol> PROTOCOLS =
      new TreeMap<>(
          Map.of(
              "2.0", new Protocol(2, 5),
              "3.0", new Protocol(3, 6),
              "4.0", new Protocol(7, 8),
              "4.1", new Protocol(11, 12),
              "4.2", new Protocol(13, 14),
              "4.3", new Protocol(15, 16)));

  private static final Pattern DURATION =
      Pattern.compile("(\\d{2}):([0-5]\\d):([0-5]\\d)(?:\\.(\\d{3}))?");

  private final Promise promise;
  private final Problems problems;
  private boolean wrapper;

  /**
   * True if a media file is a program (VPAID), if one is not, and if there is a script of OMID's.
   */
  private boolean isVpaid;

  private boolean isPlayable;
  private boolean isMeasured;

  /** The line of the first in-line ad; 0 for none. */
  private int inLineLine;

  /** MIME types of the media files, in lower case. */
  private final Set<String> types = new TreeSet<>();

  /** The type of the element that is being read, if it is a media file. */
  private String type = "";

  private record Protocol(int inLine, int wrapper) {}

  /**
   * What the catalogue, and so a bid, says of a document.
   *
   * @param secure whether its media come over HTTPS
   * @param durationSeconds of every spot in it; 0 if it is not known
   * @param mimes of each of which an in-line ad has a media file; none where it needs no such file
   */
  record Promise(boolean secure, int durationSeconds, List<String> mimes) {}

  /**
   * What a document says that a slot is held against.
   *
   * @param protocol OpenRTB's number, {@link #UNKNOWN} for none
   * @param apis VPAID where no player without it has a file to play, and Open Measurement where a
   *     script is to measure by it
   */
  record Seen(int protocol, Apis apis) {}

  /** Of what is no VAST. */
  static final Seen NOTHING = new Seen(UNKNOWN, Apis.NONE);

  /** Is told what is wrong. */
  @FunctionalInterface
  interface Problems {
    void add(int line, String problem);
  }

  private VastParser(Promise promise, Problems problems) {
    this.promise = promise;
    this.problems = problems;
  }

  /**
   * Reads a document.
   *
   * @param promise that it is held to
   * @param problems told about everything that is wrong with it
   */
  static Seen parse(String text, Promise promise, Problems problems) {
    VastParser parser = new VastParser(promise, problems);
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(text));
      try {
        return parser.document(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      problems.add(
          e.getLocation().getLineNumber(),
          "not well-formed XML, at column " + e.getLocation().getColumnNumber());
      return NOTHING;
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private Seen document(XMLStreamReader reader) throws XMLStreamException {
    Protocol protocol = null;
    StringBuilder text = new StringBuilder();
    boolean isRoot = true;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (isRoot) {
            protocol = root(reader);
            isRoot = false;
          }
          start(reader);
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          leaf(reader, text.toString().strip());
          text.setLength(0);
        }
        case XMLStreamConstants.DTD -> add(reader, "expected no DOCTYPE");
        default -> {
          // Comments and white space say nothing.
        }
      }
    }
    if (protocol == null) {
      return NOTHING;
    }
    if (inLineLine > 0) {
      mediaFiles();
    } else if (!wrapper) {
      problems.add(1, "expected an <Ad> with <InLine> or <Wrapper>");
    }
    List<List<Integer>> needed = new ArrayList<>();
    if (isVpaid && !isPlayable) {
      needed.add(Apis.VPAID);
    }
    if (isMeasured) {
      needed.add(Apis.OMID);
    }
    return new Seen(wrapper ? protocol.wrapper : protocol.inLine, new Apis(needed));
  }

  private @Nullable Protocol root(XMLStreamReader reader) {
    @Nullable String version = reader.getAttributeValue(null, "version");
    Protocol protocol =
        version == null || !reader.getLocalName().equals("VAST") ? null : PROTOCOLS.get(version);
    if (protocol == null) {
      add(reader, "expected <VAST version=\"…\"> of " + String.join(", ", PROTOCOLS.keySet()));
    }
    return protocol;
  }

  private void start(XMLStreamReader reader) {
    switch (reader.getLocalName()) {
      case "InLine" ->
          inLineLine = inLineLine == 0 ? reader.getLocation().getLineNumber() : inLineLine;
      case "Wrapper" -> wrapper = true;
      case "MediaFile" -> {
        boolean needsVpaid = "VPAID".equalsIgnoreCase(framework(reader));
        isVpaid |= needsVpaid;
        isPlayable |= !needsVpaid;
        @Nullable String attribute = reader.getAttributeValue(null, "type");
        type = attribute == null ? "" : attribute.replaceFirst(";.*", "").strip();
      }
      case "JavaScriptResource" -> isMeasured |= "omid".equalsIgnoreCase(framework(reader));
      default -> {
        // Looked at when it ends, if at all.
      }
    }
  }

  private static String framework(XMLStreamReader reader) {
    @Nullable String framework = reader.getAttributeValue(null, "apiFramework");
    return framework == null ? "" : framework.strip();
  }

  /** A player that accepts a type which the bid promises finds nothing to play without a file. */
  private void mediaFiles() {
    for (String mime : promise.mimes) {
      if (!types.contains(mime.toLowerCase(Locale.ROOT))) {
        problems.add(
            inLineLine,
            "no <MediaFile> of type '"
                + mime
                + "', which mimes promises"
                + (types.isEmpty() ? "" : ", found " + String.join(", ", types)));
      }
    }
  }

  private void leaf(XMLStreamReader reader, String text) {
    switch (reader.getLocalName()) {
      case "Duration" -> duration(reader, text);
      case "MediaFile" -> {
        if (!text.isEmpty()) {
          types.add(type.toLowerCase(Locale.ROOT));
        }
        if (promise.secure && text.startsWith("http://")) {
          add(reader, "<MediaFile> is '" + text + "', expected https or secure: false");
        }
      }
      default -> {
        // Left to the player.
      }
    }
  }

  private void duration(XMLStreamReader reader, String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      add(reader, "<Duration> is '" + text + "', expected HH:MM:SS or HH:MM:SS.mmm");
      return;
    }
    long seconds =
        Long.parseLong(matcher.group(1)) * 3600
            + Long.parseLong(matcher.group(2)) * 60
            + Long.parseLong(matcher.group(3));
    @Nullable String millis = matcher.group(4);
    // A spot of 14.96 s is one of 15.
    long rounded = seconds + (millis != null && Integer.parseInt(millis) >= 500 ? 1 : 0);
    if (promise.durationSeconds > 0 && rounded != promise.durationSeconds) {
      add(
          reader,
          "<Duration> is '"
              + text
              + "', expected durationSeconds, which is "
              + promise.durationSeconds
              + " seconds");
    }
  }

  private void add(XMLStreamReader reader, String problem) {
    problems.add(reader.getLocation().getLineNumber(), problem);
  }
}
