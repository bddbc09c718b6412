package io.bidder.bidder.feature;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.BidRequest.InventoryKind;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.Geo;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.Inventory;
import io.bidder.bidder.openrtb.Text;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.modelstore.schema.RawValues;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Where a {@link BidRequest} keeps what a feature's source path names: its 2.6 position. */
final class RequestSources {
  private static final double MICROS = 1e6;

  /** Puts what a request says at a path. */
  @FunctionalInterface
  interface Reader {
    void put(BidRequest request, Imp imp, RawValues into, int source);
  }

  private static final Map<String, Reader> BY_PATH = new HashMap<>();

  static {
    request();
    imp();
    inventory("site", InventoryKind.SITE);
    inventory("app", InventoryKind.APP);
    inventory("dooh", InventoryKind.DOOH);
    device();
    user();
    regulation();
  }

  private RequestSources() {}

  /** The reader of a path, or null where a request has no place for it. */
  static @Nullable Reader of(String path) {
    return BY_PATH.get(path);
  }

  private static void request() {
    text("id", r -> r.id);
    number("at", r -> r.at);
    number("tmax", r -> r.tmaxMillis);
    texts("cur", r -> r.cur);
    texts("wlang", r -> r.wlang);
    texts("bcat", r -> r.bcat);
    number("cattax", r -> r.cattax);
    texts("badv", r -> r.badv);
    texts("bapp", r -> r.bapp);
    texts("wseat", r -> r.wseat);
    texts("bseat", r -> r.bseat);
    flag("test", r -> r.test);
    flag("allimps", r -> r.allimps);
    text("source.tid", r -> r.source.tid);
    number("source.fd", r -> r.source.fd);
    text("source.pchain", r -> r.source.pchain);
  }

  private static void imp() {
    impText("imp.id", i -> i.id);
    impText("imp.tagid", i -> i.tagid);
    impText("imp.displaymanager", i -> i.displaymanager);
    impFlag("imp.instl", i -> i.instl);
    impFlag("imp.secure", i -> i.secure);
    BY_PATH.put(
        "imp.bidfloor", (r, i, into, source) -> into.putDouble(source, i.floorCpmMicros / MICROS));
    impText("imp.bidfloorcur", i -> i.bidfloorcur);
    impNumber("imp.exp", i -> i.exp);
    impFlag("imp.pmp.private_auction", i -> i.privateAuction);
    BY_PATH.put(
        "imp.pmp.deals.id",
        (r, i, into, source) -> {
          for (int d = 0; d < i.deals.size(); d++) {
            into.putText(source, i.deals.get(d).id);
          }
        });
    impNumber("imp.banner.w", i -> bannerSize(i, f -> f.w, i.banner.w));
    impNumber("imp.banner.h", i -> bannerSize(i, f -> f.h, i.banner.h));
    impNumber("imp.banner.pos", i -> i.banner.pos);
    impNumber("imp.banner.topframe", i -> i.banner.topframe);
    impCodes("imp.banner.battr", i -> i.banner.battr);
    impCodes("imp.banner.btype", i -> i.banner.btype);
    impCodes("imp.banner.api", i -> i.banner.api);
    impNumber("imp.video.w", i -> i.video.w);
    impNumber("imp.video.h", i -> i.video.h);
    impNumber("imp.video.minduration", i -> i.video.minduration);
    impNumber("imp.video.maxduration", i -> i.video.maxduration);
    impNumber("imp.video.startdelay", i -> i.video.startdelay);
    impNumber("imp.video.placement", i -> i.video.placement);
    impNumber("imp.video.plcmt", i -> i.video.plcmt);
    impNumber("imp.video.linearity", i -> i.video.linearity);
    impNumber("imp.video.skip", i -> i.video.skip);
    impNumber("imp.video.pos", i -> i.video.pos);
    impCodes("imp.video.protocols", i -> i.video.protocols);
    impCodes("imp.video.playbackmethod", i -> i.video.playbackmethod);
    impNumber("imp.audio.minduration", i -> i.audio.minduration);
    impNumber("imp.audio.maxduration", i -> i.audio.maxduration);
    impNumber("imp.audio.feed", i -> i.audio.feed);
    impNumber("imp.native.context", i -> i.nativeRequest.context);
    impNumber("imp.native.plcmttype", i -> i.nativeRequest.plcmttype);
  }

