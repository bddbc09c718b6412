package io.bidder.eventlog.kafka;

import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.Problems;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads settings of Kafka's clients, such as those of TLS and SASL, from a file of the form that
 * Kafka's own commands take: {@code KEY=VALUE} lines.
 */
public final class ClientProperties {
  private static final long MAX_FILE_BYTES = 64 << 10;

  private ClientProperties() {}

  /**
   * Reads what {@link ShipOptions#client} and {@link TopicOptions#client} take.
   *
   * @throws InvalidInputException if the file cannot be read, or sets what is set here: with every
   *     such key, and no value
   */
  public static Map<String, String> read(Path file) {
    return read(file, Client.OWN);
  }

  /**
   * Likewise.
   *
   * @param own the keys that are set here
   */
  public static Map<String, String> read(Path file, Set<String> own) {
    Properties read = new Properties();
    try {
      read.load(new StringReader(Document.text(file, MAX_FILE_BYTES)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw e instanceof InvalidInputException told
          ? told
          : new InvalidInputException(file + ": expected KEY=VALUE lines: " + e.getMessage(), e);
    }
    Problems problems = new Problems();
    Map<String, String> settings = new TreeMap<>();
    for (String key : read.stringPropertyNames()) {
      settings.put(key, read.getProperty(key));
    }
    for (String key : settings.keySet()) {
      if (own.contains(key)) {
        problems.add(file + ": " + key, "is set by Bidder itself, expected it to be left out");
      }
    }
    problems.throwIfAny();
    return settings;
  }
}
