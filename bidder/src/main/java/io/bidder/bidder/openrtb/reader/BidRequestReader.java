package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.JsonFault;
import io.bidder.bidder.json.JsonLimits;
import io.bidder.bidder.json.JsonReader;
import io.bidder.bidder.json.JsonReader.Token;
import io.bidder.bidder.json.MemoryLimitException;
import io.bidder.bidder.json.Utf8;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.BidRequest.InventoryKind;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.ReusedList;
import io.bidder.bidder.openrtb.TextList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads bid requests of OpenRTB 2.0 to 2.6 from JSON, in one pass and without a tree. One thread's;
 * reused.
 *
 * <p>Lenient where an exchange's mistake costs little: an optional field of a wrong type or an
 * absurd value is taken as absent and counted, numbers may be texts and ids numbers. Strict where
 * nothing sensible could be answered: bytes that are no UTF-8, JSON that is none, a request without
 * id or impressions, an impression without id or with another's. Unknown fields are passed over; of
 * a key that comes twice the last value counts, and of a field at both its 2.5 and its 2.6 position
 * the latter.
 */
public final class BidRequestReader {
  /** RFC 8259, 8.1: no request should have one, a reader may ignore it. */
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private static final BidRequest NOTHING = new BidRequest();

  private final JsonReader reader = new JsonReader();
  private final Fields fields;
  private final ImpReader imps;
  private final InventoryReader inventories;
  private final DeviceReader devices;
  private final UserReader users;
  private final SourceReader sources;

  /** Hashes of the ids of the impressions so far. */
  private final long[] idHashes = new long[BidRequest.MAX_IMPS];

  /** True once the request's site, app or screen has said anything. */
  private boolean hasInventory;

  public BidRequestReader() {
    fields = new Fields(reader, NOTHING);
    GeoReader geos = new GeoReader(fields);
    imps = new ImpReader(fields);
    inventories = new InventoryReader(fields);
    devices = new DeviceReader(fields, geos);
    users = new UserReader(fields, geos);
    sources = new SourceReader(fields);
  }

  /**
   * Reads a request.
   *
   * @param extraPaths further fields to keep, in {@link BidRequest#extra} and {@link Imp#extra}
   * @param into cleared first; holds what was read up to the fault if there is one
   * @return what is wrong, in a sentence without any of the request's text; null if it is usable
   * @throws MemoryLimitException if it takes more memory than {@code into} may
   */
  public @Nullable String read(
      byte[] json, int offset, int length, ExtraPaths extraPaths, BidRequest into) {
    into.clear();
    hasInventory = false;
    int invalid = Utf8.firstInvalid(json, offset, length);
    if (invalid != Utf8.VALID) {
      return "the body is no UTF-8 from byte " + (invalid - offset) + " on";
    }
    if (isOtherEncoding(json, offset, length)) {
      return "the body is no UTF-8 but, it seems, UTF-16 or UTF-32";
    }
    int from = hasByteOrderMark(json, offset, length) ? BYTE_ORDER_MARK.length : 0;
    reader.begin(json, offset + from, length - from);
    fields.begin(reader, into, extraPaths);
    try {
      if (reader.next() != Token.START_OBJECT) {
        return "the body is no JSON object";
      }
      String problem = request(into);
      if (problem != null) {
        return problem;
      }
      return reader.next() == Token.END ? missing(into) : "there is more after the request";
    } catch (JsonFault fault) {
      return fault.isLimit()
          ? "the body goes beyond a limit: "
              + JsonLimits.MAX_DEPTH
              + " levels, texts of "
              + JsonLimits.MAX_TEXT
              + " chars, names of "
              + JsonLimits.MAX_NAME
          : "the body is no JSON at line " + reader.line() + ", column " + reader.column();
    } finally {
      // Nothing of a request is held on to when its owner has done with it.
      reader.end();
      imps.end();
      fields.begin(reader, NOTHING, ExtraPaths.none());
    }
  }

  /**
   * Names the fields that {@link #read} passes over in a request that is usable. Makes objects.
   *
   * @param extraPaths as there
   */
  public PassedOver passedOver(byte[] json, ExtraPaths extraPaths) {
    PassedOver passedOver = new PassedOver();
    fields.noteIn(passedOver);
    try {
      String problem = read(json, 0, json.length, extraPaths, new BidRequest());
      if (problem != null) {
        throw new IllegalArgumentException(problem);
      }
    } finally {
      fields.noteIn(null);
    }
    int from = hasByteOrderMark(json, 0, json.length) ? BYTE_ORDER_MARK.length : 0;
    reader.begin(json, from, json.length - from);
    passedOver.name(reader);
    reader.end();
    return passedOver;
  }