  private static void inventory(String name, InventoryKind kind) {
    inventoryText(name + ".id", kind, v -> v.id);
    inventoryText(name + ".name", kind, v -> v.name);
    inventoryText(name + ".domain", kind, v -> v.domain);
    inventoryText(name + ".bundle", kind, v -> v.bundle);
    inventoryText(name + ".storeurl", kind, v -> v.storeurl);
    inventoryText(name + ".page", kind, v -> v.page);
    inventoryText(name + ".ref", kind, v -> v.ref);
    inventoryText(name + ".search", kind, v -> v.search);
    inventoryText(name + ".keywords", kind, v -> v.keywords);
    inventoryTexts(name + ".cat", kind, v -> v.cat);
    inventoryTexts(name + ".sectioncat", kind, v -> v.sectioncat);
    inventoryTexts(name + ".pagecat", kind, v -> v.pagecat);
    inventoryText(name + ".publisher.id", kind, v -> v.publisherId);
    inventoryText(name + ".publisher.name", kind, v -> v.publisherName);
    inventoryText(name + ".publisher.domain", kind, v -> v.publisherDomain);
    inventoryText(name + ".content.id", kind, v -> v.content.id);
    inventoryText(name + ".content.title", kind, v -> v.content.title);
    inventoryText(name + ".content.series", kind, v -> v.content.series);
    inventoryText(name + ".content.genre", kind, v -> v.content.genre);
    inventoryText(name + ".content.language", kind, v -> v.content.language);
    inventoryText(name + ".content.contentrating", kind, v -> v.content.contentrating);
    inventoryText(name + ".content.keywords", kind, v -> v.content.keywords);
    inventoryTexts(name + ".content.cat", kind, v -> v.content.cat);
  }

  private static void device() {
    text("device.ua", r -> r.device.ua);
    text("device.ip", r -> r.device.ip);
    text("device.ipv6", r -> r.device.ipv6);
    number("device.devicetype", r -> r.device.devicetype);
    text("device.make", r -> r.device.make);
    text("device.model", r -> r.device.model);
    text("device.os", r -> r.device.os);
    text("device.osv", r -> r.device.osv);
    text("device.browser", r -> r.device.browser);
    text("device.hwv", r -> r.device.hwv);
    number("device.w", r -> r.device.w);
    number("device.h", r -> r.device.h);
    text("device.language", r -> r.device.language);
    text("device.carrier", r -> r.device.carrier);
    text("device.mccmnc", r -> r.device.mccmnc);
    number("device.connectiontype", r -> r.device.connectiontype);
    text("device.ifa", r -> r.device.ifa);
    text("device.didsha1", r -> r.device.didsha1);
    text("device.dpidsha1", r -> r.device.dpidsha1);
    text("device.macsha1", r -> r.device.macsha1);
    flag("device.lmt", r -> r.device.lmt);
    flag("device.dnt", r -> r.device.dnt);
    number("device.js", r -> r.device.js);
    geo("device.geo", r -> r.device.geo);
  }

  private static void user() {
    text("user.id", r -> r.user.id);
    text("user.buyeruid", r -> r.user.buyeruid);
    number("user.yob", r -> r.user.yob);
    text("user.gender", r -> r.user.gender);
    text("user.keywords", r -> r.user.keywords);
    text("user.customdata", r -> r.user.customdata);
    texts("user.data.segment.id", r -> r.user.segments);
    geo("user.geo", r -> r.user.geo);
  }

