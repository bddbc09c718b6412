package io.bidder.bidder.names;

import io.bidder.bidder.json.Text;
import java.util.List;

/**
 * Apps as they are compared: by the id that their store gives them, in lower case, whether an
 * exchange writes that, {@code id284882215} or the address of the app's page in the store. What
 * such addresses look like is in {@code stores.tsv}. One thread's; reused, and allocates nothing.
 */
public final class Bundles {
  private static final List<Place> PLACES =
      Table.rows("stores.tsv", 2).stream().map(row -> new Place(row[0], row[1])).toList();

  private final Hosts hosts = new Hosts();
  private final Text host = new Text();

  /** Where an id stands in the addresses of a store. */
  private record Place(String host, String before) {}

  /** The app as it is compared; empty if the text names none. */
  public static String of(String text) {
    Text name = new Text();
    name.set(text);
    new Bundles().name(name);
    return name.toString();
  }

  /** Tells whether the text is the address of an app's page in a store. */
  public static boolean isInStore(String address) {
    Text id = new Text();
    new Bundles().findInStore(address, id);
    return !id.isEmpty();
  }

  /** Makes of what an exchange calls an app what it is compared by. */
  public void name(Text bundle) {
    int end = Texts.trimmedEnd(bundle, 0, bundle.length());
    int start = Texts.trimmedStart(bundle, 0, end);
    for (int i = start; i < end; i++) {
      if (bundle.charAt(i) == '/') {
        findInStore(bundle, bundle);
        return;
      }
    }
    keep(bundle, start, end, bundle);
  }

  /**
   * Finds an app's id in the address of its page in a store.
   *
   * @param into becomes empty if it is no such address; may be {@code address}
   */
  public void findInStore(CharSequence address, Text into) {
    hosts.find(address, host);
    int end = Texts.trimmedEnd(address, 0, address.length());
    for (int i = 0; i < PLACES.size(); i++) {
      Place place = PLACES.get(i);
      if (Texts.isWithin(host, place.host)) {
        int start = idStart(address, end, place.before);
        int idEnd = idEnd(address, start, end);
        if (idEnd > start && isId(address, start, idEnd, place)) {
          keep(address, start, idEnd, into);
          return;
        }
      }
    }
    into.clear();
  }

  /** Apple's ids are numbers; {@code /id} begins other pieces of a path, too. */
  private static boolean isId(CharSequence text, int start, int end, Place place) {
    if (!place.before.equals("/id")) {
      return true;
    }
    for (int i = start; i < end; i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The place after the last {@code before}; the end if there is none. */
  private static int idStart(CharSequence text, int end, String before) {
    for (int at = end - before.length(); at >= 0; at--) {
      if (isAt(text, at, before)) {
        return at + before.length();
      }
    }
    return end;
  }

  private static boolean isAt(CharSequence text, int at, String before) {
    for (int i = 0; i < before.length(); i++) {
      char c = Texts.fold(text.charAt(at + i));
      boolean isFurtherParameter = i == 0 && c == '&';
      if ((isFurtherParameter ? '?' : c) != Texts.fold(before.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static int idEnd(CharSequence text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '?' || c == '&' || c == '#') {
        return i;
      }
    }
    return end;
  }

  /** Keeps an id, of {@code id284882215} its number. */
  private static void keep(CharSequence text, int start, int end, Text into) {
    int from = start;
    if (end - start > 2
        && Texts.fold(text.charAt(start)) == 'i'
        && Texts.fold(text.charAt(start + 1)) == 'd') {
      from = start + 2;
      for (int i = from; i < end; i++) {
        from = isDigit(text.charAt(i)) ? from : start;
      }
    }
    into.setPart(text, from, end);
    into.toLowerCase();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
