package io.bidder.eventlog.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Takes persons out of events, whose bytes stay as many: what tells of one becomes a field that no
 * event has, of zeros, which readers pass over as they do with fields of a later version.
 *
 * <p>That is a person's hash, in an event of any kind; of a bid the request's id, the values below
 * {@code user.} and {@code device.} and what the person was shown; and the body of a request. The
 * bid stays, with its prices and what came of it. Immutable.
 */
public final class PersonErasure {
  private static final int LENGTH_TYPE = 2;
  private static final int SUBJECT = 1;
  private static final int PERSON = 7;
  private static final int BID_REQUEST_ID = 2;
  private static final int BID_VALUE = 18;
  private static final int VALUE_SOURCE = 1;
  private static final int VALUE_TEXT = 2;
  private static final int VALUE_NUMBERED = 5;
  private static final int REQUEST_BODY = 2;

  /** The fields of event.proto in which erased bytes stand. */
  private static final int ERASED = 15;

  private static final int ERASED_OF_BID = 6;
  private static final int ERASED_VALUE = 20;
  private static final String USER = "user.";
  private static final String EXPOSURES = "campaign.exposures";

  private final Set<String> persons;
  private final Set<String> ids;
  private final Set<Kind> kinds;
  private final long beforeEpochMillis;

  private PersonErasure(
      Set<String> persons, Set<String> ids, Set<Kind> kinds, long beforeEpochMillis) {
    this.persons = Set.copyOf(persons);
    this.ids = Set.copyOf(ids);
    this.kinds = Set.copyOf(kinds);
    this.beforeEpochMillis = beforeEpochMillis;
  }

  /**
   * Erases some persons.
   *
   * @param persons hashes as {@link Subject#person} has them
   * @param ids texts by which values of bids and bodies of requests name them
   */
  public static PersonErasure of(Collection<String> persons, Collection<String> ids) {
    return new PersonErasure(new HashSet<>(persons), new HashSet<>(ids), Set.of(), Long.MIN_VALUE);
  }

  /** Erases whoever is in events of some kinds that were taken in before a time. */
  public static PersonErasure of(Set<Kind> kinds, long beforeEpochMillis) {
    return new PersonErasure(Set.of(), Set.of(), kinds, beforeEpochMillis);
  }

  /**
   * Erases in an event.
   *
   * @param event from the position to the limit, where it is changed
   * @return whether anything was there to erase
   * @throws InvalidEventException if it is none
   */
  public boolean erase(ByteBuffer event) {
    byte[] bytes = new byte[event.remaining()];
    event.get(event.position(), bytes);
    long ingestEpochMillis = 0;
    Walk times = new Walk(bytes, 0, bytes.length);
    while (times.next()) {
      ingestEpochMillis = times.field == Event.INGEST_TIME ? times.whole : ingestEpochMillis;
    }
    Walk all = new Walk(bytes, 0, bytes.length);
    boolean erased = false;
    while (all.next()) {
      Kind kind = Kind.of(all.field);
      if (kind != null && all.type == LENGTH_TYPE) {
        boolean due = kinds.contains(kind) && ingestEpochMillis < beforeEpochMillis;
        if (kind == Kind.REQUEST) {
          erased |= eraseBody(all, due);
        } else {
          erased |= (due || isOf(all, kind)) && erasePerson(all, kind);
        }
      }
    }
    if (erased) {
      event.put(event.position(), bytes);
    }
    return erased;
  }

  /** Tells whether an event is of one of the persons, by its hash or by an id among its values. */
  private boolean isOf(Walk happening, Kind kind) {
    Walk fields = happening.message();
    while (fields.next()) {
      if (fields.type != LENGTH_TYPE) {
        continue;
      }
      if (fields.field == SUBJECT && kind != Kind.CONTROL) {
        Walk subject = fields.message();
        while (subject.next()) {
          if (subject.field == PERSON
              && subject.type == LENGTH_TYPE
              && persons.contains(
                  HexFormat.of().formatHex(subject.bytes, subject.from, subject.at))) {
            return true;
          }
        }
      } else if (kind == Kind.BID
          && fields.field == BID_VALUE
          && isPersonal(fields.message())
          && isId(fields.message())) {
        return true;
      }
    }
    return false;
  }

