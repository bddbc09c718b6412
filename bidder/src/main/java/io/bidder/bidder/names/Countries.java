package io.bidder.bidder.names;

import org.jspecify.annotations.Nullable;

/** Countries by their codes and names, of which {@code countries.tsv} has those that are in use. */
public final class Countries {
  private static final TextMap<Country> BY_NAME = byName();

  private Countries() {}

  /** A country's codes (ISO 3166-1). */
  public record Country(String alpha2, String alpha3) {}

  /** The country of a code or a name, with whatever spaces around it; null if it is not known. */
  public static @Nullable Country of(CharSequence name) {
    int end = Texts.trimmedEnd(name, 0, name.length());
    return of(name, Texts.trimmedStart(name, 0, end), end);
  }

  static @Nullable Country of(CharSequence text, int start, int end) {
    return BY_NAME.get(text, start, end);
  }

  private static TextMap<Country> byName() {
    Table.Names<Country> names = new Table.Names<>();
    for (String[] row : Table.rows("countries.tsv", 4)) {
      Country country = new Country(row[0], row[1]);
      names.add(row[0] + "|" + row[1] + "|" + row[2] + "|" + row[3], country);
    }
    return names.map();
  }
}
