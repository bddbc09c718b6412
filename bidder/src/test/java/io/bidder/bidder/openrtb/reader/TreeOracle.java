package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Device;
import io.bidder.bidder.openrtb.Geo;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.Inventory;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.bidder.openrtb.User;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A recorded request read from a JSON tree, told as a {@link BidRequest} tells it. */
final class TreeOracle {
  private final JsonNode root;
  private final List<String> lines = new ArrayList<>();

  TreeOracle(JsonNode root) {
    this.root = root;
  }

  String describe() {
    text("id", root.path("id"));
    number("at", root.path("at"), 2);
    number("tmax", root.path("tmax"), BidRequest.NONE);
    list("cur", root.path("cur"));
    list("bcat", root.path("bcat"));
    hosts("badv", root.path("badv"));
    list("wseat", root.path("wseat"));
    for (JsonNode imp : root.path("imp")) {
      imp(imp);
    }
    String kind = root.has("app") ? "app" : root.has("site") ? "site" : "none";
    line("inventory", kind);
    JsonNode inventory = root.path(kind);
    for (String name :
        List.of("id", "name", "bundle", "storeurl", "page", "ref", "search", "keywords")) {
      text(name, inventory.path(name));
    }
    lower("domain", inventory.path("domain"));
    list("cat", inventory.path("cat"));
    list("pagecat", inventory.path("pagecat"));
    text("publisher", inventory.path("publisher").path("id"));
    text("publisher", inventory.path("publisher").path("name"));
    text("content", inventory.path("content").path("title"));
    list("content", inventory.path("content").path("cat"));
    device(root.path("device"));
    user(root.path("user"));
    number("coppa", root.path("regs").path("coppa"), 0);
    number("gdpr", root.path("regs").path("ext").path("gdpr"), BidRequest.NONE);
    text("pchain", root.path("source").path("pchain"));
    number("fd", root.path("source").path("fd"), BidRequest.NONE);
    return String.join("\n", lines);
  }

  private void imp(JsonNode imp) {
    for (String name : List.of("id", "tagid", "displaymanager", "bidfloorcur")) {
      text(name, imp.path(name));
    }
    for (String name : List.of("banner", "video", "audio", "native")) {
      line(name, imp.has(name));
    }
    number("instl", imp.path("instl"), 0);
    number("secure", imp.path("secure"), 0);
    number("exp", imp.path("exp"), BidRequest.NONE);
    micros(imp.path("bidfloor"));
    JsonNode banner = imp.path("banner");
    for (String name : List.of("w", "h", "pos")) {
      number(name, banner.path(name), BidRequest.NONE);
    }
    list("btype", banner.path("btype"));
    list("battr", banner.path("battr"));
    for (JsonNode format : banner.path("format")) {
      number("w", format.path("w"), BidRequest.NONE);
      number("h", format.path("h"), BidRequest.NONE);
    }
    JsonNode video = imp.path("video");
    for (String name :
        List.of("w", "h", "minduration", "maxduration", "linearity", "startdelay", "maxbitrate")) {
      number(name, video.path(name), BidRequest.NONE);
    }
    list("mimes", video.path("mimes"));
    list("protocols", video.has("protocols") ? video.path("protocols") : video.path("protocol"));
    list("playbackmethod", video.path("playbackmethod"));
    number("layout", imp.path("native").path("layout"), BidRequest.NONE);
    for (JsonNode asset : imp.path("native").path("assets")) {
      number("id", asset.path("id"), BidRequest.NONE);
      number("required", asset.path("required"), 0);
      line("title", asset.has("title"));
      line("img", asset.has("img"));
      number("len", asset.path("title").path("len"), BidRequest.NONE);
      number("w", asset.path("img").path("w"), BidRequest.NONE);
    }
    number("private", imp.path("pmp").path("private_auction"), 0);
    for (JsonNode deal : imp.path("pmp").path("deals")) {
      text("id", deal.path("id"));
      micros(deal.path("bidfloor"));
      number("at", deal.path("at"), BidRequest.NONE);
      list("wseat", deal.path("wseat"));
      hosts("wadomain", deal.path("wadomain"));
    }
  }

