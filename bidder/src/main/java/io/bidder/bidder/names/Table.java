package io.bidder.bidder.names;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of names beside this package, whose heads name their sources. */
final class Table {
  private Table() {}

  /** The rows of a table, each with so many columns, of which the last ones may be empty. */
  static List<String[]> rows(String file, int columns) {
    try (InputStream in = Table.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && line.charAt(0) != '#')
          .map(line -> line.split("\t", columns))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Values that are found by their own names and by others, whatever the case. */
  static final class Names<V> {
    private final Map<String, V> byName = new LinkedHashMap<>();

    /** Adds names, separated by {@code |}; of a name that comes twice the first counts. */
    void add(String names, V value) {
      for (String name : names.split("\\|", -1)) {
        if (!name.isEmpty()) {
          byName.putIfAbsent(Texts.fold(name), value);
        }
      }
    }

    TextMap<V> map() {
      return TextMap.of(byName, true);
    }
  }
}
