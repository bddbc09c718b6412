package io.bidder.benchmarks.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Jackson's streaming parser. */
final class JacksonReader {
  private final JsonFactory factory = new JsonFactory();

  FewFields read(byte[] body) {
    FewFields.Found found = new FewFields.Found();
    try (JsonParser json = factory.createParser(ObjectReadContext.empty(), body)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "id" -> found.id = json.getString();
          case "tmax" -> found.tmax = json.getIntValue();
          case "imp" -> imps(json, found);
          case "site" -> site(json, found);
          case "device" -> device(json, found);
          case "user" -> user(json, found);
          default -> json.skipChildren();
        }
      }
    }
    return found.fields();
  }

  private static void imps(JsonParser json, FewFields.Found found) {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "id" -> found.impId = json.getString();
          case "bidfloor" -> found.floor = json.getDoubleValue();
          case "banner" -> banner(json, found);
          default -> json.skipChildren();
        }
      }
    }
  }

  private static void banner(JsonParser json, FewFields.Found found) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "w" -> found.w = json.getIntValue();
        case "h" -> found.h = json.getIntValue();
        default -> json.skipChildren();
      }
    }
  }

  private static void site(JsonParser json, FewFields.Found found) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean domain = json.currentName().equals("domain");
      json.nextToken();
      if (domain) {
        found.domain = json.getString();
      } else {
        json.skipChildren();
      }
    }
  }

  private static void device(JsonParser json, FewFields.Found found) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "ua" -> found.ua = json.getString();
        case "geo" -> geo(json, found);
        default -> json.skipChildren();
      }
    }
  }

  private static void geo(JsonParser json, FewFields.Found found) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean country = json.currentName().equals("country");
      json.nextToken();
      if (country) {
        found.country = json.getString();
      } else {
        json.skipChildren();
      }
    }
  }

  private static void user(JsonParser json, FewFields.Found found) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean id = json.currentName().equals("id");
      json.nextToken();
      if (id) {
        found.userId = json.getString();
      } else {
        json.skipChildren();
      }
    }
  }
}
