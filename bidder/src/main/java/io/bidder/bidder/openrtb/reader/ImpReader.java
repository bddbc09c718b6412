package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.ReusedList;

/** Reads impressions and their deals (OpenRTB 2.6, 3.2.4, 3.2.11, 3.2.12). */
final class ImpReader {
  private final Fields fields;
  private final MediaReader media;
  private final NativeReader natives;

  ImpReader(Fields fields) {
    this.fields = fields;
    media = new MediaReader(fields);
    natives = new NativeReader(fields);
  }

  /** Lets go of what only an unusual request needs. */
  void end() {
    natives.end();
  }

  void imp(Imp into) {
    into.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "banner" -> into.hasBanner = media.banner(into.banner);
        case "video" -> into.hasVideo = media.video(into.video);
        case "audio" -> into.hasAudio = media.audio(into.audio);
        case "native" -> into.hasNative = natives.slot(into.nativeRequest);
        case "tagid" -> fields.text(into.tagid);
        case "displaymanager" -> fields.text(into.displaymanager);
        case "instl" -> into.instl = fields.flag();
        case "bidfloor" -> into.floorCpmMicros = fields.floorMicros();
        case "bidfloorcur" -> fields.text(into.bidfloorcur);
        case "secure" -> into.secure = fields.flag();
        case "exp" -> into.exp = fields.count();
        case "pmp" -> marketplace(into);
        default -> fields.unknown();
      }
    }
  }

  private void marketplace(Imp into) {
    into.privateAuction = false;
    into.deals.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "private_auction" -> into.privateAuction = fields.flag();
        case "deals" -> deals(into.deals);
        default -> fields.unknown();
      }
    }
  }

  private void deals(ReusedList<Deal> into) {
    into.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement(into.isFull())) {
      if (fields.enterObject()) {
        Deal deal = into.add();
        deal(deal);
        if (deal.id.isEmpty()) {
          // Nobody could bid under it, but on the impression without it.
          into.removeLast();
          fields.notUnderstood();
        }
      }
    }
  }

  private void deal(Deal into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "bidfloor" -> into.floorCpmMicros = fields.floorMicros();
        case "bidfloorcur" -> fields.text(into.bidfloorcur);
        case "mincpmpersec" -> into.durationFloors.perSecondCpmMicros = fields.floorMicros();
        case "durfloors" -> media.durationFloors(into.durationFloors.ranges);
        case "at" -> into.at = fields.positive();
        case "wseat" -> fields.texts(into.wseat);
        case "wadomain" -> fields.hosts(into.wadomain);
        default -> fields.unknown();
      }
    }
  }
}
