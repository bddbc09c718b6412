package io.bidder.benchmarks.json;

import java.util.Iterator;
import org.simdjson.JsonValue;
import org.simdjson.SimdJsonParser;

/** simdjson-java: an index of the whole text made with vector instructions, then looked into. */
final class SimdjsonReader {
  private final SimdJsonParser parser = new SimdJsonParser();

  FewFields read(byte[] body) {
    FewFields.Found found = new FewFields.Found();
    JsonValue root = parser.parse(body, body.length);
    found.id = root.get("id").asString();
    found.tmax = (int) root.get("tmax").asLong();
    for (Iterator<JsonValue> imps = root.get("imp").arrayIterator(); imps.hasNext(); ) {
      JsonValue imp = imps.next();
      found.impId = imp.get("id").asString();
      found.floor = imp.get("bidfloor").asDouble();
      JsonValue banner = imp.get("banner");
      found.w = (int) banner.get("w").asLong();
      found.h = (int) banner.get("h").asLong();
    }
    found.domain = root.get("site").get("domain").asString();
    JsonValue device = root.get("device");
    found.ua = device.get("ua").asString();
    found.country = device.get("geo").get("country").asString();
    found.userId = root.get("user").get("id").asString();
    return found.fields();
  }
}
