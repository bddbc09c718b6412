package io.bidder.bidder.openrtb;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a native slot (OpenRTB 2.6, 3.2.9) with its request markup (OpenRTB Native 1.2, 4): a JSON
 * text as the specification has it, an object, or assets that stand in the slot itself.
 */
final class NativeReader {
  private final Fields fields;
  private final JsonFactory factory;

  NativeReader(Fields fields, JsonFactory factory) {
    this.fields = fields;
    this.factory = factory;
  }

  void read(NativeRequest into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "request" -> markup(into);
        case "api" -> fields.integers(into.api);
        case "battr" -> fields.integers(into.battr);
        default -> markupField(name, into);
      }
    }
  }

  private void markup(NativeRequest into) {
    JsonParser outer = fields.parser();
    if (outer.currentToken() == JsonToken.START_OBJECT) {
      markupObject(into);
      return;
    }
    if (outer.currentToken() != JsonToken.VALUE_STRING) {
      fields.ignore();
      return;
    }
    try (JsonParser inner =
        factory.createParser(
            ObjectReadContext.empty(),
            outer.getStringCharacters(),
            outer.getStringOffset(),
            outer.getStringLength())) {
      fields.swapParser(inner);
      if (inner.nextToken() == JsonToken.START_OBJECT) {
        markupObject(into);
      } else {
        fields.request().ignoredFields++;
      }
    } catch (JacksonException e) {
      // The slot is optional and the rest of the request is sound: a slot without assets.
      into.assets.clear();
      fields.request().ignoredFields++;
    } finally {
      fields.swapParser(outer);
    }
  }

  /** The markup, or an object with nothing but the markup. */
  private void markupObject(NativeRequest into) {
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      if (name.equals("native") && fields.parser().currentToken() == JsonToken.START_OBJECT) {
        into.wrapped = true;
        markupObject(into);
      } else {
        markupField(name, into);
      }
    }
  }

  private void markupField(String name, NativeRequest into) {
    switch (name) {
      case "ver" -> fields.text(into.ver);
      case "layout" -> into.layout = fields.integer();
      case "context" -> into.context = fields.integer();
      case "contextsubtype" -> into.contextsubtype = fields.integer();
      case "plcmttype" -> into.plcmttype = fields.integer();
      case "plcmtcnt" -> into.plcmtcnt = fields.integer();
      case "assets" -> assets(into);
      default -> fields.skip();
    }
  }

  private void assets(NativeRequest into) {
    into.assets.clear();
    if (!fields.isArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (into.assets.isFull()) {
        fields.leaveOut();
      } else if (fields.isObject()) {
        asset(into.assets.add());
      }
    }
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
        default -> fields.skip();
      }
    }
  }

  private void detail(NativeAsset into, NativeAsset.Kind kind) {
    if (!fields.isObject()) {
      return;
    }
    into.kind = kind;
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "type" -> into.type = fields.integer();
        case "len" -> into.len = fields.integer();
        case "w" -> into.w = fields.integer();
        case "h" -> into.h = fields.integer();
        case "wmin" -> into.wmin = fields.integer();
        case "hmin" -> into.hmin = fields.integer();
        case "mimes" -> fields.texts(into.mimes, true);
        case "minduration" -> into.minduration = fields.integer();
        case "maxduration" -> into.maxduration = fields.integer();
        case "protocols" -> fields.integers(into.protocols);
        default -> fields.skip();
      }
    }
  }
}
