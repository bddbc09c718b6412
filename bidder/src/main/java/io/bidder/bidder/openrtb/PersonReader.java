package io.bidder.bidder.openrtb;

import org.jspecify.annotations.Nullable;

/** Reads device, user and geo (OpenRTB 2.6, 3.2.18 to 3.2.21, 3.2.27 to 3.2.29). */
final class PersonReader {
  private final Fields fields;
  private final ExtraReader extras;
  private final UserAgents agents = new UserAgents();
  private final Text brand = new Text();
  private final Text version = new Text();

  PersonReader(Fields fields, ExtraReader extras) {
    this.fields = fields;
    this.extras = extras;
  }

  void device(Device into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "geo" -> geo(into.geo, ExtraReader.child(node, name), extra);
        case "ua" -> fields.text(into.ua);
        case "sua" -> sua(into);
        case "ip" -> fields.text(into.ip);
        case "ipv6" -> fields.text(into.ipv6);
        case "devicetype" -> into.devicetype = fields.integer();
        case "make" -> fields.text(into.make);
        case "model" -> fields.text(into.model);
        case "os" -> fields.text(into.os);
        case "osv" -> fields.text(into.osv);
        case "hwv" -> fields.text(into.hwv);
        case "w" -> into.w = fields.integer();
        case "h" -> into.h = fields.integer();
        case "language" -> fields.lowerCase(into.language);
        case "carrier" -> fields.text(into.carrier);
        case "mccmnc" -> fields.text(into.mccmnc);
        case "connectiontype" -> into.connectiontype = fields.integer();
        case "ifa" -> fields.text(into.ifa);
        case "didsha1" -> fields.text(into.didsha1);
        case "dpidsha1" -> fields.text(into.dpidsha1);
        case "macsha1" -> fields.text(into.macsha1);
        case "lmt" -> into.lmt = fields.flag();
        case "dnt" -> into.dnt = fields.flag();
        case "js" -> into.js = fields.integer();
        default -> extras.field(node, name, extra);
      }
    }
    agents.complete(into);
  }

  /** Structured user agent information (3.2.29), which is finer than the text and goes first. */
  private void sua(Device into) {
    if (!fields.isObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "platform" -> {
          if (fields.isObject()) {
            brandVersion();
            if (into.os.isEmpty()) {
              into.os.set(brand);
              into.osv.set(version);
            }
          }
        }
        case "browsers" -> browsers(into);
        default -> fields.skip();
      }
    }
  }

  private void browsers(Device into) {
    if (!fields.isArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (fields.isObject()) {
        brandVersion();
        UserAgents.browserOfBrand(brand, into.browser);
      }
    }
  }

  private void brandVersion() {
    brand.clear();
    version.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "brand" -> fields.text(brand);
        case "version" -> version();
        default -> fields.skip();
      }
    }
  }

  private void version() {
    if (!fields.isArray()) {
      return;
    }
    Text part = new Text();
    while (fields.nextElement()) {
      fields.text(part);
      if (!version.isEmpty()) {
        version.append('.');
      }
      for (int i = 0; i < part.length(); i++) {
        version.append(part.charAt(i));
      }
    }
  }

  void user(User into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "buyeruid" -> fields.text(into.buyeruid);
        case "yob" -> into.yob = fields.integer();
        case "gender" -> fields.text(into.gender);
        case "keywords", "kwarray" -> fields.joined(into.keywords);
        case "consent" -> fields.text(into.consent);
        case "customdata" -> fields.text(into.customdata);
        case "data" -> data(into);
        case "eids" -> eids(into);
        case "geo" -> geo(into.geo, ExtraReader.child(node, name), extra);
        case "ext" -> userExtension(into, ExtraReader.child(node, name), extra);
        default -> extras.field(node, name, extra);
      }
    }
  }

  /** OpenRTB 2.5 had consent and ids here. */
  private void userExtension(User into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    if (!fields.isObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "consent" -> {
          if (into.consent.isEmpty()) {
            fields.text(into.consent);
          } else {
            fields.skip();
          }
        }
        case "eids" -> {
          if (into.eids.isEmpty()) {
            eids(into);
          } else {
            fields.skip();
          }
        }
        default -> extras.field(node, name, extra);
      }
    }
  }

  private void data(User into) {
    if (!fields.isArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (!fields.isObject()) {
        continue;
      }
      for (String name = fields.nextField(); name != null; name = fields.nextField()) {
        if (name.equals("segment")) {
          segments(into);
        } else {
          fields.skip();
        }
      }
    }
  }

  private void segments(User into) {
    if (!fields.isArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (into.segments.isFull()) {
        fields.leaveOut();
      } else if (fields.isObject()) {
        segment(into.segments);
      }
    }
  }

  /** The id, or the name where there is no id. */
  private void segment(TextList into) {
    Text segment = into.add();
    boolean named = false;
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      if (name.equals("id")) {
        fields.text(segment);
        named = !segment.isEmpty();
      } else if (name.equals("name") && !named) {
        fields.text(segment);
      } else {
        fields.skip();
      }
    }
    if (segment.isEmpty()) {
      into.removeLast();
    }
  }

  private void eids(User into) {
    into.eids.clear();
    if (!fields.isArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (into.eids.isFull()) {
        fields.leaveOut();
      } else if (fields.isObject()) {
        eid(into.eids.add());
      }
    }
  }

  private void eid(Eid into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "source" -> fields.text(into.source);
        case "uids" -> uids(into.ids);
        default -> fields.skip();
      }
    }
  }

  private void uids(TextList into) {
    if (!fields.isArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (into.isFull()) {
        fields.leaveOut();
        continue;
      }
      if (!fields.isObject()) {
        continue;
      }
      Text id = into.add();
      for (String name = fields.nextField(); name != null; name = fields.nextField()) {
        if (name.equals("id")) {
          fields.text(id);
        } else {
          fields.skip();
        }
      }
      if (id.isEmpty()) {
        into.removeLast();
      }
    }
  }

  private void geo(Geo into, ExtraPaths.@Nullable Node node, ExtraValues extra) {
    into.clear();
    if (!fields.isObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "lat" -> into.lat = degrees(90);
        case "lon" -> into.lon = degrees(180);
        case "type" -> into.type = fields.integer();
        case "country" -> fields.text(into.country);
        case "region" -> fields.text(into.region);
        case "metro" -> fields.text(into.metro);
        case "city" -> fields.text(into.city);
        case "zip" -> fields.text(into.zip);
        case "utcoffset" -> into.utcoffsetMinutes = utcOffset();
        default -> extras.field(node, name, extra);
      }
    }
  }

  private double degrees(int most) {
    double value = fields.number();
    if (Math.abs(value) > most) {
      fields.request().ignoredFields++;
      return Double.NaN;
    }
    return value;
  }

  /** No place is further than 14 hours from UTC. */
  private int utcOffset() {
    int minutes = fields.integer();
    if (minutes != BidRequest.NONE && Math.abs(minutes) > 14 * 60) {
      fields.request().ignoredFields++;
      return BidRequest.NONE;
    }
    return minutes;
  }
}