  private void device(JsonNode device) {
    for (String name : List.of("ua", "ip", "make", "model", "carrier", "ifa", "mccmnc")) {
      text(name, device.path(name));
    }
    lower("language", device.path("language"));
    for (String name : List.of("devicetype", "connectiontype", "w", "h", "js")) {
      number(name, device.path(name), BidRequest.NONE);
    }
    number("dnt", device.path("dnt"), 0);
    number("lmt", device.path("lmt"), 0);
    geo(device.path("geo"));
  }

  private void user(JsonNode user) {
    for (String name : List.of("id", "buyeruid", "gender", "keywords", "customdata")) {
      text(name, user.path(name));
    }
    text("consent", user.path("ext").path("consent"));
    number("yob", user.path("yob"), BidRequest.NONE);
    for (JsonNode data : user.path("data")) {
      for (JsonNode segment : data.path("segment")) {
        text("segment", segment.has("id") ? segment.path("id") : segment.path("name"));
      }
    }
    geo(user.path("geo"));
  }

  private void geo(JsonNode geo) {
    for (String name : List.of("country", "region", "metro", "city", "zip")) {
      text(name, geo.path(name));
    }
    for (String name : List.of("lat", "lon")) {
      line(name, geo.has(name) ? geo.path(name).asDouble() : Double.NaN);
    }
    number("type", geo.path("type"), BidRequest.NONE);
    number("utcoffset", geo.path("utcoffset"), BidRequest.NONE);
  }

  private void text(String name, JsonNode node) {
    line(name, node.asString(""));
  }

  private void lower(String name, JsonNode node) {
    line(name, node.asString("").toLowerCase(Locale.ROOT));
  }

  private void number(String name, JsonNode node, int absent) {
    line(name, node.asInt(absent));
  }

  private void micros(JsonNode node) {
    BigDecimal units = new BigDecimal(node.asString("0"));
    line("floor", units.movePointRight(6).setScale(0, RoundingMode.HALF_UP));
  }

  private void list(String name, JsonNode node) {
    List<String> values = new ArrayList<>();
    for (JsonNode value : node) {
      String text = value.asString().toLowerCase(Locale.ROOT);
      // One exchange names the protocol where its number belongs.
      if (!text.isEmpty() && !text.equals("vast 2.0")) {
        values.add(text);
      }
    }
    line(name, values);
  }

  private void hosts(String name, JsonNode node) {
    List<String> hosts = new ArrayList<>();
    for (JsonNode value : node) {
      String text = value.asString().toLowerCase(Locale.ROOT).strip();
      hosts.add(text.replaceFirst("^(https?://)?(www\\.)?", "").replaceFirst("/.*", ""));
    }
    line(name, hosts);
  }

  private void line(String name, Object value) {
    lines.add(name + " " + value);
  }

  /** The same of what was read. */
  static String describe(BidRequest request) {
    TreeOracle told = new TreeOracle(tools.jackson.databind.node.MissingNode.getInstance());
    told.tell(request);
    return String.join("\n", told.lines);
  }

  private void tell(BidRequest request) {
    line("id", request.id);
    line("at", request.at);
    line("tmax", request.tmaxMillis);
    texts("cur", request.cur);
    texts("bcat", request.bcat);
    texts("badv", request.badv);
    texts("wseat", request.wseat);
    for (int i = 0; i < request.imps.size(); i++) {
      tell(request.imps.get(i));
    }
    line("inventory", request.inventoryKind.name().toLowerCase(Locale.ROOT));
    Inventory inventory = request.inventory;
    line("id", inventory.id);
    line("name", inventory.name);
    line("bundle", inventory.bundle);
    line("storeurl", inventory.storeurl);
    line("page", inventory.page);
    line("ref", inventory.ref);
    line("search", inventory.search);
    line("keywords", inventory.keywords);
    line("domain", inventory.domain);
    texts("cat", inventory.cat);
    texts("pagecat", inventory.pagecat);
    line("publisher", inventory.publisherId);
    line("publisher", inventory.publisherName);
    line("content", inventory.content.title);
    texts("content", inventory.content.cat);
    tell(request.device);
    tell(request.user);
    line("coppa", request.regs.coppa ? 1 : 0);
    line("gdpr", request.regs.gdpr);
    line("pchain", request.source.pchain);
    line("fd", request.source.fd);
  }

