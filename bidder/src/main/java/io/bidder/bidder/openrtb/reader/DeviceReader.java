package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.names.Systems;
import io.bidder.bidder.openrtb.Device;

/**
 * Reads a device (OpenRTB 2.6, 3.2.18). What it runs, where it does not say so itself, comes from
 * the structured user agent (3.2.29) and else from the user agent's text.
 */
final class DeviceReader {
  /** A phone or a tablet: of OpenRTB's list "Device Types", as the two below. */
  static final int MOBILE = 1;

  static final int PHONE = 4;
  static final int TABLET = 5;

  private static final double MIN_PIXEL_RATIO = 0.25;
  private static final double MAX_PIXEL_RATIO = 10;

  private final Fields fields;
  private final GeoReader geos;
  private final UserAgents agents = new UserAgents();
  private final Systems systems = new Systems();

  // Of the structured user agent.
  private final Text platform = new Text();
  private final Text platformVersion = new Text();
  private final Text browser = new Text();

  private final Text brand = new Text();
  private final Text versionPart = new Text();

  DeviceReader(Fields fields, GeoReader geos) {
    this.fields = fields;
    this.geos = geos;
  }

  void device(Device into) {
    into.clear();
    clearAgent();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "geo" -> geos.geo(into.geo);
        case "ua" -> fields.text(into.ua);
        case "sua" -> structuredAgent();
        case "ip" -> fields.text(into.ip);
        case "ipv6" -> fields.text(into.ipv6);
        case "devicetype" -> into.devicetype = fields.count();
        case "make" -> fields.text(into.make);
        case "model" -> fields.text(into.model);
        case "os" -> fields.text(into.os);
        case "osv" -> fields.text(into.osv);
        case "hwv" -> fields.text(into.hwv);
        case "w" -> into.w = fields.count();
        case "h" -> into.h = fields.count();
        case "pxratio" -> into.pxratio = fields.decimal(MIN_PIXEL_RATIO, MAX_PIXEL_RATIO);
        case "language" -> fields.lowerCase(into.language);
        case "langb" -> {
          fields.textIfEmpty(into.language);
          Fields.toLanguage(into.language);
        }
        case "carrier" -> fields.text(into.carrier);
        case "mccmnc" -> fields.text(into.mccmnc);
        case "connectiontype" -> into.connectiontype = fields.count();
        case "ifa" -> fields.text(into.ifa);
        case "didsha1" -> fields.text(into.didsha1);
        case "dpidsha1" -> fields.text(into.dpidsha1);
        case "macsha1" -> fields.text(into.macsha1);
        case "lmt" -> into.lmt = fields.signal() == 1;
        case "dnt" -> into.dnt = fields.signal() == 1;
        case "js" -> into.js = fields.bit();
        case "ext" -> extension(into);
        default -> fields.unknown();
      }
    }
    derive(into);
  }

  private void extension(Device into) {
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      if (name.equals("atts")) {
        into.atts = fields.signalCode(Device.ATTS_UNKNOWN);
      } else {
        fields.unknown();
      }
    }
  }

  private void derive(Device into) {
    agents.read(into.ua);
    into.kind = into.devicetype == MOBILE ? agents.mobileKind() : into.devicetype;
    if (into.os.isEmpty()) {
      into.os.set(platform.isEmpty() ? agents.os() : platform);
    }
    // The version of another system is worse than none.
    if (into.osv.isEmpty()) {
      if (UserAgents.equalsIgnoringCase(into.os, platform) && !platformVersion.isEmpty()) {
        into.osv.set(platformVersion);
      } else if (UserAgents.equalsIgnoringCase(into.os, agents.os())) {
        into.osv.set(agents.osVersion());
      }
    }
    systems.name(into.os, into.osv, into.system, into.systemVersion);
    into.browser.set(browser.isEmpty() ? agents.browser() : browser);
  }

  private void clearAgent() {
    platform.clear();
    platformVersion.clear();
    browser.clear();
  }

  private void structuredAgent() {
    clearAgent();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "platform" -> platform();
        case "browsers" -> browsers();
        default -> fields.unknown();
      }
    }
  }

  private void platform() {
    platform.clear();
    platformVersion.clear();
    if (!fields.enterObject()) {
      return;
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "brand" -> fields.text(brand);
        case "version" -> version(platformVersion);
        default -> fields.unknown();
      }
    }
    platform.set(ClientHints.os(brand));
    ClientHints.nameVersion(platform, platformVersion);
    brand.clear();
  }

  /** Parts, of which the first is the major one. */
  private void version(Text into) {
    into.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement()) {
      fields.text(versionPart);
      if (into.length() + versionPart.length() < Fields.MAX_LIST_TEXT) {
        if (!into.isEmpty()) {
          into.append('.');
        }
        for (int i = 0; i < versionPart.length(); i++) {
          into.append(versionPart.charAt(i));
        }
      }
    }
  }

  private void browsers() {
    browser.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (!fields.enterObject()) {
        continue;
      }
      brand.clear();
      for (String name = fields.nextField(); name != null; name = fields.nextField()) {
        if (name.equals("brand")) {
          fields.text(brand);
        } else {
          fields.unknown();
        }
      }
      ClientHints.browser(brand, browser);
    }
  }
}
