package io.bidder.bidder.openrtb;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Goes through a request's JSON, object by object and field by field, and knows meanwhile which
 * {@link ExtraPaths} lead on from where it stands, so that who reads an object only has to say
 * {@link #unknown()} to a field that it does not know.
 *
 * <p>Every method that passes over a value is called with the parser at the value's first token and
 * leaves it at its last. One thread's; reused.
 */
class Cursor {
  private JsonParser parser;
  private BidRequest request;
  private ExtraValues extra;

  /** Whether there are paths at all: most models have none. */
  private boolean hasPaths;

  /** Of the object that the parser is in; null where no path leads through it. */
  private ExtraPaths.@Nullable Node here;

  /** Of the field that the parser is at. */
  private ExtraPaths.@Nullable Node field;

  /** Of the objects around that one. Native markup is a document within the document. */
  private final ExtraPaths.@Nullable Node[] around =
      new ExtraPaths.@Nullable Node[2 * BidRequestReader.MAX_DEPTH + 1];

  private int depth;

  Cursor(JsonParser parser, BidRequest request) {
    this.parser = parser;
    this.request = request;
    extra = request.extra;
  }

  /** Starts at the beginning of {@code of}. */
  final void begin(JsonParser of, BidRequest into, ExtraPaths paths) {
    parser = of;
    request = into;
    extra = into.extra;
    here = null;
    field = paths.root();
    hasPaths = field != null;
    depth = 0;
  }

  final JsonParser parser() {
    return parser;
  }

  final BidRequest request() {
    return request;
  }

  final JsonToken token() {
    return parser.currentToken();
  }

  /** Where the values of paths go from now on. */
  final void keepExtraIn(ExtraValues values) {
    extra = values;
  }

  /**
   * Steps into an object, whose fields {@link #nextField} then tells until there are no more; false
   * if the value is none, which is passed over and, unless it is null, counted.
   */
  final boolean enterObject() {
    if (token() != JsonToken.START_OBJECT) {
      ignore();
      return false;
    }
    if (hasPaths) {
      around[depth++] = here;
      here = field;
    }
    return true;
  }

  /** The name of the object's next field, at whose value the parser then is, or null at its end. */
  final @Nullable String nextField() {
    String name = parser.nextName();
    if (name == null) {
      if (hasPaths) {
        field = here;
        here = around[--depth];
      }
      return null;
    }
    parser.nextToken();
    if (hasPaths) {
      field = here == null ? null : here.child(name);
    }
    return name;
  }

  /** As {@link #enterObject}, for an array and {@link #nextElement}. */
  final boolean enterArray() {
    if (token() != JsonToken.START_ARRAY) {
      ignore();
      return false;
    }
    return true;
  }

  /** Whether the array has another element, which the parser is then at. */
  final boolean nextElement() {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  /**
   * Whether there is another element that the list has room for; those beyond are passed over and
   * counted.
   */
  final boolean nextElement(boolean full) {
    while (nextElement()) {
      if (!full) {
        return true;
      }
      leaveOut();
    }
    return false;
  }

  /** Passes over a value that is not used. */
  final void skip() {
    parser.skipChildren();
  }

  /** Passes over a value that is not understood; null is as good as absent. */
  final void ignore() {
    if (token() != JsonToken.VALUE_NULL) {
      request.ignoredFields++;
      parser.skipChildren();
    }
  }

  /** Passes over an element that there is no room for. */
  final void leaveOut() {
    request.elementsLeftOut++;
    parser.skipChildren();
  }

  /** Passes over a field that a request has no place for, and keeps what the paths ask for. */
  final void unknown() {
    if (field == null) {
      parser.skipChildren();
    } else {
      keep(field);
    }
  }

  private void keep(ExtraPaths.Node node) {
    switch (token()) {
      case START_OBJECT -> {
        if (node.isLeaf()) {
          parser.skipChildren();
          return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
          parser.nextToken();
          ExtraPaths.Node child = node.child(name);
          if (child == null) {
            parser.skipChildren();
          } else {
            keep(child);
          }
        }
      }
      case START_ARRAY -> {
        while (nextElement()) {
          keep(node);
        }
      }
      case VALUE_NULL -> {}
      default -> keepScalar(node);
    }
  }

  private void keepScalar(ExtraPaths.Node node) {
    int length = parser.getStringLength();
    if (node.path() < 0 || length == 0) {
      return;
    }
    TextList values = extra.forAdding(node.path());
    if (values.isFull() || length > BidRequestReader.MAX_TEXT) {
      request.elementsLeftOut++;
      return;
    }
    values.add().set(parser.getStringCharacters(), parser.getStringOffset(), length);
  }

  /**
   * Goes on in another document; the caller comes {@linkplain #comeBack back}, whatever happens. No
   * path leads into it.
   *
   * @return where to come back to
   */
  final int goInto(JsonParser other) {
    parser = other;
    field = null;
    return depth;
  }

  final void comeBack(JsonParser to, int toDepth) {
    parser = to;
    if (depth > toDepth) {
      here = around[toDepth];
      depth = toDepth;
    }
  }
}
