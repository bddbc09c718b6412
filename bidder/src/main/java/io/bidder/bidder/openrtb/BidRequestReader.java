package io.bidder.bidder.openrtb;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads bid requests of OpenRTB 2.0 to 2.6 from JSON, in one pass and without a tree. One thread's;
 * reused.
 *
 * <p>Lenient where an exchange's mistake costs little: an optional field of a wrong type is taken
 * as absent and counted. Strict where nothing sensible could be answered: JSON that is none, a
 * request without id or impressions, an impression without id.
 */
public final class BidRequestReader {
  /** Objects and arrays within each other. */
  public static final int MAX_DEPTH = 64;

  /** Chars of the longest text: native markup is a text. */
  public static final int MAX_STRING = 1 << 18;

  /** Chars of a field's name. */
  public static final int MAX_NAME = 1024;

  /** Chars of a number. */
  public static final int MAX_NUMBER = 256;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(MAX_NUMBER)
                  .build())
          // Errors must not quote the request, and copying it for that costs.
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final byte[] NOTHING = new byte[0];

  private final Fields fields;
  private final ExtraReader extras;
  private final ImpReader imps;
  private final ContextReader contexts;
  private final PersonReader persons;

  public BidRequestReader() {
    fields = new Fields(FACTORY.createParser(ObjectReadContext.empty(), NOTHING), new BidRequest());
    extras = new ExtraReader(fields);
    imps = new ImpReader(fields, extras, FACTORY);
    contexts = new ContextReader(fields, extras);
    persons = new PersonReader(fields, extras);
  }

  /**
   * Reads a request.
   *
   * @param extraPaths further fields to keep, in {@link BidRequest#extra} and {@link Imp#extra}
   * @param into cleared first; holds what was read up to the fault if there is one
   * @return what is wrong, in a sentence without any of the request's text; null if it is usable
   */
  public @Nullable String read(
      byte[] json, int offset, int length, ExtraPaths extraPaths, BidRequest into) {
    into.clear();
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), json, offset, length)) {
      fields.begin(parser, into);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "the body is no JSON object";
      }
      String problem = request(into, extraPaths.root());
      if (problem != null) {
        return problem;
      }
      if (parser.nextToken() != null) {
        return "there is more after the request";
      }
      return complete(into);
    } catch (JacksonException e) {
      return "no JSON at line "
          + e.getLocation().getLineNr()
          + ", column "
          + e.getLocation().getColumnNr()
          + ": "
          + e.getClass().getSimpleName();
    }
  }

  private static @Nullable String complete(BidRequest request) {
    if (request.id.isEmpty()) {
      return "'id' is missing";
    }
    return request.imps.isEmpty() ? "'imp' is missing or empty" : null;
  }

  private @Nullable String request(BidRequest into, ExtraPaths.Node node) {
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "imp" -> {
          String problem = imps(into, node.child(name));
          if (problem != null) {
            return problem;
          }
        }
        case "site" -> inventory(into, BidRequest.InventoryKind.SITE, node.child(name));
        case "app" -> inventory(into, BidRequest.InventoryKind.APP, node.child(name));
        case "dooh" -> inventory(into, BidRequest.InventoryKind.DOOH, node.child(name));
        case "device" -> {
          if (fields.isObject()) {
            persons.device(into.device, node.child(name), into.extra);
          }
        }
        case "user" -> {
          if (fields.isObject()) {
            persons.user(into.user, node.child(name), into.extra);
          }
        }
        case "regs" -> {
          if (fields.isObject()) {
            contexts.regs(into.regs, node.child(name), into.extra);
          }
        }
        case "source" -> {
          if (fields.isObject()) {
            contexts.source(into.source, node.child(name), into.extra);
          }
        }
        case "test" -> into.test = fields.flag();
        case "at" -> into.at = positiveOr(2);
        case "tmax" -> into.tmaxMillis = positiveOr(BidRequest.NONE);
        case "wseat" -> fields.texts(into.wseat, false);
        case "bseat" -> fields.texts(into.bseat, false);
        case "allimps" -> into.allimps = fields.flag();
        case "cur" -> fields.texts(into.cur, false);
        case "wlang" -> languages(into.wlang);
        // Tags such as en-GB, of which the language counts.
        case "wlangb" -> languages(into.wlang);
        case "bcat" -> fields.texts(into.bcat, false);
        case "cattax" -> into.cattax = positiveOr(1);
        case "badv" -> fields.texts(into.badv, true);
        case "bapp" -> fields.texts(into.bapp, false);
        default -> extras.field(node, name, into.extra);
      }
    }
    return null;
  }

  /** Of site, app and screen a request has one; of several, the first. */
  private void inventory(
      BidRequest into, BidRequest.InventoryKind kind, ExtraPaths.@Nullable Node node) {
    if (!fields.isObject()) {
      return;
    }
    if (into.inventoryKind != BidRequest.InventoryKind.NONE) {
      fields.leaveOut();
      return;
    }
    into.inventoryKind = kind;
    contexts.inventory(into.inventory, node, into.extra);
  }

  private @Nullable String imps(BidRequest into, ExtraPaths.@Nullable Node node) {
    into.imps.clear();
    if (fields.parser().currentToken() != JsonToken.START_ARRAY) {
      return "'imp' is no array";
    }
    while (fields.nextElement()) {
      if (fields.parser().currentToken() != JsonToken.START_OBJECT) {
        return "an element of 'imp' is no object";
      }
      if (into.imps.isFull()) {
        fields.leaveOut();
        continue;
      }
      Imp imp = into.imps.add();
      imps.imp(imp, node);
      if (imp.id.isEmpty()) {
        return "an impression has no 'id'";
      }
      if (isRepeated(into.imps)) {
        // A bid names its impression by id: which of two is meant, nobody could tell.
        into.imps.removeLast();
        into.elementsLeftOut++;
      }
    }
    return null;
  }

  private static boolean isRepeated(Slots<Imp> imps) {
    int last = imps.size() - 1;
    for (int i = 0; i < last; i++) {
      if (imps.get(i).id.contentEquals(imps.get(last).id)) {
        return true;
      }
    }
    return false;
  }

  private void languages(TextList into) {
    if (into.isEmpty()) {
      fields.texts(into, true);
      for (int i = 0; i < into.size(); i++) {
        Text language = into.get(i);
        for (int c = 0; c < language.length(); c++) {
          if (language.charAt(c) == '-' || language.charAt(c) == '_') {
            language.truncate(c);
          }
        }
      }
    } else {
      fields.skip();
    }
  }

  private int positiveOr(int orElse) {
    int value = fields.integer();
    if (value > 0) {
      return value;
    }
    if (value != BidRequest.NONE) {
      fields.request().ignoredFields++;
    }
    return orElse;
  }
}
