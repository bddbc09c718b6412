package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.JsonFault;
import io.bidder.bidder.json.JsonReader;
import io.bidder.bidder.json.JsonReader.Token;
import io.bidder.bidder.json.Memory;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.NativeRequest;
import io.bidder.bidder.openrtb.ReusedList;

/**
 * Reads a native slot (OpenRTB 2.6, 3.2.9) with its request markup (OpenRTB Native 1.2, 4): a JSON
 * text as the specification has it, an object, or assets that stand in the slot itself.
 */
final class NativeReader {
  private static final int IMPRESSION_EVENT = 1;
  private static final int IMAGE_METHOD = 1;
  private static final int FIRST_MARKUP_BYTES = 1024;

  /** A longer buffer is not kept. */
  private static final int MAX_KEPT_MARKUP_BYTES = 32 << 10;

  private final Fields fields;
  private final IntList methods = new IntList(Memory.unbounded(), BidRequest.MAX_CODES);

  /** For the markup, while the request's own reader waits. */
  private final JsonReader inner = new JsonReader();

  private byte[] markup = new byte[FIRST_MARKUP_BYTES];

  NativeReader(Fields fields) {
    this.fields = fields;
  }

  /** True if there is a slot, which one that says nothing is not. */
  boolean slot(NativeRequest into) {
    into.clear();
    if (!fields.enterObject()) {
      return false;
    }
    boolean hasContent = false;
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      hasContent |= fields.token() != Token.NULL;
      switch (name) {
        case "request" -> {
          if (fields.token() == Token.STRING) {
            markupText(into);
          } else {
            markup(into);
          }
        }
        case "api" -> fields.codes(into.api);
        case "battr" -> fields.codes(into.battr);
        default -> markupField(name, into);
      }
    }
    return hasContent;
  }

  /** Lets go of what only unusual markup needs. */
  void end() {
    if (markup.length > MAX_KEPT_MARKUP_BYTES) {
      markup = new byte[FIRST_MARKUP_BYTES];
    }
  }

  private void markupText(NativeRequest into) {
    JsonReader outer = fields.json();
    markup = inner.beginWithin(outer.text(), markup);
    int depth = fields.goInto(inner);
    try {
      if (inner.next() == Token.END) {
        fields.notUnderstood();
      } else {
        markup(into);
      }
    } catch (JsonFault fault) {
      // The rest of the request is sound, and half of the assets are nothing to answer to.
      into.assets.clear();
      fields.notUnderstood();
    } finally {
      inner.end();
      fields.comeBack(outer, depth);
    }
  }

  /** The markup, or an object with nothing but the markup. */
  private void markup(NativeRequest into) {
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      if (name.equals("native") && fields.token() == Token.START_OBJECT) {
        into.wrapped = true;
        markup(into);
      } else {
        markupField(name, into);
      }
    }
  }

  private void markupField(String name, NativeRequest into) {
    switch (name) {
      case "ver" -> fields.text(into.ver);
      case "layout" -> into.layout = fields.count();
      case "context" -> into.context = fields.count();
      case "contextsubtype" -> into.contextsubtype = fields.count();
      case "plcmttype" -> into.plcmttype = fields.count();
      case "plcmtcnt" -> into.plcmtcnt = fields.count();
      case "assets" -> assets(into.assets);
      case "eventtrackers" -> eventTrackers(into);
      default -> fields.unknown();
    }
  }

  private void assets(ReusedList<NativeAsset> into) {
    into.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement(into.isFull())) {
      if (fields.enterObject()) {
        asset(into.add());
      }
    }
  }

  private void eventTrackers(NativeRequest into) {
    into.impressionImageTracker = false;
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (fields.enterObject()) {
        into.impressionImageTracker |= isImpressionImage();
      }
    }
  }

  private boolean isImpressionImage() {
    int event = BidRequest.NONE;
    methods.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "event" -> event = fields.count();
        case "methods" -> fields.codes(methods);
        default -> fields.unknown();
      }
    }
    return event == IMPRESSION_EVENT && methods.contains(IMAGE_METHOD);
  }

  private void asset(NativeAsset into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> into.id = fields.integer();
        case "required" -> into.required = fields.flag();
        case "title" -> detail(into, NativeAsset.Kind.TITLE);
        case "img" -> detail(into, NativeAsset.Kind.IMAGE);
        case "video" -> detail(into, NativeAsset.Kind.VIDEO);
        case "data" -> detail(into, NativeAsset.Kind.DATA);
        default -> fields.unknown();
      }
    }
  }

  private void detail(NativeAsset into, NativeAsset.Kind kind) {
    if (!fields.enterObject()) {
      return;
    }
    into.kind = kind;
    boolean acceptsSome = true;
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "type" -> into.type = fields.count();
        case "len" -> into.len = fields.count();
        case "w" -> into.w = fields.count();
        case "h" -> into.h = fields.count();
        case "wmin" -> into.wmin = fields.count();
        case "hmin" -> into.hmin = fields.count();
        case "mimes" -> acceptsSome = fields.mediaTypes(into.mimes);
        case "minduration" -> into.minduration = fields.count();
        case "maxduration" -> into.maxduration = fields.count();
        case "protocols" -> fields.codes(into.protocols);
        default -> fields.unknown();
      }
    }
    if (!acceptsSome) {
      into.kind = NativeAsset.Kind.UNKNOWN;
    }
  }
}
