package io.bidder.bidder.openrtb;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;

/** Reads impressions and their deals (OpenRTB 2.6, 3.2.4, 3.2.11, 3.2.12). */
final class ImpReader {
  private final Fields fields;
  private final ExtraReader extras;
  private final MediaReader media;
  private final NativeReader natives;

  ImpReader(Fields fields, ExtraReader extras, JsonFactory factory) {
    this.fields = fields;
    this.extras = extras;
    media = new MediaReader(fields);
    natives = new NativeReader(fields, factory);
  }

  void imp(Imp into, ExtraPaths.@Nullable Node node) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "banner" -> {
          into.hasBanner = fields.isObject();
          if (into.hasBanner) {
            media.banner(into.banner);
          }
        }
        case "video" -> {
          into.hasVideo = fields.isObject();
          if (into.hasVideo) {
            media.video(into.video);
          }
        }
        case "audio" -> {
          into.hasAudio = fields.isObject();
          if (into.hasAudio) {
            media.audio(into.audio);
          }
        }
        case "native" -> {
          into.hasNative = fields.isObject();
          if (into.hasNative) {
            natives.read(into.nativeRequest);
          }
        }
        case "tagid" -> fields.text(into.tagid);
        case "displaymanager" -> fields.text(into.displaymanager);
        case "instl" -> into.instl = fields.flag();
        case "bidfloor" -> into.floorCpmMicros = fields.floorMicros();
        case "bidfloorcur" -> fields.text(into.bidfloorcur);
        case "secure" -> into.secure = fields.flag();
        case "exp" -> into.exp = fields.integer();
        case "pmp" -> marketplace(into);
        default -> extras.field(node, name, into.extra);
      }
    }
  }

  private void marketplace(Imp into) {
    if (!fields.isObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "private_auction" -> into.privateAuction = fields.flag();
        case "deals" -> deals(into);
        default -> fields.skip();
      }
    }
  }

  private void deals(Imp into) {
    into.deals.clear();
    if (!fields.isArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (into.deals.isFull()) {
        fields.leaveOut();
      } else if (fields.isObject()) {
        Deal deal = into.deals.add();
        deal(deal);
        if (deal.id.isEmpty()) {
          // Required, but the impression may still be bid on without this deal.
          into.deals.removeLast();
          fields.request().ignoredFields++;
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
        case "at" -> into.at = fields.integer();
        case "wseat" -> fields.texts(into.wseat, false);
        case "wadomain" -> fields.texts(into.wadomain, true);
        default -> fields.skip();
      }
    }
  }
}
