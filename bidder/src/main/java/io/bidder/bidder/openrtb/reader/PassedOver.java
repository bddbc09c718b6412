package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.JsonReader;
import io.bidder.bidder.json.JsonReader.Token;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one request that a {@link BidRequestReader} made nothing of, by name, such as
 * {@code imp[0].bidfloor}. What lies below such a field is not named, nor what lies in native
 * markup that is a text.
 */
public final class PassedOver {
  /** Names of a kind at the most. */
  public static final int MAX_NAMES = 100;

  /** Chars of a name at the most. */
  private static final int MAX_CHARS = 256;

  /** A reason to make nothing of a field. */
  public enum Kind {
    /** Neither a request nor the model has a place for it. */
    UNKNOWN,
    /** Of a wrong type, or a value that nobody could have meant. */
    NOT_UNDERSTOOD,
    /** An element that there was no room for. */
    LEFT_OUT
  }

  /** By where the reader stood, in bytes. */
  private final Map<Integer, Kind> kinds = new HashMap<>();

  private final Map<Kind, List<String>> names = new EnumMap<>(Kind.class);
  private final StringBuilder path = new StringBuilder();

  PassedOver() {}

  /** Takes note of the value at which the reader stands. */
  void note(int position, Kind kind) {
    kinds.putIfAbsent(position, kind);
  }

  /** Fields of a kind, the first {@value #MAX_NAMES} of them, in their order. */
  public List<String> names(Kind kind) {
    return names.getOrDefault(kind, List.of());
  }

  /** Finds the names of what was noted, with a reader that is before the request. */
  void name(JsonReader json) {
    json.next();
    value(json);
  }

  private void value(JsonReader json) {
    Kind kind = at(json);
    if (kind == Kind.UNKNOWN) {
      json.skipChildren();
      return;
    }
    int length = path.length();
    if (json.token() == Token.START_OBJECT) {
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        json.next();
        path.append(length == 0 ? "" : ".").append(name);
        value(json);
        path.setLength(length);
      }
    } else if (json.token() == Token.START_ARRAY) {
      for (int i = 0; json.next() != Token.END_ARRAY; i++) {
        path.append('[').append(i).append(']');
        value(json);
        path.setLength(length);
      }
    } else {
      return;
    }
    if (kind == null) {
      // An element that was read to its end before it was left out.
      at(json);
    }
  }

  /** Names the field if something was noted where the reader stands. */
  private @Nullable Kind at(JsonReader json) {
    Kind kind = kinds.get(json.position());
    if (kind != null) {
      List<String> ofKind = names.computeIfAbsent(kind, first -> new ArrayList<>());
      if (ofKind.size() < MAX_NAMES) {
        ofKind.add(path.substring(0, Math.min(MAX_CHARS, path.length())));
      }
    }
    return kind;
  }
}