  private static boolean hasByteOrderMark(byte[] json, int offset, int length) {
    return length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            json,
            offset,
            offset + BYTE_ORDER_MARK.length,
            BYTE_ORDER_MARK,
            0,
            BYTE_ORDER_MARK.length);
  }

  /** Zero bytes among the first tell. */
  private static boolean isOtherEncoding(byte[] json, int offset, int length) {
    for (int i = 0; i < Math.min(length, 4); i++) {
      if (json[offset + i] == 0) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String missing(BidRequest request) {
    if (request.id.isEmpty()) {
      return "'id' is missing, no text, or longer than " + Fields.MAX_TEXT + " chars";
    }
    return request.imps.isEmpty() ? "'imp' is missing or empty" : null;
  }

  private @Nullable String request(BidRequest into) {
    if (!fields.enterObject()) {
      return null;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "imp" -> {
          String problem = imps(into);
          if (problem != null) {
            return problem;
          }
        }
        case "site" -> inventory(into, InventoryKind.SITE);
        case "app" -> inventory(into, InventoryKind.APP);
        case "dooh" -> inventory(into, InventoryKind.DOOH);
        case "device" -> devices.device(into.device);
        case "user" -> users.user(into.user);
        case "regs" -> sources.regs(into.regs);
        case "source" -> sources.source(into.source);
        case "test" -> into.test = fields.flag();
        case "at" -> into.at = orElse(fields.positive(), 2);
        case "tmax" -> into.tmaxMillis = fields.positive();
        case "wseat" -> fields.texts(into.wseat);
        case "bseat" -> fields.texts(into.bseat);
        case "allimps" -> into.allimps = fields.flag();
        case "cur" -> fields.texts(into.cur);
        case "wlang", "wlangb" -> languages(into.wlang);
        case "bcat" -> fields.texts(into.bcat);
        case "acat" -> fields.texts(into.acat);
        case "cattax" -> into.cattax = orElse(fields.positive(), 1);
        case "badv" -> fields.hosts(into.badv);
        case "bapp" -> fields.bundles(into.bapp);
        default -> fields.unknown();
      }
    }
    return null;
  }

  /**
   * A request is about one of site, app and screen. Of several the first counts that says anything.
   */
  private void inventory(BidRequest into, InventoryKind kind) {
    if (hasInventory && into.inventoryKind != kind) {
      fields.ignore();
    } else if (fields.enterObject()) {
      into.inventoryKind = kind;
      hasInventory = inventories.inventory(into.inventory);
    }
  }

  private @Nullable String imps(BidRequest into) {
    into.imps.clear();
    if (fields.token() != Token.START_ARRAY) {
      return "'imp' is no array";
    }
    while (fields.nextElement(into.imps.isFull())) {
      if (fields.token() != Token.START_OBJECT) {
        return "an element of 'imp' is no object";
      }
      Imp imp = into.imps.add();
      fields.keepExtraIn(imp.extra);
      imps.imp(imp);
      fields.keepExtraIn(into.extra);
      if (imp.id.isEmpty()) {
        return "the 'id' of impression "
            + into.imps.size()
            + " is missing, no text, or longer than "
            + Fields.MAX_TEXT
            + " chars";
      }
      idHashes[into.imps.size() - 1] = imp.id.seededHash();
      if (isRepeated(into.imps)) {
        // A bid names its impression by id: which of two is meant, nobody could tell.
        return "impression " + into.imps.size() + " has the 'id' of one before it";
      }
    }
    return null;
  }

  private boolean isRepeated(ReusedList<Imp> imps) {
    int last = imps.size() - 1;
    for (int i = 0; i < last; i++) {
      if (idHashes[i] == idHashes[last] && imps.get(i).id.contentEquals(imps.get(last).id)) {
        return true;
      }
    }
    return false;
  }

  /** Of BCP-47 tags such as en-GB, {@code wlangb}'s, the languages count. */
  private void languages(TextList into) {
    int before = into.size();
    fields.moreTexts(into);
    for (int i = before; i < into.size(); i++) {
      Fields.toLanguage(into.get(i));
    }
  }

  private static int orElse(int value, int absent) {
    return value == BidRequest.NONE ? absent : value;
  }
}