  private void tell(Imp imp) {
    line("id", imp.id);
    line("tagid", imp.tagid);
    line("displaymanager", imp.displaymanager);
    line("bidfloorcur", imp.bidfloorcur);
    line("banner", imp.hasBanner);
    line("video", imp.hasVideo);
    line("audio", imp.hasAudio);
    line("native", imp.hasNative);
    line("instl", imp.instl ? 1 : 0);
    line("secure", imp.secure ? 1 : 0);
    line("exp", imp.exp);
    line("floor", imp.floorCpmMicros);
    line("w", imp.banner.w);
    line("h", imp.banner.h);
    line("pos", imp.banner.pos);
    line("btype", imp.banner.btype);
    line("battr", imp.banner.battr);
    for (int f = 0; f < imp.banner.formats.size(); f++) {
      line("w", imp.banner.formats.get(f).w);
      line("h", imp.banner.formats.get(f).h);
    }
    line("w", imp.video.w);
    line("h", imp.video.h);
    line("minduration", imp.video.minduration);
    line("maxduration", imp.video.maxduration);
    line("linearity", imp.video.linearity);
    line("startdelay", imp.video.startdelay);
    line("maxbitrate", imp.video.maxbitrate);
    texts("mimes", imp.video.mimes);
    line("protocols", imp.video.protocols);
    line("playbackmethod", imp.video.playbackmethod);
    line("layout", imp.nativeRequest.layout);
    for (int a = 0; a < imp.nativeRequest.assets.size(); a++) {
      NativeAsset asset = imp.nativeRequest.assets.get(a);
      boolean title = asset.kind == NativeAsset.Kind.TITLE;
      line("id", asset.id);
      line("required", asset.required ? 1 : 0);
      line("title", title);
      line("img", asset.kind == NativeAsset.Kind.IMAGE);
      line("len", title ? asset.len : BidRequest.NONE);
      line("w", asset.w);
    }
    line("private", imp.privateAuction ? 1 : 0);
    for (int d = 0; d < imp.deals.size(); d++) {
      Deal deal = imp.deals.get(d);
      line("id", deal.id);
      line("floor", deal.floorCpmMicros);
      line("at", deal.at);
      texts("wseat", deal.wseat);
      texts("wadomain", deal.wadomain);
    }
  }

  private void tell(Device device) {
    line("ua", device.ua);
    line("ip", device.ip);
    line("make", device.make);
    line("model", device.model);
    line("carrier", device.carrier);
    line("ifa", device.ifa);
    line("mccmnc", device.mccmnc);
    line("language", device.language);
    line("devicetype", device.devicetype);
    line("connectiontype", device.connectiontype);
    line("w", device.w);
    line("h", device.h);
    line("js", device.js);
    line("dnt", device.dnt ? 1 : 0);
    line("lmt", device.lmt ? 1 : 0);
    tell(device.geo);
  }

  private void tell(User user) {
    line("id", user.id);
    line("buyeruid", user.buyeruid);
    line("gender", user.gender);
    line("keywords", user.keywords);
    line("customdata", user.customdata);
    line("consent", user.consent);
    line("yob", user.yob);
    for (int s = 0; s < user.segments.size(); s++) {
      line("segment", user.segments.get(s));
    }
    tell(user.geo);
  }

  private void tell(Geo geo) {
    line("country", geo.country);
    line("region", geo.region);
    line("metro", geo.metro);
    line("city", geo.city);
    line("zip", geo.zip);
    line("lat", geo.lat);
    line("lon", geo.lon);
    line("type", geo.type);
    line("utcoffset", geo.utcoffsetMinutes);
  }

  private void texts(String name, TextList values) {
    line(name, values.toString().toLowerCase(Locale.ROOT));
  }
}