  private boolean isId(Walk value) {
    while (value.next()) {
      if (value.field == VALUE_TEXT && value.type == LENGTH_TYPE && ids.contains(value.text())) {
        return true;
      }
    }
    return false;
  }

  /** Erases a request's body if it is due, or has an id among its texts. */
  private boolean eraseBody(Walk request, boolean due) {
    boolean erased = false;
    Walk fields = request.message();
    while (fields.next()) {
      if (fields.field == REQUEST_BODY && fields.type == LENGTH_TYPE && (due || hasId(fields))) {
        fields.erase(ERASED);
        erased = true;
      }
    }
    return erased;
  }

  private boolean hasId(Walk body) {
    for (String id : ids) {
      byte[] text = ('"' + id + '"').getBytes(StandardCharsets.UTF_8);
      for (int at = body.from; at + text.length <= body.at; at++) {
        if (Arrays.equals(body.bytes, at, at + text.length, text, 0, text.length)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean erasePerson(Walk happening, Kind kind) {
    boolean erased = false;
    Walk fields = happening.message();
    while (fields.next()) {
      if (fields.type != LENGTH_TYPE) {
        continue;
      }
      if (fields.field == SUBJECT && kind != Kind.CONTROL) {
        Walk subject = fields.message();
        while (subject.next()) {
          if (subject.field == PERSON && subject.type == LENGTH_TYPE) {
            subject.erase(ERASED);
            erased = true;
          }
        }
      } else if (kind == Kind.BID && fields.field == BID_REQUEST_ID) {
        fields.erase(ERASED_OF_BID);
        erased = true;
      } else if (kind == Kind.BID && fields.field == BID_VALUE && isPersonal(fields.message())) {
        fields.erase(ERASED_VALUE);
        erased = true;
      }
    }
    return erased;
  }

  private static boolean isPersonal(Walk value) {
    String source = "";
    while (value.next()) {
      if (value.field == VALUE_SOURCE && value.type == LENGTH_TYPE) {
        source = value.text();
      } else if (value.field == VALUE_NUMBERED) {
        // One that is not known here may be anything.
        source = NumberedSources.isKnown(value.whole) ? NumberedSources.source(value.whole) : USER;
      }
    }
    return source.startsWith(USER) || source.startsWith("device.") || source.equals(EXPOSURES);
  }

  /** Goes from field to field of a message, and knows where each stands. */
  private static final class Walk {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int FIXED32 = 5;

    final byte[] bytes;
    final int end;

    /** After the field. */
    int at;

    int tagFrom;
    int tagTo;

    /** Of the field's value. */
    int from;

    int field;
    int type;
    long whole;

    Walk(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.end = end;
      at = from;
    }

    boolean next() {
      if (at == end) {
        return false;
      }
      tagFrom = at;
      long tag = varint();
      tagTo = at;
      field = (int) (tag >>> 3);
      type = (int) tag & 7;
      from = at;
      switch (type) {
        case VARINT -> whole = varint();
        case FIXED64 -> pass(Long.BYTES);
        case FIXED32 -> pass(Integer.BYTES);
        case LENGTH_TYPE -> {
          long length = varint();
          from = at;
          pass(length);
        }
        default -> throw new InvalidEventException("field %d of type %d".formatted(field, type));
      }
      return true;
    }

    Walk message() {
      return new Walk(bytes, from, at);
    }

    String text() {
      return new String(bytes, from, at - from, StandardCharsets.UTF_8);
    }

    /** Makes the field another one, whose value is zeros. */
    void erase(int as) {
      long tag = (long) as << 3 | LENGTH_TYPE;
      for (int i = tagFrom; i < tagTo; i++) {
        // As many bytes as before, which a varint may have.
        bytes[i] = (byte) ((tag & 0x7f) | (i + 1 < tagTo ? 0x80 : 0));
        tag >>>= 7;
      }
      if (tag != 0) {
        throw new IllegalStateException("field " + as + " does not fit in field " + field);
      }
      Arrays.fill(bytes, from, at, (byte) 0);
    }

    private void pass(long count) {
      if (count < 0 || count > end - at) {
        throw new InvalidEventException("field %d does not end".formatted(field));
      }
      at += (int) count;
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
        byte b = bytes[at++];
        value |= (b & 0x7fL) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new InvalidEventException("a number after field %d does not end".formatted(field));
    }
  }
}
