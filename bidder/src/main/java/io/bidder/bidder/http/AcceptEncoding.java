package io.bidder.bidder.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;

/**
 * The codings that a client takes an answer in (RFC 9110, 12.5.3): all lines of the header are one
 * list, of which a coding's own weight counts before that of {@code *}.
 */
public enum AcceptEncoding {
  /** As it is. */
  IDENTITY,
  /** Zipped, if that makes it shorter. */
  GZIP,
  /** Zipped and not as it is. */
  GZIP_ONLY;

  private static final double UNSAID = -1;

  /** What the headers of a request say. */
  public static AcceptEncoding of(HttpHeaders headers) {
    Iterator<String> lines = headers.valueStringIterator(HttpHeaderNames.ACCEPT_ENCODING);
    double gzip = UNSAID;
    double identity = UNSAID;
    double any = UNSAID;
    while (lines.hasNext()) {
      String line = lines.next();
      int at = 0;
      while (at < line.length()) {
        int comma = line.indexOf(',', at);
        int end = comma < 0 ? line.length() : comma;
        int semicolon = line.indexOf(';', at);
        int nameEnd = semicolon >= 0 && semicolon < end ? semicolon : end;
        String coding = line.substring(at, nameEnd).strip();
        double weight = nameEnd == end ? 1 : weight(line.substring(nameEnd + 1, end));
        if (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip")) {
          gzip = Math.max(gzip, weight);
        } else if (coding.equalsIgnoreCase("identity")) {
          identity = weight;
        } else if (coding.equals("*")) {
          any = weight;
        }
        at = end + 1;
      }
    }
    double zipped = gzip == UNSAID ? any : gzip;
    if (zipped <= 0 || zipped < identity) {
      return IDENTITY;
    }
    boolean plain = identity == UNSAID ? any != 0 : identity > 0;
    return plain ? GZIP : GZIP_ONLY;
  }

  /** The weight that parameters give a coding; 0 where it is no number from 0 to 1. */
  private static double weight(String parameters) {
    for (String parameter : parameters.split(";", -1)) {
      String text = parameter.strip();
      if (text.startsWith("q=") || text.startsWith("Q=")) {
        try {
          double weight = Double.parseDouble(text.substring(2));
          return weight >= 0 && weight <= 1 ? weight : 0;
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
