package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.Eid;
import io.bidder.bidder.openrtb.ReusedList;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.bidder.openrtb.User;

/** Reads a user (OpenRTB 2.6, 3.2.20 to 3.2.22, 3.2.27 and 3.2.28). */
final class UserReader {
  private static final int FIRST_YEAR_OF_BIRTH = 1850;
  private static final int LAST_YEAR_OF_BIRTH = 2150;

  private final Fields fields;
  private final GeoReader geos;
  private final Text id = new Text();
  private final Text name = new Text();

  UserReader(Fields fields, GeoReader geos) {
    this.fields = fields;
    this.geos = geos;
  }

  void user(User into) {
    into.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String field = fields.nextField(); field != null; field = fields.nextField()) {
      switch (field) {
        case "id" -> fields.text(into.id);
        case "buyeruid" -> fields.text(into.buyeruid);
        case "yob" -> into.yob = fields.integer(FIRST_YEAR_OF_BIRTH, LAST_YEAR_OF_BIRTH);
        case "gender" -> fields.text(into.gender);
        case "keywords", "kwarray" -> fields.keywords(into.keywords);
        case "consent" -> fields.text(into.consent);
        case "customdata" -> fields.text(into.customdata);
        case "data" -> data(into.segments);
        case "eids" -> eids(into.eids);
        case "geo" -> geos.geo(into.geo);
        case "ext" -> extension(into);
        default -> fields.unknown();
      }
    }
    SourceReader.moveIfEmpty(into.consentInExt, into.consent);
  }

  /**
   * Reads the 2.5 positions of fields that 2.6 has in {@code user}. Where both are there both
   * consents count, and of ids the latter.
   */
  private void extension(User into) {
    if (!fields.enterObject()) {
      return;
    }
    for (String field = fields.nextField(); field != null; field = fields.nextField()) {
      switch (field) {
        case "consent" -> fields.text(into.consentInExt);
        case "eids" -> {
          if (into.eids.isEmpty()) {
            eids(into.eids);
          } else {
            fields.skip();
          }
        }
        default -> fields.unknown();
      }
    }
  }

  private void data(TextList segments) {
    segments.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (fields.enterObject()) {
        for (String field = fields.nextField(); field != null; field = fields.nextField()) {
          if (field.equals("segment")) {
            segments(segments);
          } else {
            fields.unknown();
          }
        }
      }
    }
  }

  /** Their ids, or names where there is no id; of every data provider. */
  private void segments(TextList into) {
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement(into.isFull())) {
      if (!fields.enterObject()) {
        continue;
      }
      id.clear();
      name.clear();
      for (String field = fields.nextField(); field != null; field = fields.nextField()) {
        switch (field) {
          case "id" -> fields.text(id);
          case "name" -> fields.text(name);
          default -> fields.unknown();
        }
      }
      add(id.isEmpty() ? name : id, into);
    }
  }

  private void eids(ReusedList<Eid> into) {
    into.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement(into.isFull())) {
      if (fields.enterObject()) {
        eid(into.add());
      }
    }
  }

  private void eid(Eid into) {
    into.clear();
    for (String field = fields.nextField(); field != null; field = fields.nextField()) {
      switch (field) {
        case "source" -> fields.text(into.source);
        case "uids" -> uids(into.ids);
        default -> fields.unknown();
      }
    }
  }

  private void uids(TextList into) {
    into.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement(into.isFull())) {
      if (!fields.enterObject()) {
        continue;
      }
      id.clear();
      for (String field = fields.nextField(); field != null; field = fields.nextField()) {
        if (field.equals("id")) {
          fields.text(id);
        } else {
          fields.unknown();
        }
      }
      add(id, into);
    }
  }

  private void add(Text text, TextList into) {
    if (text.length() > Fields.MAX_LIST_TEXT) {
      fields.notUnderstood();
    } else if (!text.isEmpty()) {
      into.add().set(text);
    }
  }
}
