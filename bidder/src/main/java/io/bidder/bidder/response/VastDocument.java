package io.bidder.bidder.response;

import io.bidder.bidder.campaign.CreativeContent;
import java.io.StringReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Holds a VAST document to what its ad says of it: players drop what is not well-formed, exchanges
 * what is longer or newer than the bid says.
 */
final class VastDocument {
  private static final Pattern DURATION =
      Pattern.compile("(\\d{2}):([0-5]\\d):([0-5]\\d)(?:\\.(\\d{3}))?");

  private VastDocument() {}

  /**
   * Reads the document of an ad.
   *
   * @throws InvalidMarkupException if it is not well-formed, or not of the duration or version said
   */
  static void check(CreativeContent.Vast ad) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(ad.vast()));
      try {
        reader.nextTag();
        checkRoot(reader, ad);
        while (reader.hasNext()) {
          if (reader.next() == XMLStreamConstants.START_ELEMENT
              && reader.getLocalName().equals("Duration")) {
            checkDuration(reader.getElementText().strip(), ad);
          }
        }
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw new InvalidMarkupException(
          "VAST line "
              + e.getLocation().getLineNumber()
              + ", column "
              + e.getLocation().getColumnNumber()
              + ": expected well-formed XML");
    }
  }

  private static void checkRoot(XMLStreamReader reader, CreativeContent.Vast ad) {
    if (!reader.getLocalName().equals("VAST")) {
      throw new InvalidMarkupException(
          "VAST root element '" + reader.getLocalName() + "': expected VAST");
    }
    String version = reader.getAttributeValue(null, "version");
    String expected = version(ad.protocol());
    if (expected != null && !expected.equals(version)) {
      throw new InvalidMarkupException(
          "VAST version '"
              + (version == null ? "" : version)
              + "': expected "
              + expected
              + ", as protocol "
              + ad.protocol()
              + " says");
    }
  }

  private static void checkDuration(String text, CreativeContent.Vast ad) {
    Matcher matcher = DURATION.matcher(text);
    long millis = -1;
    if (matcher.matches()) {
      long seconds =
          Long.parseLong(matcher.group(1)) * 3600
              + Long.parseLong(matcher.group(2)) * 60
              + Long.parseLong(matcher.group(3));
      @Nullable String fraction = matcher.group(4);
      millis = seconds * 1000 + (fraction == null ? 0 : Long.parseLong(fraction));
    }
    // A spot of 14.96 s is one of 15.
    if (millis < 0 || Math.round(millis / 1000.0) != ad.durationSeconds()) {
      throw new InvalidMarkupException(
          "VAST duration '"
              + text
              + "': expected HH:MM:SS of the ad's "
              + ad.durationSeconds()
              + " seconds");
    }
  }

  /** Of OpenRTB's list "Creative Subtypes - Audio/Video"; null for one that is not VAST. */
  private static @Nullable String version(int protocol) {
    return switch (protocol) {
      case 1, 4 -> "1.0";
      case 2, 5 -> "2.0";
      case 3, 6 -> "3.0";
      case 7, 8 -> "4.0";
      case 11, 12 -> "4.1";
      case 13, 14 -> "4.2";
      case 15, 16 -> "4.3";
      default -> null;
    };
  }
}