  private static void regulation() {
    flag("regs.coppa", r -> r.regs.coppa);
    number("regs.gdpr", r -> r.regs.gdpr);
    text("regs.us_privacy", r -> r.regs.usPrivacy);
    text("regs.gpp", r -> r.regs.gpp);
    text("user.consent", r -> r.user.consent);
  }

  private static void geo(String name, Function<BidRequest, Geo> of) {
    decimal(name + ".lat", r -> of.apply(r).lat);
    decimal(name + ".lon", r -> of.apply(r).lon);
    number(name + ".type", r -> of.apply(r).type);
    text(name + ".country", r -> of.apply(r).country);
    text(name + ".region", r -> of.apply(r).region);
    text(name + ".metro", r -> of.apply(r).metro);
    text(name + ".city", r -> of.apply(r).city);
    text(name + ".zip", r -> of.apply(r).zip);
    number(name + ".utcoffset", r -> of.apply(r).utcoffsetMinutes);
  }

  /** Of a slot that has its sizes in a list only, the first one's. */
  private static int bannerSize(Imp imp, ToIntFunction<Format> of, int own) {
    if (own != BidRequest.NONE || imp.banner.formats.isEmpty()) {
      return own;
    }
    return of.applyAsInt(imp.banner.formats.get(0));
  }

  private static void text(String path, Function<BidRequest, Text> of) {
    BY_PATH.put(path, (r, i, into, source) -> into.putText(source, of.apply(r)));
  }

  private static void texts(String path, Function<BidRequest, TextList> of) {
    BY_PATH.put(path, (r, i, into, source) -> put(of.apply(r), into, source));
  }

  private static void number(String path, ToIntFunction<BidRequest> of) {
    BY_PATH.put(path, (r, i, into, source) -> put(of.applyAsInt(r), into, source));
  }

  private static void decimal(String path, ToDoubleFunction<BidRequest> of) {
    BY_PATH.put(
        path,
        (r, i, into, source) -> {
          double value = of.applyAsDouble(r);
          if (!Double.isNaN(value)) {
            into.putDouble(source, value);
          }
        });
  }

  private static void flag(String path, Function<BidRequest, Boolean> of) {
    BY_PATH.put(path, (r, i, into, source) -> into.putLong(source, of.apply(r) ? 1 : 0));
  }

  private static void impText(String path, Function<Imp, Text> of) {
    BY_PATH.put(path, (r, i, into, source) -> into.putText(source, of.apply(i)));
  }

  private static void impNumber(String path, ToIntFunction<Imp> of) {
    BY_PATH.put(path, (r, i, into, source) -> put(of.applyAsInt(i), into, source));
  }

  private static void impFlag(String path, Function<Imp, Boolean> of) {
    BY_PATH.put(path, (r, i, into, source) -> into.putLong(source, of.apply(i) ? 1 : 0));
  }

  private static void impCodes(String path, Function<Imp, IntList> of) {
    BY_PATH.put(
        path,
        (r, i, into, source) -> {
          IntList codes = of.apply(i);
          for (int c = 0; c < codes.size(); c++) {
            into.putLong(source, codes.get(c));
          }
        });
  }

  private static void inventoryText(String path, InventoryKind kind, Function<Inventory, Text> of) {
    BY_PATH.put(
        path,
        (r, i, into, source) -> {
          if (r.inventoryKind == kind) {
            into.putText(source, of.apply(r.inventory));
          }
        });
  }

  private static void inventoryTexts(
      String path, InventoryKind kind, Function<Inventory, TextList> of) {
    BY_PATH.put(
        path,
        (r, i, into, source) -> {
          if (r.inventoryKind == kind) {
            put(of.apply(r.inventory), into, source);
          }
        });
  }

  private static void put(int value, RawValues into, int source) {
    if (value != BidRequest.NONE) {
      into.putLong(source, value);
    }
  }

  private static void put(TextList values, RawValues into, int source) {
    for (int v = 0; v < values.size(); v++) {
      into.putText(source, values.get(v));
    }
  }
}
