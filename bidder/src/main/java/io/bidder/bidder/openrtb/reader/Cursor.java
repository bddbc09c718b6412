package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.JsonLimits;
import io.bidder.bidder.json.JsonReader;
import io.bidder.bidder.json.JsonReader.Token;
import io.bidder.bidder.json.JsonText;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.ExtraValues;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.bidder.openrtb.reader.PassedOver.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a request's JSON, object by object and field by field, and knows meanwhile which
 * {@link ExtraPaths} lead on from where it stands, so that who reads an object only has to say
 * {@link #unknown()} to a field that it does not know.
 *
 * <p>Every method that passes over a value is called with the reader at the value's first token and
 * leaves it at its last. One thread's; reused.
 */
class Cursor {
  /** Chars of a field that is a text. */
  static final int MAX_TEXT = 8192;

  private static final int NOT_WITHIN = -1;

  private JsonReader json;
  private BidRequest request;
  private ExtraValues extra;

  /** True if there are paths at all: most models have none. */
  private boolean hasPaths;

  /** Of the object that the reader is in; null where no path leads through it. */
  private ExtraPaths.@Nullable Node here;

  /** Of the field that the reader is at. */
  private ExtraPaths.@Nullable Node field;

  /** Of the objects around that one. Native markup is a document within the document. */
  private final ExtraPaths.@Nullable Node[] around =
      new ExtraPaths.@Nullable Node[2 * JsonLimits.MAX_DEPTH + 1];

  private int depth;

  /** Takes note of what is passed over; null where nobody wants to know. */
  private @Nullable PassedOver passedOver;

  /** Where the document is in which this one is a text. */
  private int outerPosition = NOT_WITHIN;

  Cursor(JsonReader json, BidRequest request) {
    this.json = json;
    this.request = request;
    extra = request.extra;
  }

  /** Starts at the beginning of {@code of}. */
  final void begin(JsonReader of, BidRequest into, ExtraPaths paths) {
    json = of;
    request = into;
    extra = into.extra;
    here = null;
    field = paths.root();
    hasPaths = field != null;
    depth = 0;
    outerPosition = NOT_WITHIN;
  }

  /** Has what is passed over noted from now on, or not any more. */
  final void noteIn(@Nullable PassedOver notes) {
    passedOver = notes;
  }

  final JsonReader json() {
    return json;
  }

  final BidRequest request() {
    return request;
  }

  final Token token() {
    return json.token();
  }

  /** Sends the values of paths to {@code values} from now on. */
  final void keepExtraIn(ExtraValues values) {
    extra = values;
  }

  /**
   * Steps into an object, whose fields {@link #nextField} then tells until there are no more; false
   * if the value is none, which is passed over and, unless it is null, counted.
   */
  final boolean enterObject() {
    if (token() != Token.START_OBJECT) {
      ignore();
      return false;
    }
    if (hasPaths) {
      around[depth++] = here;
      here = field;
    }
    return true;
  }

  /** The name of the object's next field, at whose value the reader then is, or null at its end. */
  final @Nullable String nextField() {
    String name = json.nextName();
    if (name == null) {
      if (hasPaths) {
        field = here;
        here = around[--depth];
      }
      return null;
    }
    json.next();
    if (hasPaths) {
      field = here == null ? null : here.child(name);
    }
    return name;
  }

  /** As {@link #enterObject}, for an array and {@link #nextElement}. */
  final boolean enterArray() {
    if (token() != Token.START_ARRAY) {
      ignore();
      return false;
    }
    return true;
  }

  /** Steps to the array's next element; false if there is none. */
  final boolean nextElement() {
    return json.next() != Token.END_ARRAY;
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
    json.skipChildren();
  }

  /** Passes over a value that is not understood; null is as good as absent. */
  final void ignore() {
    if (token() != Token.NULL) {
      notUnderstood();
      json.skipChildren();
    }
  }

  /** Counts the value as one that is not understood. */
  final void notUnderstood() {
    request.ignoredFields++;
    note(Kind.NOT_UNDERSTOOD);
  }

  /** Passes over an element that there is no room for. */
  final void leaveOut() {
    countLeftOut();
    json.skipChildren();
  }

  /** Counts the element as one that there is no room for. */
  final void countLeftOut() {
    request.elementsLeftOut++;
    note(Kind.LEFT_OUT);
  }

  private void note(Kind kind) {
    if (passedOver == null) {
      return;
    }
    if (outerPosition == NOT_WITHIN) {
      passedOver.note(json.position(), kind);
    } else if (kind != Kind.UNKNOWN) {
      passedOver.note(outerPosition, kind);
    }
  }

  /** Passes over a field that a request has no place for, and keeps what the paths ask for. */
  final void unknown() {
    if (field == null) {
      note(Kind.UNKNOWN);
      json.skipChildren();
    } else {
      keep(field);
    }
  }

  private void keep(ExtraPaths.Node node) {
    switch (token()) {
      case START_OBJECT -> {
        if (node.isLeaf()) {
          note(Kind.UNKNOWN);
          json.skipChildren();
          return;
        }
        for (String name = json.nextName(); name != null; name = json.nextName()) {
          json.next();
          ExtraPaths.Node child = node.child(name);
          if (child == null) {
            note(Kind.UNKNOWN);
            json.skipChildren();
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
      case NULL -> {}
      default -> keepScalar(node);
    }
  }

  private void keepScalar(ExtraPaths.Node node) {
    JsonText text = json.text();
    if (node.path() < 0 || text.isEmpty()) {
      return;
    }
    TextList values = extra.forAdding(node.path());
    if (values.isFull() || text.length() > MAX_TEXT) {
      countLeftOut();
      return;
    }
    text.copyTo(values.add());
  }

  /**
   * Goes on in another document; the caller comes {@linkplain #comeBack back}, whatever happens. No
   * path leads into it.
   *
   * @return where to come back to
   */
  final int goInto(JsonReader other) {
    outerPosition = json.position();
    json = other;
    field = null;
    return depth;
  }

  final void comeBack(JsonReader to, int toDepth) {
    json = to;
    outerPosition = NOT_WITHIN;
    if (depth > toDepth) {
      here = around[toDepth];
      depth = toDepth;
    }
  }
}
